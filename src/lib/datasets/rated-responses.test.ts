import { describe, expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import type { Answers } from '#lib/schema/values.ts';
import { goodBy, judgingQuestion, lacksJudging, ratedResponsesIn } from './rated-responses.ts';

const form = (...questions: Question[]): Form => ({
	fields: [],
	questions: [{ name: 'preference', type: 'ranking' }, ...questions]
});
const rating: Question = { name: 'quality', type: 'rating', of: 'responses', min: 1, max: 7 };
const verdict: Question = {
	name: 'fit',
	type: 'label',
	of: 'responses',
	options: [{ value: 'good' }, { value: 'bad' }]
};

const item = (votes: Answers[], more: object = {}) => ({
	id: 'i',
	key: 'k',
	payload: {
		prompt: 'Why?',
		responses: ['a', 'b', 'c'].map((id) => ({ id, text: `Said by ${id}`, model: `model-${id}` }))
	},
	votes,
	raters: ['ann', 'bob', 'cyd'].slice(0, votes.length),
	...more
});
const labels = (own: Form, ...votes: Answers[]) =>
	ratedResponsesIn('p', own, item(votes)).map(({ label }) => label);

describe('a response', () => {
	it('is good above the middle of the scale, bad below, and neither on it or unrated', () => {
		expect(labels(form(rating), { quality: { a: 7, b: 4 } })).toEqual([true, null, null]);
		// Medians: of a 5, of b (2 + 5) / 2, and of c one of three said anything.
		expect(
			labels(
				form(rating),
				{ quality: { a: 5, b: 2 } },
				{ quality: { a: 6, b: 5 } },
				{ quality: { a: 1, c: 7 } }
			)
		).toEqual([true, false, null]);
	});

	it('is good by the first of two options, of more than half', () => {
		const said = [{ fit: { a: 'good', b: 'bad' } }, { fit: { a: 'good', b: 'good' } }];
		expect(labels(form(verdict), ...said)).toEqual([true, null, null]);
		expect(labels(form(verdict), ...said, { fit: { a: 'bad', b: 'bad', c: 'bad' } })).toEqual([
			true,
			false,
			null
		]);
	});

	it('is never good because it was preferred', () => {
		const ranked: Answers = { preference: { tiers: [['a'], ['b'], ['c']], strength: 3 } };
		expect(labels(form(rating), ranked)).toEqual([null, null, null]);
		expect(labels(form(rating), { ...ranked, quality: { a: 1, b: 2, c: 7 } })).toEqual([false, false, true]);
		expect(ratedResponsesIn('p', form(), item([ranked]))).toEqual([]);
		expect(lacksJudging(form())).toContain('a ranking says only which is better');
	});

	it('comes with its prompt, its text, who rated it and which model wrote it', () => {
		const [first, , third] = ratedResponsesIn(
			'p',
			form(rating),
			item([{ quality: { a: 7 } }, { quality: { a: 6, c: 1 } }])
		);
		expect(first).toMatchObject({
			prompt: [{ role: 'user', content: 'Why?' }],
			completion: [{ role: 'assistant', content: 'Said by a' }],
			meta: { item: 'k', raters: ['ann', 'bob'], models: ['model-a'], asked: 1 }
		});
		expect(third?.meta).toMatchObject({ raters: ['bob'], models: ['model-c'] });
	});
});

it('the question is the rating, else the verdict; a choice of three is neither', () => {
	const three = { ...verdict, name: 'kind', options: [...(verdict.options ?? []), { value: 'odd' }] };
	expect(judgingQuestion(form(three))).toBeNull();
	expect(judgingQuestion(form(three, verdict))?.name).toBe('fit');
	expect(judgingQuestion(form(verdict, rating))?.name).toBe('quality');
	const ofItem: Question = { name: 'quality', type: 'rating', min: 1, max: 7 };
	expect(judgingQuestion(form(ofItem))).toBeNull();
	expect(
		goodBy({ ...rating, min: 0, max: 1 }, { answer: 0.5, status: 'decided', judgments: 2, agreement: 0 })
	).toBeNull();
});
