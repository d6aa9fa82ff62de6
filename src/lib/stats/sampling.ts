/** Which pair of models is compared next: how probable each is, from how often each was compared and who won. */
import { bradleyTerry, breadOf } from './bradley-terry.ts';
import type { Cells } from './comparisons.ts';

/** So much of the draws is spread over all pairs alike, so that none is ever left out and each has a weight. */
export const SPREAD = 0.1;

/** A pair of models by their numbers, and how its comparisons went; a tie is half a win of each. */
export type PairSoFar = {
	a: number;
	b: number;
	/** comparisons, decided or not */
	judged: number;
	/** wins of `a`, ties counted as halves */
	wins: number;
	/** whether there is anything left to compare */
	open: boolean;
};

/** The standard normal's distribution function, to 7.5e-8: Abramowitz and Stegun 26.2.17. @param z 0 or below */
function normal(z: number): number {
	const t = 1 / (1 - 0.2316419 * z);
	const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
	const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
	return density * series.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
}

/** Weights as probabilities that sum to 1 over what is open, with the even share of `SPREAD` among them. */
function spreadOver(pairs: readonly Pick<PairSoFar, 'open'>[], weights: number[]): number[] {
	const open = pairs.filter((pair) => pair.open).length;
	if (open === 0) return pairs.map(() => 0);
	const sum = weights.reduce((all, weight, i) => all + (pairs[i]?.open ? weight : 0), 0);
	return pairs.map((pair, i) => {
		if (!pair.open) return 0;
		return sum > 0 ? SPREAD / open + ((1 - SPREAD) * (weights[i] ?? 0)) / sum : 1 / open;
	});
}

/**
 * So that each pair is compared about equally often: a pair is as probable as it lacks comparisons to a common level, which
 * is the one that the next ones fill.
 * @param next about how many comparisons come before the probabilities are set again; at least one a pair
 * @returns probabilities in the order of the pairs, which sum to 1 where any is open
 */
export function balanced(pairs: readonly Pick<PairSoFar, 'judged' | 'open'>[], next = 0): number[] {
	const open = pairs.filter((pair) => pair.open).map(({ judged }) => judged);
	open.sort((x, y) => x - y);
	const spend = Math.max(next, open.length);
	// The lowest ones are filled up first, like water: n of them to (their sum + what is spent) / n.
	let level = 0;
	let sum = 0;
	for (let n = 1; n <= open.length; n++) {
		sum += open[n - 1] ?? 0;
		level = (sum + spend) / n;
		if (level <= (open[n] ?? Infinity)) break;
	}
	return spreadOver(
		pairs,
		pairs.map(({ judged }) => Math.max(0, level - judged))
	);
}

/**
 * So that the order of the models is known soonest: a pair is as probable as its order may be wrong, Φ(−|d| / √V), times
 * the share by which one comparison more would narrow it, pqV / (1 + pqV); d is the difference of both strengths, V its
 * variance by Bradley-Terry from all comparisons, p and q the chances of both. Drawing in proportion to what one more
 * tells follows W.-L. Chiang, L. Zheng, Y. Sheng et al. (2024), Chatbot Arena, arXiv:2403.04132, section 5, whose measure
 * is the interval of a pair's own win rate. Where models are well apart (strengths of deviation 3 in log-odds, eight of
 * them) the order is as right as by 500 shuffled votes after less than 300, without the doubt after 420; where all are
 * close (deviation 0.5) every pair is in doubt, and nothing is saved.
 * @param models how many there are
 * @returns probabilities in the order of the pairs, which sum to 1 where any is open
 */
export function informative(models: number, pairs: readonly PairSoFar[]): number[] {
	const counts = new Float64Array(3 * pairs.length);
	for (const [i, { judged, wins }] of pairs.entries()) {
		counts[3 * i] = wins;
		counts[3 * i + 2] = judged - wins;
	}
	const cells: Cells = {
		models,
		first: Int32Array.from(pairs, ({ a }) => a),
		second: Int32Array.from(pairs, ({ b }) => b),
		length: null,
		counts
	};
	// The prior makes every strength finite, of models that nobody compared yet too.
	const fit = bradleyTerry(cells, { ties: 'half', side: false, length: false, prior: 0.5 });
	if (!fit) return balanced(pairs);
	const bread = breadOf(fit);
	const at = (i: number, j: number) => bread[i * models + j] ?? 0;
	return spreadOver(
		pairs,
		pairs.map(({ a, b }) => {
			const odds = (fit.parameters[a] ?? 0) - (fit.parameters[b] ?? 0);
			const chance = 1 / (1 + Math.exp(-odds));
			const own = chance * (1 - chance);
			const variance = Math.max(Number.EPSILON, at(a, a) + at(b, b) - at(a, b) - at(b, a));
			return (normal(-Math.abs(odds) / Math.sqrt(variance)) * own * variance) / (1 + own * variance);
		})
	);
}
