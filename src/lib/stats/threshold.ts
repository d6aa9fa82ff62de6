/**
 * The lowest threshold at which what runs alone is wrong no more often than a target, such that choosing it does not
 * break the promise. Each threshold is a hypothesis, "more are wrong than the target". They are tested from the surest
 * downwards until the first that stands, so that no level is spent on having looked: fixed-sequence testing, as in
 * A. N. Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan, L. Lei (2021), Learn then Test: Calibrating Predictive
 * Algorithms to Achieve Risk Control, arXiv:2110.01052, section 2.2. Where few are very sure the first test would lack
 * verdicts, so there are three starts, each with a third of the level; which thresholds they are follows from how many
 * were asked alone, never from what they said.
 */
import type { Point } from './calibration.ts';
import { effective, stratified } from './stratified.ts';

/** The level of all starts together: the promise fails one time in twenty at most. */
export const LEVEL = 0.05;
/** A start is where so many times the least number of verdicts lie above. */
const starts = [1, 2, 4];
/** The normal quantile of one third of the level, one-sided. */
const Z = 2.128045234184984;

export type Suggestion =
	| {
			kind: 'found';
			point: Point;
			/** the upper limit of the error there, which is at most the target */
			bound: number;
	  }
	| {
			/** too few verdicts to promise anything, whatever they say */
			kind: 'thin';
			have: number;
			/** how many more must be given above a threshold if none is wrong */
			more: number;
	  }
	| {
			/** enough verdicts, but too many wrong among the surest as well */
			kind: 'none';
			/** the surest point that was tested */
			point: Point;
			/** how many more like these would do; null where more alone does not help */
			more: number | null;
	  };

/** The least number of verdicts, none of them wrong, whose upper limit is the target. */
export const leastVerdicts = (target: number): number => Math.ceil((Z ** 2 * (1 - target)) / target - 1e-9);

const boundOf = ({ strata }: Point, spread: number): number => stratified(strata, Z, spread)?.high ?? 1;

/** How many times as many verdicts of the same kind bring the bound down to the target. */
function timesNeeded(point: Point, target: number, spread: number): number | null {
	if ((point.error?.share ?? 1) >= target) return null;
	let times = 1;
	while (times < 1e6 && boundOf(point, spread / times) > target) times *= 1.05;
	return times < 1e6 ? times : null;
}

/**
 * @param points of riskCoverage, the lowest threshold first
 * @param target the share that may be wrong, above 0 and below 1
 * @param spread see stratified
 */
export function suggestThreshold(points: readonly Point[], target: number, spread = 1): Suggestion {
	const least = leastVerdicts(target);
	const worth = points.map(({ strata }) => effective(strata) / spread);
	const have = worth.reduce((most, n) => Math.max(most, n), 0);
	let lowest: number | null = null;
	for (const times of starts) {
		let i = worth.findLastIndex((n) => n >= least * times);
		for (; i >= 0; i--) {
			const point = points[i];
			if (!point || boundOf(point, spread) > target) break;
			if (lowest === null || i < lowest) lowest = i;
		}
	}
	const point = lowest === null ? undefined : points[lowest];
	if (point) return { kind: 'found', point, bound: boundOf(point, spread) };
	const surest = points[worth.findLastIndex((n) => n >= least)];
	if (!surest) return { kind: 'thin', have: Math.floor(have), more: Math.ceil(least - have) };
	// The one that is nearest to the target of those that could be a start.
	const tested = points.filter((_, i) => (worth[i] ?? 0) >= least);
	const nearest = tested.reduce(
		(best, one) => (boundOf(one, spread) < boundOf(best, spread) ? one : best),
		surest
	);
	const needed = timesNeeded(nearest, target, spread);
	return {
		kind: 'none',
		point: nearest,
		more: needed === null ? null : Math.ceil((needed - 1) * nearest.verdicts)
	};
}

/**
 * Where the error is exactly the target, at 95 %: the thresholds around the one where what was found meets it, as far as
 * their intervals hold it. Higher up, where verdicts are few, they would hold anything.
 * @returns hundredths; null where none meets the target, or all surely do
 */
export function crossing(points: readonly Point[], target: number): { low: number; high: number } | null {
	const holds = (i: number): boolean => {
		const error = points[i]?.error;
		return error !== null && error !== undefined && error.low <= target && target <= error.high;
	};
	const met = points.findIndex(({ error }) => error !== null && error.share <= target);
	if (met < 0 || (met === 0 && !holds(0))) return null;
	let [low, high] = [met, met];
	while (holds(low - 1)) low--;
	while (holds(high) && holds(high + 1)) high++;
	return { low: points[low]?.at ?? 0, high: points[high]?.at ?? 0 };
}
