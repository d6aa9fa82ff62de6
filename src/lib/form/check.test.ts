import { describe, expect, it } from 'vitest';
import { checkAnswers, checkSuggestion } from './check.ts';
import { parseForm } from './form.ts';

const form = parseForm(
	{
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{ name: 'tone', type: 'label', options: [{ value: 'calm' }, { value: 'angry' }] },
			{ name: 'why', type: 'text', required: true, when: { tone: 'angry' } },
			{ name: 'parts', type: 'spans', options: [{ value: 'a' }] }
		]
	},
	'annotation'
);
const payload = { text: 'x😀y' };
const span = { start: 1, end: 2, label: 'a', quote: '😀' };

describe('answers', () => {
	it('are whole: what is asked and needed is there, what is not asked is not', () => {
		expect(checkAnswers(form, payload, { tone: 'calm', parts: [span] })).toEqual({
			tone: 'calm',
			parts: [span]
		});
		expect(() => checkAnswers(form, payload, { parts: [span] })).toThrow('/tone');
		expect(() => checkAnswers(form, payload, { tone: 'angry' })).toThrow('/why');
		expect(() => checkAnswers(form, payload, { tone: 'calm', why: 'x' })).toThrow('/why');
	});

	it('count code points, and say so to who counts UTF-16 units', () => {
		const units = { start: 1, end: 3, label: 'a', quote: '😀' };
		expect(() => checkAnswers(form, payload, { tone: 'calm', parts: [units] })).toThrow('UTF-16');
		const beyond = { start: 2, end: 9, label: 'a', quote: 'y' };
		expect(() => checkAnswers(form, payload, { tone: 'calm', parts: [beyond] })).toThrow('ends before 9');
	});

	// Counting from the start of the text for each span would outlast the test's own limit by far.
	it('are checked in one pass, however long the text and however many the spans', () => {
		const text = '😀 word '.repeat(200_000);
		const parts = Array.from({ length: 100_000 }, (_, i) => ({
			start: i * 7 + 2,
			end: i * 7 + 6,
			label: 'a',
			quote: 'word'
		}));
		expect(checkAnswers(form, { text }, { tone: 'calm', parts }).parts).toHaveLength(100_000);
	});
});

describe('a suggestion', () => {
	it('may answer a part, or what is asked only sometimes', () => {
		expect(checkSuggestion(form, payload, { parts: [span] })).toEqual({ parts: [span] });
		expect(checkSuggestion(form, payload, { why: 'loud' })).toEqual({ why: 'loud' });
	});

	it('is still checked: options, spans and names of questions', () => {
		expect(() => checkSuggestion(form, payload, { tone: 'furious' })).toThrow('furious');
		expect(() => checkSuggestion(form, payload, { parts: [{ ...span, quote: 'y' }] })).toThrow('/parts');
		expect(() => checkSuggestion(form, payload, { tune: 'calm' })).toThrow('tune');
	});
});
