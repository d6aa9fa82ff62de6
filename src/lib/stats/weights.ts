/**
 * Votes weighed as if every pair had been shown alike, where pairs were drawn with known probabilities: each counts as
 * much as the inverse of its own says, D. G. Horvitz, D. J. Thompson (1952), A Generalization of Sampling Without
 * Replacement From a Finite Universe, JASA 47, 663-685, set so that they sum to how many there are, after J. Hájek (1971).
 * What is fitted to them is the likeliest of all votes that could have been drawn, and the sandwich tells its error: D. A.
 * Binder (1983), On the Variances of Asymptotically Normal Estimators from Complex Surveys, International Statistical
 * Review 51, 279-292. Nothing is cut off: a tenth of all draws is spread over all pairs alike (see sampling.ts), so none
 * weighs more than some ten times the mean, and cutting would bring back what weights take away.
 */

export type Weights = {
	/** by vote; their mean is 1 */
	weight: Float64Array;
	/**
	 * As many votes that count alike would tell as much: (Σw)² / Σw². L. Kish (1965), Survey Sampling, section 8.2.
	 */
	effective: number;
	/** the greatest of them */
	most: number;
};

/** @param probabilities above 0 */
export function weightsOf(probabilities: ArrayLike<number>): Weights {
	const many = probabilities.length;
	const weight = new Float64Array(many);
	let [sum, squares, most] = [0, 0, 0];
	for (let i = 0; i < many; i++) {
		const own = 1 / (probabilities[i] ?? 1);
		weight[i] = own;
		sum += own;
		squares += own * own;
		if (own > most) most = own;
	}
	const scale = sum > 0 ? many / sum : 1;
	for (let i = 0; i < many; i++) weight[i] = (weight[i] ?? 0) * scale;
	return { weight, effective: squares > 0 ? (sum * sum) / squares : 0, most: most * scale };
}
