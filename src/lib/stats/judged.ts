/**
 * Agreement of one question whose answers are single values, by every measure that fits, each with its interval or the
 * reason why there is none. Judgments are heard one at a time; what is computed is computed from the few patterns of
 * values that units have, however many units.
 */
import { krippendorffAlpha, type Metric } from './alpha.ts';
import { classesOfUnits, tellingOf, weightsOf, type Classes } from './classes.ts';
import { cohenKappa, type Nearness } from './cohen.ts';
import { groupsOf, type Groups } from './groups.ts';
import { beyondChance, intervals, share, type Drawing, type Interval } from './intervals.ts';
import { ac1Of, fleissOf, habitsOf } from './many-raters.ts';
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
const found = (one: number | Reason): Found =>
	typeof one === 'number' ? { value: one } : { value: null, reason: one };

const few: Interval = { low: null, reason: 'few_groups' };
const withInterval = (one: Found, interval: Interval = few): Measured =>
	one.value === null ? one : { value: one.value, interval };

/** What people say, whoever of them says it: a kind of unit holds its values as places in a list of all. */
export type AskedOfKinds = Pick<Asked<string>, 'categories'> & { metrics?: readonly Metric[] } & Drawing;

/** Every measure of the units as they are weighted: percent, Fleiss, AC1, then alpha by each metric. */
function measured(table: Values, metrics: readonly Metric[], categories: number | undefined): Found[] {
	const habits = habitsOf(table);
	const percent = habits.agreed;
	const fleiss = fleissOf(habits);
	const ac1 = ac1Of(habits, categories);
	const alphas = metrics.map((metric) => krippendorffAlpha(table, metric));
	return [
		found(percent.agreement === null ? percent.reason : percent.agreement),
		found(fleiss.kappa === null ? fleiss.reason : fleiss.kappa),
		found(ac1.ac1 === null ? ac1.reason : ac1.ac1),
		...alphas.map((one) => found(one.alpha === null ? one.reason : one.alpha))
	];
}

const isShared = (kind: readonly number[]): boolean => kind.length > 1;

/** Units of one kind as one, with their weight. */
export function valuesOf<V extends string | number>(
	{ kinds, times, first: of, unit }: Classes,
	values: V[]
): Values<V> & { weight: Float64Array } {
	const first = new Int32Array(kinds.length + 1);
	for (const [k, kind] of kinds.entries()) first[k + 1] = (first[k] ?? 0) + kind.length;
	const value = new Int32Array(first[kinds.length] ?? 0);
	for (const [k, kind] of kinds.entries()) value.set(kind, first[k]);
	return {
		first,
		value,
		values,
		weight: weightsOf({ first: of, unit }, times, new Float64Array(kinds.length))
	};
}

/**
 * All measures that do not ask who said what.
 * @throws TypeError where `interval` or `ratio` is asked of values that are no numbers, or `ratio` of negative ones
 */
export function agreedOf<V extends string | number>(
	classes: Classes,
	values: V[],
	{ metrics = ['nominal'], categories, ...drawing }: AskedOfKinds = {}
): Omit<Judged, 'cohen' | 'raters'> {
	const table = valuesOf(classes, values);
	const all = measured(table, metrics, categories);
	const again = { ...table, weight: new Float64Array(table.weight.length) };
	const pairs = tellingOf(classes, isShared);
	const lying = intervals(
		{
			times: classes.times,
			telling: all.map(() => pairs),
			bounds: all.map((_, i) => (i === 0 ? share : beyondChance))
		},
		all.map(({ value }) => value),
		(drawn) => {
			weightsOf(classes, drawn, again.weight);
			return measured(again, metrics, categories).map(({ value }) => value);
		},
		drawing
	);
	const none: Measured = { value: null, reason: 'no_pairs' };
	const [percent = none, fleiss = none, ac1 = none, ...alphas] = all.map((one, i) =>
		withInterval(one, lying[i])
	);
	return {
		percent,
		fleiss,
		ac1,
		alpha: Object.fromEntries(metrics.map((metric, i) => [metric, alphas[i]])),
		units: table.weight.reduce((sum, one) => sum + one, 0),
		judgments: table.weight.reduce((sum, one, k) => sum + one * (classes.kinds[k]?.length ?? 0), 0),
		groups: pairs
	};
}

/**
 * Cohen's kappa of two people over the units that both judged, whole groups of these drawn again.
 * @param classes of units that each are two places of `values`: what the first of the two says, and the other one
 * @param values how many there are
 */
export function kappaOf(
	classes: Classes,
	values: number,
	nearness?: Nearness,
	drawing: Drawing = {}
): Measured {
	const cell = classes.kinds.map(([one = 0, other = 0]) => one * values + other);
	const counts = new Float64Array(values * values);
	const weight = new Float64Array(cell.length);
	const kappa = (times: Float64Array): Found => {
		weightsOf(classes, times, weight);
		counts.fill(0);
		for (const [k, at] of cell.entries()) counts[at] = (counts[at] ?? 0) + (weight[k] ?? 0);
		const one = cohenKappa(counts, values, nearness);
		return found(one.kappa === null ? one.reason : one.kappa);
	};
	const one = kappa(classes.times);
	const [interval] = intervals(
		{ times: classes.times, bounds: [beyondChance] },
		[one.value],
		(drawn) => [kappa(drawn).value],
		drawing
	);
	return withInterval(one, interval);
}

/** The same where there are not two people. */
export const cohenOfMany = (raters: number): Measured => ({
	value: null,
	reason: raters < 2 ? 'one_rater' : 'many_raters'
});

/**
 * @throws TypeError where `interval` or `ratio` is asked of values that are no numbers, or `ratio` of negative ones
 */
export function judgedOf<V extends string | number>(table: Table<V>, asked: Asked<V> = {}): Judged {
	const { metrics, categories, nearness, groupOf, groups: told, ...drawing } = asked;
	const { first, rater, raters, units, value, values } = table;
	const groups = told ?? groupsOf(units, groupOf);
	const said = (u: number): Int32Array => value.subarray(first[u] ?? 0, first[u + 1] ?? 0);
	const two = (u: number): number[] => {
		const [a = 0, b] = said(u);
		if (b === undefined) return [];
		return (rater[first[u] ?? 0] ?? 0) === 0 ? [a, b] : [b, a];
	};
	return {
		...agreedOf(
			classesOfUnits(groups, (u) => [...said(u)].sort((a, b) => a - b)),
			values,
			{ ...(metrics && { metrics }), ...(categories !== undefined && { categories }), ...drawing }
		),
		cohen:
			raters.length === 2
				? kappaOf(classesOfUnits(groups, two), values.length, nearness, drawing)
				: cohenOfMany(raters.length),
		raters: raters.length
	};
}

/** Hears judgments in whatever order; the latest of a rater and a unit is the caller's to choose. */
export function judging<V extends string | number>(asked: Asked<V> = {}): Tabling<V> & { result(): Judged } {
	const heard = tabling<V>(asked.order);
	return { ...heard, result: () => judgedOf(heard.table(), asked) };
}
