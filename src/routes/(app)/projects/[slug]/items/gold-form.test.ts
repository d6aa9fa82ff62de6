import { expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import { answersIn, textOf } from './gold-form.ts';

const form: Form = {
	fields: [],
	questions: [
		{ name: 'mood', type: 'label', options: [{ value: 'good' }] },
		{ name: 'topics', type: 'labels', options: [{ value: 'a' }, { value: 'b' }] },
		{ name: 'stars', type: 'rating' },
		{ name: 'order', type: 'ranking' },
		{ name: 'spans', type: 'spans' },
		{ name: 'each', type: 'label', of: 'responses' },
		{ name: 'why', type: 'text' }
	]
};

it('reads back what it writes, whatever the kind', () => {
	const answers: Record<string, Json> = {
		mood: 'good',
		topics: ['a', 'b'],
		stars: 4,
		order: { tiers: [['a'], ['b', 'c']] },
		spans: [{ start: 0, end: 1, label: 'x', quote: 'y' }],
		each: { a: 'good', b: 'bad' },
		why: 'It says so.'
	};
	const typed = new URLSearchParams(
		form.questions.map((question) => [`answer:${question.name}`, textOf(question, answers[question.name])])
	);
	expect(answersIn(form, typed)).toEqual(answers);
});

it('keeps that all are bad, which no line of order can say', () => {
	const bad = { tiers: [['a', 'b']], strength: 0, all_bad: true };
	const question = { name: 'order', type: 'ranking' };
	expect(answersIn(form, new URLSearchParams({ 'answer:order': textOf(question, bad) }))).toEqual({
		order: bad
	});
});

it('leaves out what is empty', () => {
	expect(answersIn(form, new URLSearchParams({ 'answer:mood': ' ', 'answer:stars': '3' }))).toEqual({
		stars: 3
	});
});
