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
			'/questions/1/options/0/key': 'The key “Q” is already that of “calm” in the question “a”.'
		});
	});

	it('may be the same digit in two questions, but not in one', () => {
		const one = { value: 'x', key: '1' };
		expect(mistakesOf(asked(label('a', one), label('b', one)))).toEqual({});
		expect(mistakesOf(asked(label('a', one, { value: 'y', key: '1' })))).toEqual({
			'/questions/0/options/1/key': 'The key “1” is already that of “x”.'
		});
	});

	it('may be the same digit in two branches, which are never open at once, but not where all lie side by side', () => {
		const below = (value: string) => ({ value, children: [{ value: `${value}/x`, key: '3' }] });
		const question = label('a', below('cat'), below('dog'), { value: 'ant', key: '3' });
		expect(mistakesOf(asked(question))).toEqual({});
		expect(mistakesOf(asked({ ...question, type: 'spans' }))).toEqual({
			'/questions/0/options/1/children/0/key': 'The key “3” is already that of “cat/x”.',
			'/questions/0/options/2/key': 'The key “3” is already that of “cat/x”.'
		});
	});

	it.each([
		['u', 'undo'],
		['F', 'flag'],
		['c', 'comment'],
		['g', 'guidelines'],
		['h', 'what you did just now'],
		['/', 'search labels'],
		['?', 'all keys'],
		[' ', 'skip']
	])('are refused where the working view has “%s” for itself, which is said', (key, action) => {
		expect(mistakesOf(asked(label('a', { value: 'x', key })))).toEqual({
			'/questions/0/options/0/key': `The key “${key}” is “${action}” in the working view: give “x” another.`
		});
	});

	it('are refused by stage: x is both bad in a ranking, and free elsewhere', () => {
		const question = label('a', { value: 'x', key: 'x' });
		expect(mistakesOf(asked(question))).toEqual({});
		expect(mistakesOf({ questions: [question] }, 'alignment')).toEqual({
			'/questions/0/options/0/key': 'The key “x” is “both bad” in the working view: give “x” another.'
		});
		const first = label('a', { value: 'x', key: '1' });
		expect(mistakesOf({ questions: [first] }, 'alignment')).toHaveProperty(['/questions/0/options/0/key']);
	});

	it('are one character, in nested options too', () => {
		const nested = { value: 'x', children: [{ value: 'y', key: 'Enter' }] };
		expect(mistakesOf(asked(label('a', nested)))).toEqual({
			'/questions/0/options/0/children/0/key': 'A key is one character; “Enter” is not.'
		});
	});
});

describe('questions of each response', () => {
	const flags = { name: 'flags', type: 'labels', of: 'responses', options: [{ value: 'unsafe' }] };

	it('are asked in alignment, of no field', () => {
		expect(mistakesOf({ questions: [flags] }, 'alignment')).toEqual({});
		expect(mistakesOf(asked(flags))).toEqual({
			'/questions/0/of': 'Responses are there in alignment projects alone.'
		});
		expect(mistakesOf({ fields: [text], questions: [{ ...flags, field: 'text' }] }, 'alignment')).toEqual({
			'/questions/0/field': 'It is asked of the responses: leave field out.'
		});
		expect(parseForm({ fields: [text], questions: [flags] }, 'alignment').questions[0]).not.toHaveProperty(
			'field'
		);
	});

	it('can decide what is asked later, which a ranking cannot', () => {
		const ranking = { name: 'best', type: 'ranking', min: 2 };
		const why = { name: 'why', type: 'text', when: { flags: 'unsafe' } };
		expect(mistakesOf({ questions: [ranking, flags, why] }, 'alignment')).toEqual({});
		const onRanking = { ...why, when: { best: 'a' } };
		expect(mistakesOf({ questions: [ranking, onRanking] }, 'alignment')).toEqual({
			'/questions/1/when/best': '“best” is a ranking: no question can depend on it.'
		});
	});
});
