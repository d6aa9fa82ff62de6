import { describe, expect, it } from 'vitest';
import { Refusal } from '#lib/schema/refusal.ts';
import { parseForm } from './form.ts';

const text = { name: 'text', type: 'text' };
const asked = (...questions: object[]) => ({ fields: [text], questions });
const label = (name: string, ...options: object[]) => ({ name, type: 'label', options });

/** The mistakes of a form, by their pointers. */
function mistakesOf(form: unknown, stage: 'annotation' | 'alignment' = 'annotation') {
	try {
		parseForm(form, stage);
	} catch (error) {
		if (error instanceof Refusal)
			return Object.fromEntries((error.details.errors ?? []).map(({ path, message }) => [path, message]));
		throw error;
	}
	return {};
}

describe('keys of options', () => {
	it('may be a letter that nothing else uses, in any question once', () => {
		expect(
			mistakesOf(
				asked(
					label('a', { value: 'x', key: 'q' }, { value: 'y', key: 's' }),
					label('b', { value: 'x', key: 'w' })
				)
			)
		).toEqual({});
	});

	it('are refused where two questions share one', () => {
		const form = asked(label('a', { value: 'calm', key: 'q' }), label('b', { value: 'now', key: 'Q' }));
		expect(mistakesOf(form)).toEqual({
			'/questions/1/options/0/key': 'The key “Q” is already that of “calm”.'
		});
	});

	it('may be the same digit in two questions, but not in one', () => {
		const one = { value: 'x', key: '1' };
		expect(mistakesOf(asked(label('a', one), label('b', one)))).toEqual({});
		expect(mistakesOf(asked(label('a', one, { value: 'y', key: '1' })))).toHaveProperty([
			'/questions/0/options/1/key'
		]);
	});

	it.each(['u', 'F', 'c', 'g', '?', ' '])('are refused where the working view has “%s” for itself', (key) => {
		expect(mistakesOf(asked(label('a', { value: 'x', key })))).toHaveProperty(['/questions/0/options/0/key']);
	});

	it('are refused by stage: x is both bad in a ranking, and free elsewhere', () => {
		const question = label('a', { value: 'x', key: 'x' });
		expect(mistakesOf(asked(question))).toEqual({});
		expect(mistakesOf({ questions: [question] }, 'alignment')).toHaveProperty(['/questions/0/options/0/key']);
	});

	it('are one character, in nested options too', () => {
		const nested = { value: 'x', children: [{ value: 'y', key: 'Enter' }] };
		expect(mistakesOf(asked(label('a', nested)))).toEqual({
			'/questions/0/options/0/children/0/key': 'A key is one character; “Enter” is not.'
		});
	});
});
