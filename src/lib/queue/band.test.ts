import { expect, it } from 'vitest';
import { bandOf, sureOf } from './band.ts';

it('puts a high priority first, and a low score', () => {
	expect([9, 4, 0].map((priority) => bandOf('priority', { priority, score: 0 }))).toEqual([0, 5, 9]);
	expect(
		[0, 0.09, 0.1, 0.55, 0.89, 0.9, 1].map((score) => bandOf('uncertainty', { priority: 0, score }))
	).toEqual([0, 0, 1, 5, 8, 9, 9]);
	expect(bandOf('imported', { priority: 9, score: 0 })).toBe(9);
	expect(bandOf('shuffled', { priority: 9, score: 0 })).toBe(9);
});

const says = (score: number | null, answers = '{}', sure: number | null = null) => ({ answers, score, sure });

it('takes the least sure of several models, and one that does not say for not sure at all', () => {
	expect(sureOf([says(0.9), says(0.4)])).toBe(0.4);
	expect(sureOf([says(0.9), says(null)])).toBe(0);
	expect(sureOf([says(null)])).toBe(0);
	expect(sureOf([])).toBe(0);
});

it('goes by the chances that a model gives, before its score', () => {
	expect(sureOf([says(0.9, '{}', 0.2)])).toBe(0.2);
	expect(sureOf([says(null, '{}', 0.7)])).toBe(0.7);
});

it('is no surer than several models are alike, which is all there is where none says how sure it is', () => {
	expect(sureOf([says(0.9, 'a'), says(0.9, 'b')])).toBeCloseTo(0, 12);
	expect(sureOf([says(0.9, 'a'), says(0.9, 'a'), says(0.9, 'b')])).toBeCloseTo(0.4206, 4);
	expect(sureOf([says(null, 'a'), says(null, 'a')])).toBe(1);
	expect(sureOf([says(null, 'a'), says(null, 'b')])).toBeCloseTo(0, 12);
});
