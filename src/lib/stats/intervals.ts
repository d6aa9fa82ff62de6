/**
 * How sure a number is, when items come in groups that are alike inside (those of one prompt): whole groups are drawn
 * again and again, and the number is counted anew of each draw. Groups, never judgments, are what is independent.
 */
import { binomialDraw, type Random } from './random.ts';
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

/** From so many different groups on all are dealt to blocks instead: each tells as much, and together they cost little. */
const MANY = 10_000;
const BLOCKS = 50;

export type Drawing = {
	/** the same seed gives the same interval */
	seed?: number;
	draws?: number;
	/** from so many different groups on blocks are compared, where very many draws would take too long */
	many?: number;
};

/** Where a number may lie: the interval keeps within, and is the longer towards the middle the nearer it is to an end. */
export type Bounds = readonly [number, number];
export const beyondChance: Bounds = [-1, 1];
export const share: Bounds = [0, 1];

/** The scale on which the bounds are endlessly far: R. A. Fisher's z (1921), Metron 1, 3-32, which of a share is half its logit. */
const onto = (value: number, [low, high]: Bounds): number =>
	Math.atanh((2 * value - low - high) / (high - low));
const back = (z: number, [low, high]: Bounds): number => (low + high + (high - low) * Math.tanh(z)) / 2;

function spreadOf(values: readonly number[]): number {
	const mean = values.reduce((a, b) => a + b, 0) / values.length;
	return values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
}

/** By the standard error, taken to the scale of the bounds by its slope there. */
function intervalOf(
	value: number,
	{ variance, free }: { variance: number; free: number },
	groups: number,
	bounds: Bounds
): Interval {
	const [low, high] = bounds;
	const slope = (high - low) / (2 * (value - low) * (high - value));
	const half = t95(free) * Math.sqrt(variance) * slope;
	if (!(variance > 1e-24) || !Number.isFinite(half)) return { low: null, reason: 'no_spread' };
	const z = onto(value, bounds);
	return { low: back(z - half, bounds), high: back(z + half, bounds), groups };
}

/** What is drawn. Groups that are alike are one class: which of them is drawn changes no number. */
export type Drawable = {
	/** by class, how many groups are so */
	times: Float64Array;
	/** how many groups tell something of each number; all unless told */
	telling?: readonly number[];
	/** where each number lies */
	bounds: readonly Bounds[];
};

/** By group its class. */
function classOf(times: Float64Array, many: number): Int32Array {
	const of = new Int32Array(many);
	let at = 0;
	for (const [c, often] of times.entries()) of.fill(c, at, (at += often));
	return of;
}

/** Draws as many groups as there are, each time any of them. */
function drawing(times: Float64Array, many: number, random: Random, into: Float64Array): () => void {
	// Where most are alike it costs less to ask of each class how many of it are drawn.
	if (times.length * 4 < many)
		return () => {
			let [left, of] = [many, many];
			for (const [c, often] of times.entries()) {
				const drawn = often === of ? left : binomialDraw(left, often / of, random);
				into[c] = drawn;
				left -= drawn;
				of -= often;
			}
		};
	const of = classOf(times, many);
	return () => {
		into.fill(0);
		for (let i = 0; i < many; i++) {
			const c = of[Math.floor(random() * many)] ?? 0;
			into[c] = (into[c] ?? 0) + 1;
		}
	};
}

/** Deals groups to blocks, as many to each, by chance. */
function dealing(
	times: Float64Array,
	many: number,
	random: Random,
	into: Float64Array
): (block: number) => void {
	const of = classOf(times, many);
	for (let i = many - 1; i > 0; i--) {
		const at = Math.floor(random() * (i + 1));
		[of[i], of[at]] = [of[at] ?? 0, of[i] ?? 0];
	}
	return (block) => {
		into.fill(0);
		for (let i = block; i < many; i += BLOCKS) {
			const c = of[i] ?? 0;
			into[c] = (into[c] ?? 0) + 1;
		}
	};
}

/**
 * Of very many groups: K. M. Wolter (2007), Introduction to Variance Estimation, 2nd edition, section 2.2, the random
 * group method. Else B. Efron (1979), Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7, 1-26, over groups: A. C.
 * Davison, D. V. Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
 * @param values the numbers of what is there; null where undefined
 * @param statistic the same numbers, when each class counts as often as groups of it were drawn
 * @returns an interval for each
 */
export function intervals(
	{ times, telling = [], bounds }: Drawable,
	values: readonly (number | null)[],
	statistic: (drawn: Float64Array) => readonly (number | null)[],
	{ seed = 1, draws = DRAWS, many: least = MANY }: Drawing = {}
): Interval[] {
	const many = times.reduce((sum, often) => sum + often, 0);
	const behind = values.map((_, i) => telling[i] ?? many);
	if (behind.every((groups) => groups < FEWEST))
		return values.map(() => ({ low: null, reason: 'few_groups' }));
	const random = seeded(seed);
	const drawn = new Float64Array(times.length);
	const found = values.map((): number[] => []);
	const isDealt = times.length >= least;
	const next = isDealt ? dealing(times, many, random, drawn) : drawing(times, many, random, drawn);
	for (let i = 0; i < (isDealt ? BLOCKS : draws); i++) {
		next(i);
		for (const [k, value] of statistic(drawn).entries()) if (value !== null) found[k]?.push(value);
	}
	return values.map((value, i) => {
		const own = found[i] ?? [];
		// A number that one draw in ten does not have rests on very few groups.
		const groups = behind[i] ?? many;
		if (value === null || groups < FEWEST || own.length < (isDealt ? BLOCKS : draws) * 0.9)
			return { low: null, reason: 'few_groups' };
		const spread = isDealt
			? { variance: spreadOf(own) / own.length, free: own.length - 1 }
			: { variance: (spreadOf(own) * groups) / (groups - 1), free: groups - 1 };
		return intervalOf(value, spread, groups, bounds[i] ?? beyondChance);
	});
}
