import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readRanking, type Ranking } from '#lib/form/ranking.ts';
import type { Voted } from './example.ts';
import { pairsOf, promptIn, ranksIn } from './rankings.ts';

const vote = (tiers: string[][], more: object = {}): Ranking => ({
	tiers,
	strength: 0,
	allBad: false,
	written: null,
	...more
});
const item = (votes: Ranking[], ids = ['a', 'b', 'c']): Voted<Ranking> => ({
	id: 'i',
	key: 'k',
	payload: {
		prompt: 'Why?',
		responses: ids.map((id) => ({ id, text: `Text ${id}`, ...(id === 'a' ? { model: 'm' } : {}) }))
	},
	votes,
	raters: votes.map((_, i) => `r${i}`)
});
const pairs = (votes: Ranking[], per: 'item' | 'judgment' = 'item') =>
	[...pairsOf('p', item(votes), per)].map((one) =>
		typeof one === 'string' ? one : [one.chosen[0]?.content, one.rejected[0]?.content].join(' > ')
	);
const first = (votes: Ranking[]) => {
	const [one] = pairsOf('p', item(votes, ['a', 'b']), 'item');
	if (one === undefined || typeof one === 'string') throw new Error('nothing is decided');
	return one;
};
const ranks = (votes: Ranking[], per: 'item' | 'judgment' = 'item') =>
	[...ranksIn('p', item(votes), per)].map((one) => (typeof one === 'string' ? one : one.ranks));

const AB = vote([['a'], ['b']], { strength: 3 });
const BA = vote([['b'], ['a']], { strength: 2 });

describe('a pair of what most prefer', () => {
	it('says how much better, by those who prefer it, and by how many', () => {
		const { strength, shares, meta } = first([AB, vote([['a'], ['b']]), BA]);
		expect([strength, shares]).toEqual([2, { chosen: 2 / 3, rejected: 1 / 3 }]);
		expect(meta).toEqual({
			project: 'p',
			item: 'k',
			raters: ['r0', 'r1', 'r2'],
			models: ['m', null],
			asked: 1
		});
	});

	it('takes the strength for the first two tiers alone', () => {
		const [ab, ac] = [...pairsOf('p', item([vote([['a'], ['b'], ['c']], { strength: 3 })]), 'item')];
		expect([ab, ac].map((one) => typeof one === 'object' && one.strength)).toEqual([3, 1]);
	});

	it('counts all bad and ties among all', () => {
		expect(first([AB, AB, vote([['a', 'b']])]).shares).toEqual({ chosen: 2 / 3, rejected: 0 });
		const [none] = pairsOf('p', item([AB, vote([['a'], ['b']], { allBad: true })], ['a', 'b']), 'item');
		expect(none).toBe('split');
	});

	it('is one of each judgment where that is asked, with its own rater', () => {
		expect(pairs([AB, BA], 'judgment')).toEqual([
			'Text a > Text b',
			'unranked',
			'unranked',
			'Text b > Text a',
			'unranked',
			'unranked'
		]);
		const raters = [...pairsOf('p', item([AB, BA]), 'judgment')].flatMap((one) =>
			typeof one === 'string' ? [] : one.meta.raters
		);
		expect(raters).toEqual(['r0', 'r1']);
	});
});

describe('a whole ranking', () => {
	it('of one person is theirs, ties included, without what they left out', () => {
		expect(ranks([vote([['c'], ['a', 'b']])])).toEqual([[1, 1, 0]]);
		expect(ranks([vote([['c'], ['a']])])).toEqual([[1, 0]]);
	});

	it('of one person is theirs, whatever it is', () => {
		const any = fc
			.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 2 })
			.chain((ids) => fc.tuple(fc.constant(ids), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })))
			.map(([ids, cuts]) =>
				ids.reduce<string[][]>((tiers, id, i) => {
					if (i === 0 || cuts[i]) tiers.push([id]);
					else tiers.at(-1)?.push(id);
					return tiers;
				}, [])
			);
		fc.assert(
			fc.property(any, (tiers) => {
				const all = ['a', 'b', 'c', 'd', 'e'];
				const [made] = ranksIn('p', item([vote(tiers)], all), 'item');
				if (tiers.length === 1) {
					expect(made).toBe('tie');
					return;
				}
				const ids = all.filter((id) => tiers.flat().includes(id));
				const places = ids.map((id) => tiers.findIndex((tier) => tier.includes(id)));
				expect(typeof made === 'object' && made.ranks).toEqual(places);
			})
		);
	});

	it('of several puts higher who wins more of the votes on two', () => {
		const votes = [vote([['a'], ['b'], ['c']]), vote([['b'], ['a'], ['c']]), vote([['a'], ['b'], ['c']])];
		expect(ranks(votes)).toEqual([[0, 1, 2]]);
		// Each wins once in a circle, so nobody stands higher.
		const circle = [vote([['a'], ['b'], ['c']]), vote([['b'], ['c'], ['a']]), vote([['c'], ['a'], ['b']])];
		expect(ranks(circle)).toEqual(['split']);
	});

	it('is none where nobody ranked two', () => {
		expect(ranks([vote([['a', 'b', 'c']])])).toEqual(['tie']);
		expect(ranks([vote([['a'], ['b']], { allBad: true })])).toEqual(['all_bad']);
		expect(ranks([vote([['a']])])).toEqual(['unranked']);
		expect(ranks([AB, BA])).toEqual(['split']);
	});
});

it('a prompt stands whatever was said of its responses', () => {
	expect(promptIn('p', item([])).prompt).toEqual([{ role: 'user', content: 'Why?', tool_calls: '[]' }]);
	expect(readRanking({ tiers: [['a']] })?.strength).toBe(0);
});
