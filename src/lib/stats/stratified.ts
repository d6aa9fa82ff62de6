/**
 * A share of a whole of which parts were looked at more closely than others. Each verdict stands for as many as its
 * part has for each verdict: the inverse of the probability of having been asked and of answering.
 */
import { Z95, type Share } from './wilson.ts';

/** A part of the whole, within which everybody was as likely to be asked. */
export type Stratum = {
	/** how many there are, asked or not */
	size: number;
	/** of how many somebody said what they are */
	seen: number;
	/** of these, how many are what is counted */
	hits: number;
};

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** How many verdicts drawn evenly from the whole would tell as much. L. Kish (1965), Survey Sampling, section 11.7. */
export function effective(strata: readonly Stratum[]): number {
	const seen = strata.filter((stratum) => stratum.seen > 0);
	const weight = sum(seen.map(({ size }) => size));
	return weight === 0 ? 0 : weight ** 2 / sum(seen.map((one) => one.size ** 2 / one.seen));
}

/** Of how many, how many were hit, and the part's weight; weights sum to 1. */
type Part = { n: number; x: number; weight: number };

/** The likeliest share of a part when all together are pulled by `pull`: the root of pull·p² - (n + pull)·p + x in 0..1. */
function pulled({ n, x }: Part, pull: number): number {
	const middle = n + pull;
	const root = Math.sqrt(Math.max(0, middle ** 2 - 4 * pull * x));
	return middle > 0 ? (2 * x) / (middle + root) : (middle - root) / (2 * pull);
}

/**
 * The limit on one side: the share that is so far from the one that was found, for the variance that it would have
 * itself, as z says.
 * @param whole how many there are, of which the weights are a sample
 */
function limit(parts: Part[], share: number, whole: number, z: number, side: 1 | -1): number {
	let all = 0;
	const isInside = (strength: number): boolean => {
		let squares = 0;
		let within = 0;
		all = 0;
		for (const part of parts) {
			const p = pulled(part, -side * strength * part.weight);
			all += part.weight * p;
			squares += part.weight * p * p;
			within += (part.weight ** 2 * p * (1 - p)) / part.n;
		}
		const between = Math.max(0, squares - all * all) / whole;
		return (all - share) ** 2 <= z ** 2 * (within + between);
	};
	let [low, high] = [0, 1];
	while (isInside(high) && high < 1e15) [low, high] = [high, high * 2];
	for (let turns = 0; turns < 40; turns++) {
		const middle = (low + high) / 2;
		if (isInside(middle)) low = middle;
		else high = middle;
	}
	isInside(low);
	return all;
}

/**
 * The share of the whole with its score interval, which is Wilson's where there is one part: A. Martín Andrés,
 * I. Herranz Tejedor, M. Álvarez Hernández (2012), The optimal method to make inferences about a linear combination of
 * proportions, Journal of Statistical Computation and Simulation 82, method S0; with the variance that comes of the
 * parts' sizes being a sample themselves, W. G. Cochran (1977), Sampling Techniques, 3rd edition, equation 12.9. Of a
 * part that nobody looked at nothing is known: it counts as the others for the share, and may be all or nothing for
 * the limits.
 * @param z the normal quantile of the level
 * @param spread how many verdicts tell as much as one, where they come in clusters (1: each by itself)
 * @returns shares from 0 to 1, of how many were seen; null where nothing was
 */
export function stratified(strata: readonly Stratum[], z = Z95, spread = 1): Share | null {
	const known = strata.filter(({ size, seen }) => size > 0 && seen > 0);
	if (known.length === 0) return null;
	const whole = sum(strata.map(({ size }) => size));
	const size = sum(known.map((one) => one.size));
	const parts = known.map((one) => ({
		n: one.seen / spread,
		x: one.hits / spread,
		weight: one.size / size
	}));
	const share = sum(parts.map(({ n, x, weight }) => (weight * x) / n));
	const lower = limit(parts, share, size / spread, z, -1);
	const upper = limit(parts, share, size / spread, z, 1);
	return {
		share,
		low: Math.max(0, (lower * size) / whole),
		high: Math.min(1, (upper * size + whole - size) / whole),
		of: sum(known.map(({ seen }) => seen))
	};
}
