/** How each two people agree, and who stands apart from everybody. Pure. */
import { whole } from '#lib/stats/column.ts';
import type { Nearness } from '#lib/stats/cohen.ts';
import { judgedOf } from '#lib/stats/judged.ts';
import { pairsOfMarkers, type Couples } from '#lib/stats/marked.ts';
import { tableOfCodes } from '#lib/stats/table.ts';
import type { PairView, PersonView } from './agreement.ts';
import { estimateOf } from './estimate.ts';
import type { Tabled } from './units.ts';

/** So many pairs of people are told, those that share most. */
export const MOST_PAIRS = 300;

type Pairs = { pairs: PairView[]; leftOut: number };

/** Couples of judgments of one unit, by the two people. */
function couplesOf({ table: { first, rater, value, raters } }: Tabled) {
	const by = new Map<number, { units: number[]; one: number[]; other: number[] }>();
	for (let u = 0; u + 1 < first.length; u++)
		for (let i = first[u] ?? 0; i < (first[u + 1] ?? 0); i++)
			for (let j = first[u] ?? 0; j < i; j++) {
				const [a, b] = (rater[j] ?? 0) < (rater[i] ?? 0) ? [j, i] : [i, j];
				const key = (rater[a] ?? 0) * raters.length + (rater[b] ?? 0);
				let own = by.get(key);
				if (!own) by.set(key, (own = { units: [], one: [], other: [] }));
				own.units.push(u);
				own.one.push(value[a] ?? 0);
				own.other.push(value[b] ?? 0);
			}
	return [...by].map(([key, own]) => ({ key, ...own }));
}

/** Cohen's kappa of those who share most, whole groups of items drawn again. */
export function kappas(tabled: Tabled, nearness: Nearness): Pairs {
	const { table, groups } = tabled;
	const couples = couplesOf(tabled).sort((a, b) => b.units.length - a.units.length || a.key - b.key);
	const pairs = couples.slice(0, MOST_PAIRS).map(({ key, units, one, other }): PairView => {
		const [unit, rater, value] = [whole(), whole(), whole()];
		const known = new Map<number, number>();
		for (let u = 0; u < units.length; u++) {
			for (const [r, said] of [one, other].entries()) {
				unit.push(u);
				rater.push(r);
				value.push(said[u] ?? 0);
			}
		}
		const of = Int32Array.from(units, (u) => {
			const name = groups.of[u] ?? 0;
			const found = known.get(name) ?? known.size;
			known.set(name, found);
			return found;
		});
		const two = tableOfCodes(
			{ unit: unit.list(), rater: rater.list(), value: value.list() },
			units.length,
			{ raters: ['0', '1'], values: table.values },
			table.values
		);
		const { cohen } = judgedOf(two, { metrics: [], nearness, groups: { of, many: known.size } });
		const [first, second] = [Math.floor(key / table.raters.length), key % table.raters.length];
		return {
			first: table.raters[first] ?? '',
			second: table.raters[second] ?? '',
			units: units.length,
			...estimateOf(cohen)
		};
	});
	return { pairs, leftOut: couples.length - pairs.length };
}

/** F1 of those who share most. */
export function f1s(couples: Couples, raters: readonly string[], by: 'exact' | 'overlap'): Pairs {
	const all = pairsOfMarkers(couples, raters.length, { by, most: MOST_PAIRS });
	return {
		pairs: all.pairs.map(({ first, second, units, f1 }) => ({
			first: raters[first] ?? '',
			second: raters[second] ?? '',
			units,
			...estimateOf(f1)
		})),
		leftOut: all.leftOut
	};
}

const weighed = (pairs: readonly PairView[]): number | null => {
	const told = pairs.flatMap(({ value, units }) => (value === null ? [] : [{ value, units }]));
	const units = told.reduce((sum, pair) => sum + pair.units, 0);
	return units === 0 ? null : told.reduce((sum, pair) => sum + pair.value * pair.units, 0) / units;
};

/** Two pairs at least have to say so, or it might be the other one. */
const LEAST_PAIRS = 2;

/** Everybody who judged, those who agree least with others first. */
export function peopleOf(
	raters: readonly string[],
	judgments: (rater: number) => number,
	pairs: readonly PairView[]
): PersonView[] {
	const people = raters.map((rater, r): PersonView => {
		const isTheirs = ({ first, second }: PairView) => first === rater || second === rater;
		const own = pairs.filter(isTheirs);
		const others = weighed(pairs.filter((pair) => !isTheirs(pair)));
		const sure = own.filter((pair) => pair.high !== null);
		const apart =
			others !== null &&
			sure.length >= LEAST_PAIRS &&
			sure.every(({ high }) => high !== null && high < others);
		return { rater, judgments: judgments(r), mean: weighed(own), apart };
	});
	return people.sort((a, b) => (a.mean ?? 2) - (b.mean ?? 2) || (a.rater < b.rater ? -1 : 1));
}
