import { describe, expect, it } from 'vitest';
import { accuracyOf, consistencyOf } from './accuracy.ts';

const form = {
	questions: [
		{ name: 'mood', type: 'label' },
		{ name: 'topics', type: 'labels' },
		{ name: 'why', type: 'text' }
	]
};
const gold = { mood: 'good', topics: ['a', 'b', 'c'] };
const marked = (answers: Record<string, string | string[]>) => ({ form, answers, gold });

describe('accuracy', () => {
	it('counts answers that are right from four fifths on, whole and by question', () => {
		const all = accuracyOf([
			marked({ mood: 'good', topics: ['a', 'b', 'c'], why: 'x' }),
			marked({ mood: 'good', topics: ['a', 'b'] }),
			marked({ mood: 'bad', topics: ['a', 'b', 'c'] }),
			marked({ mood: 'bad', topics: [] })
		]);
		// The second: the mean of 1 and F1 of 2 among 2 and 3, which is 0.8.
		expect(all).toMatchObject({ answers: 4, right: 2, share: 0.5, enough: false });
		expect(
			all.questions.map(({ question, right, answers, score }) => [question, right, answers, score])
		).toEqual([
			['mood', 2, 4, 0.5],
			['topics', 3, 4, 0.7]
		]);
	});

	it('says when answers are enough to say anything, and in which range the share lies', () => {
		const right = accuracyOf(
			Array.from({ length: 5 }, () => marked({ mood: 'good', topics: ['a', 'b', 'c'] }))
		);
		expect(right).toMatchObject({ share: 1, enough: true, high: 1 });
		expect(right.low).toBeCloseTo(0.5655, 4);
		expect(accuracyOf([])).toMatchObject({
			answers: 0,
			share: null,
			low: 0,
			high: 1,
			enough: false,
			questions: []
		});
	});
});

describe('consistency', () => {
	const ranking = (...tiers: string[][]) => ({ tiers, strength: 1, all_bad: false });
	const one = (first: object, again: object, shown = ['a', 'b']) => ({ shown, first, again }) as never;

	it('is the share of pairs that come out alike, and says to which side the others went', () => {
		const better = ranking(['a'], ['b']);
		const worse = ranking(['b'], ['a']);
		expect(
			consistencyOf([
				one(better, better),
				one(worse, worse),
				one(better, worse),
				one(better, worse),
				one(worse, better),
				one(better, ranking(['a', 'b']))
			])
		).toMatchObject({ answers: 6, right: 2, toFirst: 2, toLast: 1 });
	});

	it('looks at every pair of more than two', () => {
		const abc = ranking(['a'], ['b'], ['c']);
		expect(consistencyOf([one(abc, ranking(['a'], ['c'], ['b']), ['c', 'b', 'a'])])).toMatchObject({
			answers: 3,
			right: 2,
			toFirst: 0,
			toLast: 1
		});
		expect(consistencyOf([one(abc, abc, ['a', 'b', 'c'])])).toMatchObject({ answers: 3, right: 3 });
	});

	it('leaves out what was not ranked both times', () => {
		expect(consistencyOf([one(ranking(['a']), ranking(['a'], ['b'])), one({}, {})])).toMatchObject({
			answers: 0,
			share: null
		});
	});
});
