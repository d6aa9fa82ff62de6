import { expect, it } from 'vitest';
import { bandOf, leastScore } from './band.ts';

it('puts a high priority first, and a low score', () => {
	expect([9, 4, 0].map((priority) => bandOf('priority', { priority, score: 0 }))).toEqual([0, 5, 9]);
	expect(
		[0, 0.09, 0.1, 0.55, 0.89, 0.9, 1].map((score) => bandOf('uncertainty', { priority: 0, score }))
	).toEqual([0, 0, 1, 5, 8, 9, 9]);
	expect(bandOf('imported', { priority: 9, score: 0 })).toBe(9);
	expect(bandOf('shuffled', { priority: 9, score: 0 })).toBe(9);
});

it('takes the least sure of several models, and one that does not say for not sure at all', () => {
	expect(leastScore([0.9, 0.4])).toBe(0.4);
	expect(leastScore([0.9, null])).toBe(0);
	expect(leastScore([])).toBe(0);
});
