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

describe('answers of each response', () => {
	const ranked = parseForm(
		{
			questions: [
				{ name: 'best', type: 'ranking', min: 3 },
				{ name: 'clear', type: 'rating', of: 'responses', max: 7 },
				{
					name: 'wrong',
					type: 'labels',
					of: 'responses',
					required: false,
					options: [{ value: 'unsafe' }, { value: 'false' }]
				},
				{ name: 'why', type: 'text', min: 5, required: true, when: { wrong: 'unsafe' } }
			]
		},
		'alignment'
	);
	const item = { prompt: 'p', responses: ['a', 'b', 'c', 'constructor'].map((id) => ({ id, text: id })) };
	const best = { tiers: [['a'], ['b', 'c'], ['constructor']] };
	const clear = { a: 7, b: 1, c: 3, constructor: 4 };

	it('come by response id, one for each where an answer is needed', () => {
		expect(checkAnswers(ranked, item, { best, clear })).toEqual({ best, clear });
		expect(() => checkAnswers(ranked, item, { best, clear: 4 })).toThrow('/clear');
		expect(() => checkAnswers(ranked, item, { best, clear: { ...clear, d: 4 } })).toThrow('/clear/d');
		expect(() => checkAnswers(ranked, item, { best, clear: { ...clear, a: 8 } })).toThrow('/clear/a');
		const { constructor: _, ...others } = clear;
		expect(() => checkAnswers(ranked, item, { best, clear: others })).toThrow('/clear/constructor');
	});

	it('make later questions asked when they hold for any response', () => {
		const flagged = { best, clear, wrong: { c: ['unsafe'] } };
		expect(() => checkAnswers(ranked, item, flagged)).toThrow('/why: This question needs an answer.');
		expect(() => checkAnswers(ranked, item, { ...flagged, why: '  abc      ' })).toThrow(
			'Write at least 5 characters; this has 3.'
		);
		expect(checkAnswers(ranked, item, { ...flagged, why: 'abcde' })).toMatchObject({ why: 'abcde' });
		expect(() => checkAnswers(ranked, item, { best, clear, why: 'abcde' })).toThrow('not asked');
	});

	it('stand beside a ranking of as many as the form asks for, unless all are bad', () => {
		const tiers = [['a'], ['b']];
		expect(() => checkAnswers(ranked, item, { best: { tiers }, clear })).toThrow(
			'/best/tiers: Rank at least 3 responses; this ranks 2.'
		);
		expect(checkAnswers(ranked, item, { best: { tiers, all_bad: true }, clear })).toBeTruthy();
		const pair = { prompt: 'p', responses: item.responses.slice(0, 2) };
		expect(checkAnswers(ranked, pair, { best: { tiers }, clear: { a: 1, b: 1 } })).toBeTruthy();
	});
});
