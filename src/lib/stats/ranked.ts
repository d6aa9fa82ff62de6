/**
 * Agreement of a question whose answers are rankings: of each unit the mean over its pairs of people (of W, over all at
 * once), and of all units the mean. A unit on which it is undefined counts for none.
 */
import { classesOfUnits, tellingOf, weightsOf, type Classes } from './classes.ts';
import { groupsOf } from './groups.ts';
import { beyondChance, intervals, share, type Drawing } from './intervals.ts';
import type { Measured } from './judged.ts';
import { kendallTauB, kendallW, spearman } from './rank-correlation.ts';
import type { Reason } from './reasons.ts';
import { ranked } from './table.ts';

export type Ranked = {
	/** Kendall's tau-b and Spearman's rho of two people, -1 to 1: 1 is the same order, -1 the opposite one */
	tau: Measured;
	rho: Measured;
	/** Kendall's W of all people of a unit, 0 to 1 */
	w: Measured;
	/** units that at least two ranked, and on how many of these tau is undefined, as somebody ties everything */
	units: number;
	undecided: number;
	judgments: number;
	groups: number;
};

export type Ranking = {
	/** at most once of a rater and a unit. @param tiers best first; what is in one ties, what is in none is unranked */
	add(unit: string, rater: string, tiers: readonly (readonly string[])[]): void;
	result(): Ranked;
};

type Tiers = readonly (readonly string[])[];
const placesOf = (tiers: Tiers): Map<string, number> =>
	new Map(tiers.flatMap((tier, place) => tier.map((id) => [id, place] as const)));

const mean = (all: number[]): number | null =>
	all.length === 0 ? null : all.reduce((sum, one) => sum + one, 0) / all.length;
const defined = (all: (number | null)[]): number[] => all.filter((one) => one !== null);

/** What all of these people ranked, by each of them. */
function shared(people: readonly Map<string, number>[]): number[][] {
	const [first = new Map<string, number>(), ...others] = people;
	const ids = [...first.keys()].filter((id) => others.every((places) => places.has(id))).sort();
	return people.map((places) => ids.map((id) => places.get(id) ?? 0));
}

/** Of one unit: tau, rho and W; and whether two people ranked the same two things. */
function ofUnit(people: readonly Map<string, number>[]) {
	const pairs = people
		.flatMap((a, i) => people.slice(i + 1).map((b) => shared([a, b])))
		.filter(([a]) => (a?.length ?? 0) > 1);
	const over = (measure: typeof kendallTauB) => mean(defined(pairs.map(([a = [], b = []]) => measure(a, b))));
	return {
		numbers: [over(kendallTauB), over(spearman), kendallW(shared(people))],
		isShort: pairs.length === 0
	};
}

/** Of those units where a number is there. */
function meanOf(numbers: readonly (number | null)[], weight: Float64Array): number | null {
	let [all, units] = [0, 0];
	for (const [k, one] of numbers.entries()) {
		if (one === null) continue;
		all += (weight[k] ?? 0) * one;
		units += weight[k] ?? 0;
	}
	return units === 0 ? null : all / units;
}

/**
 * Units of which the same was said, whatever the things are called, are computed once: there are few orders of few
 * things.
 */
function remembering() {
	const known = new Map<string, ReturnType<typeof ofUnit>>();
	return (said: readonly Tiers[]) => {
		const codes = new Map<string, number>();
		let key = '';
		for (const tiers of said) {
			for (const tier of tiers) {
				for (const id of tier) {
					let code = codes.get(id);
					if (code === undefined) codes.set(id, (code = codes.size));
					key += `${code},`;
				}
				key += '>';
			}
			key += ';';
		}
		let found = known.get(key);
		if (!found) known.set(key, (found = ofUnit(said.map(placesOf))));
		return found;
	};
}

/** @param classes a kind of unit holds what its people said, as places in `orders` */
export function rankedOf(classes: Classes, orders: readonly Tiers[], drawing: Drawing = {}): Ranked {
	const measure = remembering();
	const isShared = (kind: readonly number[]): boolean => kind.length > 1;
	const known = new Map(
		classes.kinds.filter(isShared).map((kind) => [kind, measure(kind.map((at) => orders[at] ?? []))] as const)
	);
	const numberOf = (kind: readonly number[], k: number) => known.get(kind)?.numbers[k] ?? null;
	const measures = [0, 1, 2].map((k) => classes.kinds.map((kind) => numberOf(kind, k)));
	const weight = new Float64Array(classes.kinds.length);
	const means = (times: Float64Array) => {
		weightsOf(classes, times, weight);
		return measures.map((numbers) => meanOf(numbers, weight));
	};
	const values = means(classes.times);
	const unitsOf = (counts: (kind: readonly number[]) => number): number =>
		classes.kinds.reduce((sum, kind, k) => sum + (weight[k] ?? 0) * counts(kind), 0);
	const units = unitsOf((kind) => Number(isShared(kind)));
	const decided = unitsOf((kind) => Number(numberOf(kind, 0) !== null));
	const judgments = unitsOf((kind) => (isShared(kind) ? kind.length : 0));
	const lying = intervals(
		{
			times: classes.times,
			telling: measures.map((_, k) => tellingOf(classes, (kind) => numberOf(kind, k) !== null)),
			bounds: [beyondChance, beyondChance, share]
		},
		values,
		means,
		drawing
	);
	const why: Reason =
		units === 0 ? 'no_pairs' : [...known.values()].every(({ isShort }) => isShort) ? 'short' : 'all_tied';
	const measured = (k: number): Measured => {
		const value = values[k] ?? null;
		if (value === null) return { value, reason: why };
		return { value, interval: lying[k] ?? { low: null, reason: 'few_groups' } };
	};
	return {
		tau: measured(0),
		rho: measured(1),
		w: measured(2),
		units,
		undecided: units - decided,
		judgments,
		groups: tellingOf(classes, isShared)
	};
}

/** @param groupOf the prompt group of a unit; each unit is alone unless told */
export function ranking({
	groupOf,
	...drawing
}: { groupOf?: (unit: string) => string } & Drawing = {}): Ranking {
	const heard = new Map<string, { rater: string; tiers: Tiers }[]>();
	return {
		add(unit, rater, tiers) {
			const known = heard.get(unit);
			if (known) known.push({ rater, tiers });
			else heard.set(unit, [{ rater, tiers }]);
		},
		result() {
			const units = [...heard.keys()].filter((unit) => (heard.get(unit)?.length ?? 0) > 1).sort();
			// Numbered by what they say, so that no sum depends on who came first.
			const texts = ranked(
				new Set(units.flatMap((unit) => (heard.get(unit) ?? []).map(({ tiers }) => JSON.stringify(tiers))))
			);
			const places = new Map(texts.map((text, i) => [text, i]));
			const classes = classesOfUnits(groupsOf(units, groupOf), (u) =>
				(heard.get(units[u] ?? '') ?? [])
					.map(({ tiers }) => places.get(JSON.stringify(tiers)) ?? 0)
					.sort((a, b) => a - b)
			);
			return rankedOf(
				classes,
				texts.map((text) => JSON.parse(text) as Tiers),
				drawing
			);
		}
	};
}
