import { expect, it } from 'vitest';
import type { QuestionView } from '#lib/quality/agreement.ts';
import { findingOf, mostConfused, rangeSaid, shortNames, sidesOf } from './said.ts';

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

const unknown = { value: null, low: null, high: null, reason: 'no_pairs' } as const;

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

it('0.8 is relied on, and below 0.667 nothing is concluded', () => {
	const said = (alpha: number) => findingOf(view({ confusion: null }, alpha));
	expect([0.8, 0.79, 0.667, 0.66].map(said)).toEqual([
		'People agree on Tone',
		'People mostly agree on Tone, in many ways',
		'People mostly agree on Tone, in many ways',
		'People often disagree on Tone, in many ways'
	]);
	expect(findingOf(view({}, 0.7))).toBe('People mostly agree, except on warm and cold');
	expect(findingOf(view({ units: 10, confusion: null }))).toBe('People agree on Tone');
	expect(findingOf(view({ units: 9, confusion: null }))).toMatch(/^Too little/);
});

it('names two labels where a third of what differs is between them, more than once, and never of a scale', () => {
	const differing = (...[a, b, c]: [number, number, number]) => ({
		confusion: [
			[9, a, b],
			[a, 9, c],
			[b, c, 9]
		]
	});
	expect(findingOf(view(differing(2, 2, 2)))).toMatch(/except on/);
	expect(findingOf(view({ ...differing(3, 3, 4), labels: ['a', 'b', 'c'] }))).toBe(
		'People agree, except on b and c'
	);
	expect(findingOf(view(differing(1, 0, 0)))).toBe('People agree on Tone');
	// A quarter of it is not yet worth a word.
	const wide = Array.from({ length: 4 }, (_, i) =>
		Array.from({ length: 4 }, (_, j) => (i === j ? 9 : i + j === 1 ? 3 : 2))
	);
	expect(findingOf(view({ confusion: wide, labels: ['a', 'b', 'c', 'd'] }))).toBe('People agree on Tone');
	expect(findingOf(view({ type: 'rating' }))).toBe('People agree on Tone');
});

it('says what one marks and another one does not, and who stands apart, of two both and of three nobody', () => {
	const marks = {
		labels: ['name'],
		by_label: [{ label: 'name', marks: 9, exact: unknown, overlap: unknown }],
		confusion: [
			[9, 4],
			[4, 0]
		]
	};
	expect(sidesOf(view(marks))).toEqual(['name', '']);
	expect(sidesOf(view({}))).toEqual(['warm', 'cold', 'dry']);
	expect(findingOf(view(marks))).toBe('People agree, except on whether something is name');
	expect(findingOf(view(marks, 0.2))).toBe('People often disagree, most of all on whether something is name');
	const apart = (...raters: string[]) =>
		findingOf(
			view({
				confusion: null,
				raters: raters.map((rater) => ({ rater, judgments: 9, mean: 0.1, apart: true }))
			})
		);
	expect(apart('ana', 'bo')).toBe('People agree; ana and bo stand apart');
	expect(apart('ana', 'bo', 'cy')).toBe('People agree on Tone');
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
	expect(rangeSaid('ac1', { value: 0, low: -0.1, high: 0.1, reason: null })).toBe('-0.10 to 0.10');
	expect(rangeSaid('cohen', { value: 0.9, low: null, high: null, reason: 'few_groups' })).toBeNull();
	expect([...shortNames(['ana@a.org', 'ana@b.org', 'bo@b.org']).values()]).toEqual([
		'ana@a.org',
		'ana@b.org',
		'bo'
	]);
});
