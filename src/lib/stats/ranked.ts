/**
 * Agreement of a question whose answers are rankings: of each unit the mean over its pairs of people (of W, over all at
 * once), and of all units the mean. A unit on which it is undefined counts for none.
 */
import { beyondChance, intervals, share, type Drawing } from './intervals.ts';
import { groupsOf, telling, type Groups } from './groups.ts';
import type { Measured } from './judged.ts';
import { kendallTauB, kendallW, spearman } from './rank-correlation.ts';
import type { Reason } from './reasons.ts';

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

/** By group, of how many units a number is there, and their sum. */
type Sums = { sum: Float64Array; many: Float64Array };

function sumsOf(numbers: readonly (number | null)[], groups: Groups): Sums {
	const [sum, many] = [new Float64Array(groups.many), new Float64Array(groups.many)];
	for (const [u, one] of numbers.entries()) {
		if (one === null) continue;
		const group = groups.of[u] ?? 0;
		sum[group] = (sum[group] ?? 0) + one;
		many[group] = (many[group] ?? 0) + 1;
	}
	return { sum, many };
}

/** @param drawn how often each group counts, once unless told */
function meanOf({ sum, many }: Sums, drawn?: Float64Array): number | null {
	let [all, units] = [0, 0];
	for (let group = 0; group < sum.length; group++) {
		const times = drawn ? (drawn[group] ?? 0) : 1;
		all += times * (sum[group] ?? 0);
		units += times * (many[group] ?? 0);
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
			const groups = groupsOf(units, groupOf);
			const measure = remembering();
			// In the order of the people, so that no sum depends on who came first.
			const found = units.map((unit) =>
				measure(
					(heard.get(unit) ?? []).toSorted((a, b) => (a.rater < b.rater ? -1 : 1)).map(({ tiers }) => tiers)
				)
			);
			const measures = [0, 1, 2].map((k) => found.map(({ numbers }) => numbers[k] ?? null));
			const sums = measures.map((numbers) => sumsOf(numbers, groups));
			const values = sums.map((own) => meanOf(own));
			const lying = intervals(
				{
					many: groups.many,
					telling: measures.map((numbers) => telling(groups, (u) => numbers[u] !== null)),
					bounds: [beyondChance, beyondChance, share]
				},
				values,
				(drawn) => sums.map((own) => meanOf(own, drawn)),
				drawing
			);
			const why: Reason =
				units.length === 0 ? 'no_pairs' : found.every(({ isShort }) => isShort) ? 'short' : 'all_tied';
			const measured = (k: number): Measured => {
				const value = values[k] ?? null;
				if (value === null) return { value, reason: why };
				return { value, interval: lying[k] ?? { low: null, reason: 'few_groups' } };
			};
			return {
				tau: measured(0),
				rho: measured(1),
				w: measured(2),
				units: units.length,
				undecided: units.length - defined(measures[0] ?? []).length,
				judgments: units.reduce((sum, unit) => sum + (heard.get(unit)?.length ?? 0), 0),
				groups: groups.many
			};
		}
	};
}
