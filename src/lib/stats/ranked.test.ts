import { expect, it } from 'vitest';
import { ranking, type Ranked } from './ranked.ts';

/** A unit is what each of its people says: `a>b=c`. */
function heardOf(units: string[][]): Ranked {
	const heard = ranking();
	for (const [u, unit] of units.entries())
		for (const [r, said] of unit.entries())
			heard.add(
				`u${u}`,
				`r${r}`,
				said.split('>').map((tier) => tier.split('='))
			);
	return heard.result();
}
const valuesOf = ({ tau, rho, w }: Ranked) =>
	[tau, rho, w].map((one) => (one.value === null ? one.reason : one.value));

it('is the mean over units of the mean over pairs of people', () => {
	const found = heardOf([
		['a>b>c', 'a>b>c', 'c>b>a'],
		['a>b', 'a>b']
	]);
	// Of the first unit one pair agrees and two are opposite: -1/3; its rank sums are 5, 6 and 7.
	const w = (12 * 2) / (9 * 24);
	expect(valuesOf(found)).toEqual([(-1 / 3 + 1) / 2, (-1 / 3 + 1) / 2, (w + 1) / 2]);
	expect(found).toMatchObject({ units: 2, undecided: 0, judgments: 5, groups: 2 });
});

it('compares what both ranked', () => {
	expect(valuesOf(heardOf([['a>b>c', 'b>d>a']]))).toEqual([-1, -1, 0]);
});

it('ties are ties: who ties two of three agrees in part', () => {
	const [tau] = valuesOf(heardOf([['a>b>c', 'a>b=c']]));
	expect(tau).toBeCloseTo(2 / Math.sqrt(3 * 2), 12);
});

it('a unit on which somebody ties everything is undecided and counts for none', () => {
	const found = heardOf([
		['a>b', 'a=b'],
		['a>b', 'a>b']
	]);
	expect(found.tau.value).toBe(1);
	expect(found).toMatchObject({ units: 2, undecided: 1 });
});

it('says why it is not there', () => {
	expect(valuesOf(heardOf([['a>b']]))).toEqual(['no_pairs', 'no_pairs', 'no_pairs']);
	expect(valuesOf(heardOf([['a', 'a']]))).toEqual(['short', 'short', 'short']);
	expect(valuesOf(heardOf([['a=b', 'a=b']]))).toEqual(['all_tied', 'all_tied', 'all_tied']);
});

it('says the same in whatever order people come, and has an interval from ten groups on', () => {
	const heard = (isTurned: boolean) => {
		const all = ranking({ groupOf: (unit) => unit.slice(0, -1) });
		const said = Array.from({ length: 40 }, (_, i) => [
			[`p${i >> 1}/${i % 2}`, 'x', [['a'], ['b', 'c']]] as const,
			[`p${i >> 1}/${i % 2}`, 'y', i % 3 ? [['a'], ['b'], ['c']] : [['c'], ['b'], ['a']]] as const,
			[`p${i >> 1}/${i % 2}`, 'z', i % 2 ? [['b', 'c'], ['a']] : [['b'], ['a'], ['c']]] as const,
			[`p${i >> 1}/${i % 2}`, 'w', [['a', 'c'], ['b']]] as const
		]).flat();
		for (const [unit, rater, tiers] of isTurned ? said.toReversed() : said) all.add(unit, rater, tiers);
		return all.result();
	};
	expect(heard(true)).toEqual(heard(false));
	const { tau, groups } = heard(false);
	if (tau.value === null || tau.interval.low === null) throw new Error('no interval');
	expect([groups, tau.interval.low < tau.value, tau.value < tau.interval.high]).toEqual([20, true, true]);
});
