import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';

const alignment = defaultForm('alignment');
const rating = (name: string) => ({ name, type: 'rating', min: 0, max: 4 });
const texts: Form = {
	fields: [
		{ name: 'prompt', type: 'text' },
		{ name: 'response', type: 'text' }
	],
	questions: [rating('helpfulness'), rating('correctness')]
};
const rated = {
	prompt: 'c#',
	response: 'A language.',
	helpfulness: 3,
	correctness: 4,
	coherence: 4,
	complexity: 2,
	verbosity: 1
};
const second = (strength: unknown, prompt = 'c#') => ({
	split: 'train',
	prompt,
	response_1: 'A language.',
	response_2: 'A note.',
	preference_strength: strength,
	preference_statement: 'Response 1 is better.',
	preference_elaboration: null
});
const preferred = (found: unknown[]) =>
	(found as { judgments: { rater: string; answers: { preference: unknown } }[] }[]).map(
		({ judgments: [one] }) => one?.answers.preference
	);

describe('HelpSteer', () => {
	it('rates a response: an item with the ratings that the form asks for, the others beside it', () => {
		expect(knownAs(rated)).toBe('helpsteer');
		const item = {
			payload: { prompt: 'c#', response: 'A language.' },
			metadata: { coherence: 4, complexity: 2, verbosity: 1 },
			judgments: [{ rater: 'crowd', answers: { helpfulness: 3, correctness: 4 } }]
		};
		expect(come(rated, texts)).toEqual([item]);
		// As cells of a table.
		const cells = Object.fromEntries(Object.entries(rated).map(([name, value]) => [name, String(value)]));
		expect(come(cells, texts)).toEqual([item]);
	});

	it('shows a conversation where the form has one', () => {
		const chat: Form = {
			fields: [{ name: 'talk', type: 'chat' }],
			questions: [{ name: 'helpfulness', type: 'rating', field: 'talk', min: 0, max: 4 }]
		};
		const prompt = 'Hello.\n<extra_id_1>Assistant\nHello.\n<extra_id_1>User\nWhat is\nc#?';
		expect(come({ ...rated, prompt }, chat)).toMatchObject([
			{
				payload: {
					talk: [
						{ role: 'user', content: 'Hello.' },
						{ role: 'assistant', content: 'Hello.' },
						{ role: 'user', content: 'What is\nc#?' },
						{ role: 'assistant', content: 'A language.' }
					]
				}
			}
		]);
	});

	it('keeps the item where a rating is outside of its scale, and says so', () => {
		const narrow = { ...texts, questions: [{ ...rating('correctness'), max: 3 }] };
		expect(come(rated, narrow)).toEqual([
			expect.objectContaining({ payload: { prompt: 'c#', response: 'A language.' } }),
			'What crowd judged is left out: /correctness: Send a whole number from 0 to 3.'
		]);
	});

	it('prefers one of two by a strength of which the sign tells which', () => {
		expect(knownAs(second(-2))).toBe('helpsteer');
		expect(come(second(-2), alignment)).toEqual([
			{
				payload: {
					prompt: 'c#',
					responses: [
						{ id: 'r1', text: 'A language.' },
						{ id: 'r2', text: 'A note.' }
					]
				},
				metadata: { split: 'train', preference_statement: 'Response 1 is better.' },
				judgments: [{ rater: 'crowd', answers: { preference: { tiers: [['r1'], ['r2']], strength: 2 } } }]
			}
		]);
		expect(preferred(come(second(3), alignment))).toEqual([{ tiers: [['r2'], ['r1']], strength: 3 }]);
		expect(preferred(come(second(0), alignment))).toEqual([{ tiers: [['r1', 'r2']], strength: 0 }]);
		for (const odd of [4, 1.5, null, '']) expect(refusedAs(second(odd), alignment)).toEqual(['bad_strength']);
	});

	it('has a conversation before two responses, in its third version', () => {
		const context = [
			{ role: 'user', content: 'Hello.' },
			{ role: 'assistant', content: 'Hello.' },
			{ role: 'user', content: 'c#?' }
		];
		const third = {
			domain: 'code',
			language: 'c#',
			context,
			response1: 'A language.',
			response2: 'A note.',
			overall_preference: 1,
			individual_preference: [{ score: 1, reasoning: 'Short.' }]
		};
		expect(knownAs(third)).toBe('helpsteer');
		const found = come(third, alignment);
		expect(found).toMatchObject([
			{ payload: { prompt: context }, metadata: { domain: 'code', individual_preference: [{ score: 1 }] } }
		]);
		expect(preferred(found)).toEqual([{ tiers: [['r2'], ['r1']], strength: 1 }]);
	});

	it('says where else to bring a row', () => {
		expect(refusedAs(rated, alignment)).toEqual(['wrong_stage']);
		expect(refusedAs(second(1), texts)).toEqual(['wrong_stage']);
	});

	it('is known by nothing less', () => {
		const { verbosity: _, ...four } = rated;
		for (const other of [four, { ...second(1), response_2: undefined }, { context: 'x', response1: 'y' }])
			expect(knownAs(other)).toBeNull();
	});
});
