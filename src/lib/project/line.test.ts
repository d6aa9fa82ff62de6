import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import { previewOf } from './line.ts';

describe('an item in a line', () => {
	it('is its prompt, its parts are the responses by id and model', () => {
		const payload: Json = {
			prompt: 'How do I\n  boil an egg?',
			responses: [
				{ id: 'a', text: 'Eight minutes.', model: 'one' },
				{ id: 'b', messages: [{ role: 'assistant', content: 'Ten.' }] }
			],
			lang: 'en'
		};
		expect(previewOf(payload)).toEqual({
			line: 'How do I boil an egg?',
			parts: [
				{ name: 'a · one', text: 'Eight minutes.' },
				{ name: 'b', text: 'assistant: Ten.' },
				{ name: 'lang', text: 'en' }
			]
		});
	});

	it('of a conversation is its last words', () => {
		const prompt = [
			{ role: 'system', content: 'Be kind.' },
			{ role: 'user', content: 'Hello' }
		];
		expect(previewOf({ prompt, responses: [] }).line).toBe('user: Hello');
	});

	it('without a prompt is the first field that holds text', () => {
		expect(previewOf({ n: 3, text: 'A message', other: 'x' }).line).toBe('A message');
		expect(previewOf({ n: 3 }).line).toBe('{"n":3}');
		expect(previewOf({}).line).toBe('');
		expect(previewOf([1, 2]).line).toBe('[1,2]');
	});

	it('is cut at whole characters, and its parts too', () => {
		const { line, parts } = previewOf({ text: '😀'.repeat(5000) });
		expect(line).toBe(`${'😀'.repeat(239)}…`);
		expect([...(parts[0]?.text ?? '')]).toHaveLength(600);
		expect(line.isWellFormed() && parts[0]?.text.isWellFormed()).toBe(true);
	});
});
