import { expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import { annotatedIn, stepsIn } from './annotated.ts';

const form: Form = {
	fields: ['question', 'solution'].map((name) => ({ name, type: 'text' as const })),
	questions: [
		{ name: 'steps', type: 'spans', field: 'solution', options: [{ value: 'right' }, { value: 'wrong' }] },
		{ name: 'note', type: 'text' }
	]
};
const text = 'One. Two.';
const span = (start: number, end: number, label: string): Json => ({
	start,
	end,
	label,
	quote: text.slice(start, end)
});
const item = (...answers: Json[]) => ({
	id: 'i',
	key: 'k',
	payload: { question: 'How many?', solution: text },
	votes: answers.map((steps) => ({ steps })),
	raters: answers.map((_, i) => `r${i}`)
});

it('steps are what most marked, in the order of the text; the first label means right', () => {
	const most = [span(5, 9, 'wrong'), span(0, 4, 'right')];
	expect(stepsIn('p', form, item(most, most, [span(0, 4, 'wrong')]))).toMatchObject({
		prompt: 'How many?',
		steps: ['One.', 'Two.'],
		labels: [true, false],
		meta: { raters: ['r0', 'r1', 'r2'] }
	});
	expect(stepsIn('p', form, item([span(0, 4, 'right')], [span(0, 4, 'wrong')])).steps).toEqual([]);
});

it('an item keeps its questions with the fields that they are about', () => {
	const { questions, outcomes } = annotatedIn('p', form, item([span(0, 4, 'right')]));
	expect(questions.map(({ name, field }) => [name, field])).toEqual([
		['steps', 'solution'],
		['note', 'question']
	]);
	expect(outcomes.map(({ status }) => status)).toEqual(['decided', 'left_out']);
});
