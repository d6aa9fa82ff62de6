/**
 * Agreement of one question whose answers are single values, by every measure that fits, each with its interval or the
 * reason why there is none. Judgments are heard one at a time; what is computed is computed from the few patterns of
 * values that units have, however many units.
 */
import { krippendorffAlpha, type Metric } from './alpha.ts';
import { beyondChance, intervals, share, type Drawing, type Interval } from './intervals.ts';
import { cohenKappa, type Nearness } from './cohen.ts';
import { groupsOf, telling, type Groups } from './groups.ts';
import { ac1Of, fleissOf, habitsOf } from './many-raters.ts';
import { patternsOf, sortRuns } from './patterns.ts';
import type { Reason } from './reasons.ts';
import { tabling, type Table, type Tabling, type Values } from './table.ts';

/** A number with its interval; both say why where they are not there. */
export type Measured = { value: number; interval: Interval } | { value: null; reason: Reason };

export type Judged = {
	/** percent agreement, 0 to 1; all others are beyond chance: 1 is perfect, 0 what chance gives */
	percent: Measured;
	cohen: Measured;
	fleiss: Measured;
	ac1: Measured;
	/** by each metric that was asked for */
	alpha: Partial<Record<Metric, Measured>>;
	raters: number;
	units: number;
	judgments: number;
	/** independent groups among the units that at least two judged */
	groups: number;
};

export type Asked<V extends string | number> = {
	/** how far answers are apart: `nominal` for names, `ordinal` for ranks; `interval` and `ratio` need numbers */
	metrics?: readonly Metric[];
	/** from low to high, for values whose order is not that of numbers or of the alphabet */
	order?: readonly V[];
	/** how many values could be said, where not all of them were; Gwet's AC1 needs it */
	categories?: number;
	/** how near two different values are to each other, for Cohen's kappa; not at all unless told */
	nearness?: Nearness;
	/** the prompt group of a unit; each unit is alone unless told */
	groupOf?: (unit: string) => string;
	/** the same, where groups are numbers already */
	groups?: Groups;
} & Drawing;

type Found = { value: number } | { value: null; reason: Reason };

/** The units of a table as the few patterns that they are. */
type Few = {
	table: Values & { weight: Float64Array };
	/** by unit: its pattern */
	of: Int32Array;
	/** by pattern: the cell of the table of two people, `first * values + second`; -1 where not both judged */
	cell: Int32Array | null;
};

function fewOf({ first, rater, raters, value, values }: Table): Few {
	const q = values.length;
	// Of two people it matters who said what; of more it does not, and there are fewer patterns.
	const isPair = raters.length === 2;
	const keys = sortRuns(
		first,
		Float64Array.from(value, (v, i) => (isPair ? (rater[i] ?? 0) * q + v : v))
	);
	const { of, weight, from, to } = patternsOf(first, keys, isPair ? 2 * q : q);
	const ends = new Int32Array(weight.length + 1);
	for (let p = 0; p < weight.length; p++) ends[p + 1] = (ends[p] ?? 0) + (to[p] ?? 0) - (from[p] ?? 0);
	const said = new Int32Array(ends[weight.length] ?? 0);
	for (let p = 0; p < weight.length; p++)
		for (let i = from[p] ?? 0, at = ends[p] ?? 0; i < (to[p] ?? 0); i++) said[at++] = (keys[i] ?? 0) % q;
	const cell = isPair
		? Int32Array.from(weight, (_, p) => {
				const at = ends[p] ?? 0;
				return (ends[p + 1] ?? 0) - at < 2 ? -1 : (said[at] ?? 0) * q + (said[at + 1] ?? 0);
			})
		: null;
	return { table: { first: ends, value: said, values, weight }, of, cell };
}

/** What the two said, as counts: `first * values + second`. */
function cellsOf({ table: { values, weight } }: Few, cell: Int32Array): Float64Array {
	const counts = new Float64Array(values.length ** 2);
	for (const [p, at] of cell.entries()) if (at >= 0) counts[at] = (counts[at] ?? 0) + (weight[p] ?? 0);
	return counts;
}

