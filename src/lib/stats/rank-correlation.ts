/** Whether two or more people put the same things in the same order; equal ranks are ties, and lower is better. */

const T = (ties: number): number => ties ** 3 - ties;

/** Ranks from 1; what ties has the middle of the ranks that it takes. */
export function middleRanks(values: readonly number[]): number[] {
	const sorted = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
	const ranks = new Array<number>(values.length).fill(0);
	for (let from = 0; from < sorted.length;) {
		let to = from;
		while (to < sorted.length && sorted[to]?.value === sorted[from]?.value) to++;
		for (let i = from; i < to; i++) ranks[sorted[i]?.at ?? 0] = (from + 1 + to) / 2;
		from = to;
	}
	return ranks;
}

/**
 * M. G. Kendall (1945), The Treatment of Ties in Ranking Problems, Biometrika 33, 239-251: tau-b. Time grows with the
 * square of the number of things.
 * @returns -1 to 1; null where one of the two ties everything, or there are not two things
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): number | null {
	let [score, ofX, ofY] = [0, 0, 0];
	for (let i = 0; i < x.length; i++)
		for (let j = 0; j < i; j++) {
			const a = Math.sign((x[i] ?? 0) - (x[j] ?? 0));
			const b = Math.sign((y[i] ?? 0) - (y[j] ?? 0));
			score += a * b;
			ofX += a * a;
			ofY += b * b;
		}
	return ofX === 0 || ofY === 0 ? null : score / Math.sqrt(ofX * ofY);
}

/**
 * C. Spearman (1904), The Proof and Measurement of Association between Two Things, American Journal of Psychology 15,
 * 72-101: the correlation of the ranks.
 * @returns -1 to 1; null where one of the two ties everything, or there are not two things
 */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
	const [a, b] = [middleRanks(x), middleRanks(y)];
	const middle = (x.length + 1) / 2;
	let [both, ofA, ofB] = [0, 0, 0];
	for (let i = 0; i < a.length; i++) {
		const [da, db] = [(a[i] ?? 0) - middle, (b[i] ?? 0) - middle];
		both += da * db;
		ofA += da * da;
		ofB += db * db;
	}
	return ofA === 0 || ofB === 0 ? null : both / Math.sqrt(ofA * ofB);
}

/**
 * Kendall's W, corrected for ties: M. G. Kendall, B. Babington Smith (1939), The Problem of m Rankings, Annals of
 * Mathematical Statistics 10, 275-287; S. Siegel, N. J. Castellan (1988), Nonparametric Statistics, 2nd edition, 9.16.
 * @param rankings of each person, the rank of each thing
 * @returns 0 to 1; null where all tie everything, or there are not two people or not two things
 */
export function kendallW(rankings: readonly (readonly number[])[]): number | null {
	const m = rankings.length;
	const n = rankings[0]?.length ?? 0;
	if (m < 2 || n < 2) return null;
	const sums = new Float64Array(n);
	let ties = 0;
	for (const ranking of rankings) {
		for (const [i, rank] of middleRanks(ranking).entries()) sums[i] = (sums[i] ?? 0) + rank;
		for (const same of Map.groupBy(ranking, (rank) => rank).values()) ties += T(same.length);
	}
	const mean = (m * (n + 1)) / 2;
	const spread = sums.reduce((sum, one) => sum + (one - mean) ** 2, 0);
	const most = m * m * T(n) - m * ties;
	return most === 0 ? null : (12 * spread) / most;
}
