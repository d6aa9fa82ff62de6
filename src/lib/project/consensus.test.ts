import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Ranking } from '#lib/form/ranking.ts';
import { latestOfEach, verdictOn, verdictsOn, type Vote } from './consensus.ts';

const ranking = (tiers: string[][], allBad = false): Ranking => ({
	tiers,
	strength: 0,
	allBad,
	written: null
});
const a = ranking([['a'], ['b']]);
const b = ranking([['b'], ['a']]);
const tie = ranking([['a', 'b']]);
const bad = ranking([['a', 'b']], true);
const left = ranking([['a']]);

describe('a verdict', () => {
	it('needs more than half of all who voted, whatever the others said', () => {
		expect(verdictOn([a], 'a', 'b')).toEqual({ better: 'a', worse: 'b' });
		expect(verdictOn([a, a, b], 'a', 'b')).toEqual({ better: 'a', worse: 'b' });
		expect(verdictOn([a, a, tie], 'a', 'b')).toEqual({ better: 'a', worse: 'b' });
		expect(verdictOn([a, tie], 'a', 'b')).toBe('split');
		expect(verdictOn([a, a, tie, bad], 'a', 'b')).toBe('split');
		expect(verdictOn([a, a, left, b], 'a', 'b')).toBe('split');
		expect(verdictOn([b, b, a], 'b', 'a')).toEqual({ better: 'b', worse: 'a' });
	});

	it('says why there is none', () => {
		expect(verdictOn([tie, tie, a], 'a', 'b')).toBe('tie');
		expect(verdictOn([bad, bad, a], 'a', 'b')).toBe('all_bad');
		expect(verdictOn([left, left, a], 'a', 'b')).toBe('unranked');
		expect(verdictOn([a, b], 'a', 'b')).toBe('split');
		expect(verdictOn([], 'a', 'b')).toBe('unranked');
	});

	it('takes no preference from a vote that calls all of them bad', () => {
		expect(verdictOn([ranking([['a'], ['b']], true)], 'a', 'b')).toBe('all_bad');
	});

	it('is given on every two of several responses', () => {
		const all = [ranking([['a'], ['b', 'c']]), ranking([['a'], ['c'], ['b']]), ranking([['b'], ['a']])];
		expect(verdictsOn(all, ['a', 'b', 'c'])).toEqual([
			{ better: 'a', worse: 'b' },
			{ better: 'a', worse: 'c' },
			'split'
		]);
	});
});

const anyRanking = fc
	.tuple(
		fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
		fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
		fc.integer({ min: 0, max: 9 })
	)
	.map(([ids, breaks, luck]) => {
		const tiers: string[][] = [];
		ids.forEach((id, i) => {
			const last = tiers.at(-1);
			if (last && breaks[i]) last.push(id);
			else tiers.push([id]);
		});
		return ranking(tiers, luck === 0);
	});

describe('for any votes', () => {
	const votes = fc.array(anyRanking, { minLength: 1, maxLength: 9 });

	it('the verdict is what counting by hand says', () => {
		fc.assert(
			fc.property(votes, (rankings) => {
				const above = (x: string, y: string) =>
					rankings.filter(({ tiers, allBad }) => {
						const at = (id: string) => tiers.findIndex((tier) => tier.includes(id));
						return !allBad && at(x) !== -1 && at(y) !== -1 && at(x) < at(y);
					}).length;
				const verdict = verdictOn(rankings, 'a', 'b');
				const winner =
					above('a', 'b') > rankings.length / 2 ? 'a' : above('b', 'a') > rankings.length / 2 ? 'b' : null;
				expect(typeof verdict === 'string' ? null : verdict.better).toBe(winner);
			})
		);
	});

	it('neither the order of the votes nor that of the responses matters', () => {
		fc.assert(
			fc.property(votes, (rankings) => {
				const verdict = verdictOn(rankings, 'a', 'b');
				expect(verdictOn(rankings.toReversed(), 'a', 'b')).toEqual(verdict);
				expect(verdictOn(rankings, 'b', 'a')).toEqual(verdict);
			})
		);
	});

	it('one more vote for a decided pair keeps it decided, and all votes doubled decide the same', () => {
		fc.assert(
			fc.property(votes, (rankings) => {
				const verdict = verdictOn(rankings, 'a', 'b');
				expect(verdictOn([...rankings, ...rankings], 'a', 'b')).toEqual(verdict);
				if (typeof verdict === 'string') return;
				expect(verdictOn([...rankings, ranking([[verdict.better], [verdict.worse]])], 'a', 'b')).toEqual(
					verdict
				);
			})
		);
	});
});

describe('of each rater', () => {
	const vote = (id: string, rater: string, at: number, supersedes: string | null = null): Vote => ({
		id,
		rater,
		at,
		supersedes
	});
	const ids = (votes: Vote[]) => latestOfEach(votes).map(({ id }) => id);

	it('only the latest vote stands, by its own time and then by its id', () => {
		expect(ids([vote('1', 'r', 5), vote('2', 'r', 9), vote('3', 'r', 7), vote('4', 's', 1)])).toEqual([
			'2',
			'4'
		]);
		expect(ids([vote('2', 'r', 5), vote('1', 'r', 5)])).toEqual(['2']);
	});

	it('a vote that was revised stands no more, whatever the clocks said', () => {
		expect(ids([vote('1', 'r', 9), vote('2', 'r', 3, '1')])).toEqual(['2']);
		expect(ids([vote('1', 'r', 1), vote('2', 'r', 2, '1'), vote('3', 'r', 3, '2')])).toEqual(['3']);
	});
});
