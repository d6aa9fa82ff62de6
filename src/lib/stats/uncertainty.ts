/**
 * How unsure models are of an item, 0 to 1: of one model by the chances that it gives each answer, of several by whether
 * they agree. Sources: B. Settles (2009), Active Learning Literature Survey, Computer Sciences Technical Report 1648,
 * University of Wisconsin-Madison, sections 3.1 and 3.2; each is scaled so that 1 is as unsure as can be.
 */

/** The two largest of some. */
function largest(chances: readonly number[]): [number, number] {
	let [first, second] = [0, 0];
	for (const chance of chances)
		if (chance > first) [first, second] = [chance, first];
		else if (chance > second) second = chance;
	return [first, second];
}

/** Of a distribution over `n` things, how much of ln n its entropy is. @param weights of those that are there */
function evenness(weights: readonly number[], n: number): number {
	const sum = weights.reduce((all, weight) => all + weight, 0);
	if (n < 2 || sum <= 0) return 0;
	let held = 0;
	for (const weight of weights) if (weight > 0) held += weight * Math.log(weight / sum);
	return Math.min(1, Math.max(0, -held / (sum * Math.log(n))));
}

/** Least confidence: what is left to all answers but the likeliest, of n/(n−1). @param options n, how many answers there are */
export const leastConfidence = (chances: readonly number[], options: number): number =>
	options < 2 ? 0 : Math.min(1, ((1 - largest(chances)[0]) * options) / (options - 1));

/** Margin (Scheffer, Decomain and Wrobel 2001): how close the second likeliest comes to the likeliest. */
export function margin(chances: readonly number[]): number {
	const [first, second] = largest(chances);
	return 1 - (first - second);
}

/** Entropy (Shannon 1948) of all chances, of the most that so many answers can have. */
export const entropy = (chances: readonly number[], options: number): number => evenness(chances, options);

/**
 * Vote entropy (Dagan and Engelson 1995): how far so many models are from saying the same, of the most that they can be.
 * @param votes of each answer, how many models say it
 */
export const voteEntropy = (votes: readonly number[]): number =>
	evenness(
		votes,
		votes.reduce((all, many) => all + many, 0)
	);

/** Chances that sum to less than this leave out some answers. */
const WHOLE = 0.99;

/** By what the chances tell: all of them by their entropy, the likeliest few by their margin, one by least confidence. */
export function unsureBy(chances: readonly number[], options: number): number {
	const sum = chances.reduce((all, chance) => all + chance, 0);
	if (sum >= WHOLE) return entropy(chances, options);
	return chances.length > 1 ? margin(chances) : leastConfidence(chances, options);
}