const found = (one: number | Reason): Found =>
	typeof one === 'number' ? { value: one } : { value: null, reason: one };

/** Every measure of the units as they are weighted: percent, Cohen, Fleiss, AC1, then alpha by each metric. */
function measured(
	few: Few,
	raters: number,
	{
		metrics,
		categories,
		nearness
	}: { metrics: readonly Metric[] } & Pick<Asked<string>, 'categories' | 'nearness'>
): Found[] {
	const habits = habitsOf(few.table);
	const percent = habits.agreed;
	const fleiss = fleissOf(habits);
	const ac1 = ac1Of(habits, categories);
	const cohen = few.cell && cohenKappa(cellsOf(few, few.cell), few.table.values.length, nearness);
	const alphas = metrics.map((metric) => krippendorffAlpha(few.table, metric));
	const ofTwo = cohen ?? {
		kappa: null,
		reason: raters < 2 ? ('one_rater' as const) : ('many_raters' as const)
	};
	return [
		found(percent.agreement === null ? percent.reason : percent.agreement),
		found(ofTwo.kappa === null ? ofTwo.reason : ofTwo.kappa),
		found(fleiss.kappa === null ? fleiss.reason : fleiss.kappa),
		found(ac1.ac1 === null ? ac1.reason : ac1.ac1),
		...alphas.map((one) => found(one.alpha === null ? one.reason : one.alpha))
	];
}

/**
 * @throws TypeError where `interval` or `ratio` is asked of values that are no numbers, or `ratio` of negative ones
 */
export function judgedOf<V extends string | number>(table: Table<V>, asked: Asked<V> = {}): Judged {
	const { metrics = ['nominal'], categories, nearness, groupOf, groups: told, ...drawing } = asked;
	const { first, units, raters } = table;
	const groups = told ?? groupsOf(units, groupOf);
	const few = fewOf(table);
	const measure = (of: Few) => measured(of, raters.length, { metrics, categories, nearness });
	const all = measure(few);

	const weight = new Float64Array(few.table.weight.length);
	const again = { ...few, table: { ...few.table, weight } };
	const drawn = (times: Float64Array) => {
		weight.fill(0);
		for (let u = 0; u < few.of.length; u++) {
			const p = few.of[u] ?? 0;
			weight[p] = (weight[p] ?? 0) + (times[groups.of[u] ?? 0] ?? 0);
		}
		return measure(again).map(({ value }) => value);
	};
	const pairs = telling(groups, (u) => (first[u + 1] ?? 0) - (first[u] ?? 0) > 1);
	const lying = intervals(
		{
			many: groups.many,
			telling: all.map(() => pairs),
			bounds: all.map((_, i) => (i === 0 ? share : beyondChance))
		},
		all.map(({ value }) => value),
		drawn,
		drawing
	);
	const [percent, cohen, fleiss, ac1, ...alphas] = all.map((one, i): Measured => {
		const interval = lying[i] ?? { low: null, reason: 'few_groups' };
		return one.value === null ? one : { value: one.value, interval };
	});
	const none: Measured = { value: null, reason: 'no_pairs' };
	return {
		percent: percent ?? none,
		cohen: cohen ?? none,
		fleiss: fleiss ?? none,
		ac1: ac1 ?? none,
		alpha: Object.fromEntries(metrics.map((metric, i) => [metric, alphas[i]])),
		raters: raters.length,
		units: units.length,
		judgments: table.value.length,
		groups: pairs
	};
}

/** Hears judgments in whatever order; the latest of a rater and a unit is the caller's to choose. */
export function judging<V extends string | number>(asked: Asked<V> = {}): Tabling<V> & { result(): Judged } {
	const heard = tabling<V>(asked.order);
	return { ...heard, result: () => judgedOf(heard.table(), asked) };
}
