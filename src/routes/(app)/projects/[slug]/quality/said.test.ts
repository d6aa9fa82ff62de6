import { expect, it } from 'vitest';
import type { QuestionView } from '#lib/quality/agreement.ts';
import { findingOf, mostConfused, rangeSaid, shortNames } from './said.ts';

const view = (over: Partial<QuestionView>, alpha: number | null = 0.9): QuestionView => ({
	question: 'tone',
	title: 'Tone',
	type: 'label',
	of: 'item',
	judgments: 80,
	units: 40,
	people: 3,
	groups: 40,
	main: 'alpha_nominal',
	measures: [
		alpha === null
			? { measure: 'alpha_nominal', value: null, low: null, high: null, reason: 'one_value' }
			: { measure: 'alpha_nominal', value: alpha, low: alpha - 0.05, high: alpha + 0.05, reason: null }
	],
	labels: ['warm', 'cold', 'dry'],
	confusion: [
		[30, 6, 1],
		[6, 20, 1],
		[1, 1, 9]
	],
	by_label: [],
	raters: [],
	pairs_by: 'cohen',
	pairs: [],
	pairs_left_out: 0,
	weeks: [],
	models: [],
	reason: null,
	...over
});

it('says what people confuse, or that there is nothing to say', () => {
	expect(findingOf(view({}))).toBe('People agree, except on warm and cold');
	expect(findingOf(view({}, 0.5))).toBe('People often disagree, most of all on warm and cold');
	expect(findingOf(view({ confusion: null }))).toBe('People agree on Tone');
	expect(findingOf(view({}, null))).toBe('Everybody gives one and the same answer');
	expect(findingOf(view({ units: 3 }))).toBe('Too little was judged twice to say how people agree');
	expect(findingOf(view({ units: 0 }))).toBe('Nothing was judged by two people yet');
	expect(findingOf(view({ units: 0, judgments: 0 }))).toBe('Nobody has judged yet');
	expect(findingOf(view({ reason: 'free_text' }))).toBe('Tone is answered in people’s own words');
	const [ana, bo] = ['ana', 'bo'].map((rater) => ({ rater, judgments: 9, mean: 0.5, apart: rater === 'bo' }));
	if (!ana || !bo) throw new Error('nobody');
	expect(findingOf(view({ confusion: null, raters: [bo, ana] }))).toBe('People agree; bo stands apart');
});

it('the two that are confused most are those of the largest cell beside the diagonal', () => {
	expect(mostConfused(view({}))).toEqual({ one: 'warm', other: 'cold', count: 6, share: 6 / 8 });
	expect(
		mostConfused(
			view({
				confusion: [
					[5, 0],
					[0, 5]
				],
				labels: ['a', 'b']
			})
		)
	).toBeNull();
});

it('writes an interval as its ends, and names that are told apart', () => {
	expect(rangeSaid('percent', { value: 0.9, low: 0.876, high: 0.94, reason: null })).toBe('88–94 %');
	expect(rangeSaid('cohen', { value: 0.9, low: null, high: null, reason: 'few_groups' })).toBeNull();
	expect([...shortNames(['ana@a.org', 'ana@b.org', 'bo@b.org']).values()]).toEqual([
		'ana@a.org',
		'ana@b.org',
		'bo'
	]);
});
