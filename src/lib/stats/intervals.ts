/**
 * How sure a number is, when items come in groups that are alike inside (those of one prompt): whole groups are drawn
 * again and again, and the number is counted anew of each draw. Groups, never judgments, are what is independent.
 */
import type { Reason } from './reasons.ts';
import { seeded } from './seeded.ts';
import { t95 } from './student.ts';

export type Interval =
	| {
			/** at 95 % */
			low: number;
			high: number;
			/** how many groups stand behind it */
			groups: number;
	  }
	| { low: null; reason: Reason };

/** Fewer groups than these say too little of how groups differ. */
export const FEWEST = 10;
/** So many draws, that the interval is within some 5 % as wide as it would be with very many. */
export const DRAWS = 200;

export type Drawing = {
	/** the same seed gives the same interval */
	seed?: number;
	draws?: number;
};

/** Where a number may lie: the interval keeps within, and is the longer towards the middle the nearer it is to an end. */
export type Bounds = readonly [number, number];
export const beyondChance: Bounds = [-1, 1];
export const share: Bounds = [0, 1];

/** The scale on which the bounds are endlessly far: R. A. Fisher's z (1921), Metron 1, 3-32, which of a share is half its logit. */
const onto = (value: number, [low, high]: Bounds): number =>
	Math.atanh((2 * value - low - high) / (high - low));
const back = (z: number, [low, high]: Bounds): number => (low + high + (high - low) * Math.tanh(z)) / 2;

/** By the standard error of the draws, taken to the scale of the bounds by its slope there. */
function intervalOf(value: number, drawn: number[], groups: number, bounds: Bounds): Interval {
	const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
	const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (drawn.length - 1);
	const [low, high] = bounds;
	const slope = (high - low) / (2 * (value - low) * (high - value));
	const half = t95(groups - 1) * Math.sqrt((variance * groups) / (groups - 1)) * slope;
	if (!(variance > 1e-24) || !Number.isFinite(half)) return { low: null, reason: 'no_spread' };
	const z = onto(value, bounds);
	return { low: back(z - half, bounds), high: back(z + half, bounds), groups };
}

/** What is drawn. */
export type Drawable = {
	/** how many groups */
	many: number;
	/** how many of them tell something of each number; all unless told */
	telling?: readonly number[];
	/** where each number lies */
	bounds: readonly Bounds[];
};

/**
 * B. Efron (1979), Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7, 1-26, over groups: A. C.
 * Davison, D. V. Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
 * @param values the numbers of what is there; null where undefined
 * @param statistic the same numbers, when each group counts as often as it was drawn
 * @returns an interval for each
 */
export function intervals(
	{ many, telling = [], bounds }: Drawable,
	values: readonly (number | null)[],
	statistic: (drawn: Float64Array) => readonly (number | null)[],
	{ seed = 1, draws = DRAWS }: Drawing = {}
): Interval[] {
	const behind = values.map((_, i) => telling[i] ?? many);
	if (behind.every((groups) => groups < FEWEST))
		return values.map(() => ({ low: null, reason: 'few_groups' }));
	const random = seeded(seed);
	const drawn = new Float64Array(many);
	const found = values.map((): number[] => []);
	for (let draw = 0; draw < draws; draw++) {
		drawn.fill(0);
		for (let i = 0; i < many; i++) {
			const at = Math.floor(random() * many);
			drawn[at] = (drawn[at] ?? 0) + 1;
		}
		for (const [i, value] of statistic(drawn).entries()) if (value !== null) found[i]?.push(value);
	}
	return values.map((value, i) => {
		const own = found[i] ?? [];
		// A number that one draw in ten does not have rests on very few groups.
		const groups = behind[i] ?? many;
		if (value === null || groups < FEWEST || own.length < draws * 0.9)
			return { low: null, reason: 'few_groups' };
		return intervalOf(value, own, groups, bounds[i] ?? beyondChance);
	});
}
