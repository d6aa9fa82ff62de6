/** How each two people agree, and who stands apart from everybody. Pure. */
import type { Classes } from '#lib/stats/classes.ts';
import type { Measured } from '#lib/stats/judged.ts';
import type { PairView, PersonView } from './agreement.ts';
import type { Columns } from './columns.ts';
import { estimateOf } from './estimate.ts';
import type { Tally } from './tally.ts';

/** So many pairs of people are told, those that share most. */
export const MOST_PAIRS = 300;

type KindOf = (kind: readonly number[]) => readonly number[];

/**
 * Those who share most, the first by name before the second.
 * @param straight what two judgments come to. @param turned the same where that of the second was counted first
 */
export function pairsIn(
	tally: Tally,
	{ raters }: Columns,
	{ straight, turned = straight }: { straight: KindOf; turned?: KindOf },
	measure: (classes: Classes) => Measured
): { pairs: PairView[]; leftOut: number } {
	const all = tally.pairs().map(({ first, second, units, classes }) => {
		const [one, other] = [raters.all[first] ?? '', raters.all[second] ?? ''];
		return other < one
			? { first: other, second: one, units, classes: () => classes(turned) }
			: { first: one, second: other, units, classes: () => classes(straight) };
	});
	const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
	all.sort((a, b) => b.units - a.units || byName(a.first, b.first) || byName(a.second, b.second));
	const pairs = all.slice(0, MOST_PAIRS).map(({ classes, ...pair }): PairView => ({
		...pair,
		...estimateOf(measure(classes()))
	}));
	return { pairs, leftOut: all.length - pairs.length };
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
	raters: readonly { rater: string; judgments: number }[],
	pairs: readonly PairView[]
): PersonView[] {
	const people = raters.map(({ rater, judgments }): PersonView => {
		const isTheirs = ({ first, second }: PairView) => first === rater || second === rater;
		const own = pairs.filter(isTheirs);
		const others = weighed(pairs.filter((pair) => !isTheirs(pair)));
		const highs = own.flatMap(({ high }) => (high === null ? [] : [high]));
		const apart = others !== null && highs.length >= LEAST_PAIRS && highs.every((high) => high < others);
		return { rater, judgments, mean: weighed(own), apart };
	});
	return people.sort((a, b) => (a.mean ?? 2) - (b.mean ?? 2) || (a.rater < b.rater ? -1 : 1));
}
