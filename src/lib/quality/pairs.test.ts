import { describe, expect, it } from 'vitest';
import { kept } from '#lib/stats/growing.ts';
import { seeded } from '../../../test/setup/seeded.ts';
import type { PairView } from './agreement.ts';
import { newColumns } from './columns.ts';
import { MOST_PAIRS, pairsIn, peopleOf } from './pairs.ts';
import { tallying } from './tally.ts';

const names = Array.from({ length: 26 }, (_, i) => `p${String(i).padStart(2, '0')}`);

describe('pairs of people', () => {
	it('are told by what they share, the most first, then by name, and how many are not told', () => {
		const tally = tallying();
		const raters = kept<string>();
		const shared: { first: string; second: string; units: number }[] = [];
		const random = seeded(3);
		for (const [i, first] of names.entries())
			for (const second of names.slice(i + 1)) {
				const units = 1 + Math.floor(random() * 4);
				shared.push({ first, second, units });
				const [one, other] = [second, first].map((name) => raters.of(name, (text) => text));
				const kind = tally.kind([0, 0]);
				for (let n = 0; n < units; n++)
					tally.group(
						[{ raters: [one ?? 0, other ?? 0], kind, week: null, couples: [one ?? 0, other ?? 0, kind] }],
						1
					);
			}
		const { pairs, leftOut } = pairsIn(
			tally,
			{ ...newColumns('project', { fields: [], questions: [] }), raters },
			{ straight: (kind) => kind },
			({ times }) => ({ value: times.length, interval: { low: null, high: null, reason: 'no_pairs' } })
		);
		expect(pairs.map(({ first, second, units }) => ({ first, second, units }))).toEqual(
			shared.toSorted((a, b) => b.units - a.units).slice(0, MOST_PAIRS)
		);
		expect([MOST_PAIRS, leftOut]).toEqual([300, 25]);
	});
});

describe('people', () => {
	const pair = (first: string, second: string, units: number, high: number | null, value = high): PairView =>
		value === null
			? { first, second, units, value, low: null, high: null, reason: 'no_pairs' }
			: high === null
				? { first, second, units, value, low: null, high, reason: 'few_groups' }
				: { first, second, units, value, low: value - 0.1, high, reason: null };
	const of = (pairs: PairView[], ...people: string[]) =>
		peopleOf(
			people.map((rater, judgments) => ({ rater, judgments })),
			pairs
		);
	const apart = (pairs: PairView[]) =>
		of(pairs, 'ann', 'bea', 'cem', 'dov')
			.filter((person) => person.apart)
			.map(({ rater }) => rater);
	const others = pair('bea', 'cem', 10, 0.9, 0.8);

	it('have the mean over their pairs, weighed by what they share; what tells nothing weighs nothing', () => {
		const told = of(
			[pair('ann', 'bea', 1, 0.9), pair('cem', 'ann', 3, 0.5), pair('ann', 'dov', 9, null)],
			'ann'
		);
		expect(told).toEqual([{ rater: 'ann', judgments: 0, mean: expect.closeTo(0.6, 9), apart: false }]);
	});

	it('stand by who agrees least with others, those of whom nothing is told last, else by name', () => {
		const pairs = [pair('ann', 'bea', 1, 0.9), pair('cem', 'dov', 1, 0.2)];
		expect(of(pairs, 'new', 'dov', 'bea', 'old', 'ann', 'cem').map(({ rater }) => rater)).toEqual([
			'cem',
			'dov',
			'ann',
			'bea',
			'new',
			'old'
		]);
	});

	it('stand apart where every pair of theirs lies surely below what the others have among them', () => {
		expect(apart([others, pair('ann', 'bea', 5, 0.5), pair('ann', 'cem', 5, 0.7)])).toEqual(['ann']);
		expect(apart([others, pair('bea', 'dov', 5, 0.5), pair('cem', 'dov', 5, 0.7)])).toEqual(['dov']);
		expect(apart([others, pair('ann', 'bea', 5, 0.5), pair('ann', 'cem', 5, 0.8, 0.6)])).toEqual([]);
		expect(apart([pair('ann', 'bea', 5, -0.1), pair('ann', 'cem', 5, -0.1)])).toEqual([]);
	});

	it('do not for one pair alone, which might be the other one, nor for a number of which nobody is sure', () => {
		const [low, unsure] = [pair('ann', 'bea', 5, 0.5), pair('ann', 'cem', 5, null, 0.1)];
		expect(apart([others, low])).toEqual([]);
		expect(apart([others, low, unsure])).toEqual([]);
		expect(apart([others, low, unsure, pair('ann', 'dov', 5, 0.5)])).toEqual(['ann']);
	});
});
