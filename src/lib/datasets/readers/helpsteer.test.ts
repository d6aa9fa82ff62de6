import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { unfolded, unfolding } from './unfold.ts';

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

type Item = { payload?: { responses: unknown[] } };

/** What comes of rows one after the other, each with its line. */
const inLines = (values: unknown[], form: Form): [number, unknown][] => {
	const rows = unfolding(form);
	return [...values.flatMap((value, i) => rows.push({ line: i + 1, size: 1, value })), ...rows.end()].map(
		(found) => [found.line, 'error' in found ? found.error.message : found.value]
	);
};

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

	describe('rows of one prompt that stand next to each other', () => {
		const other = { ...rated, response: 'A note.', helpfulness: 1, correctness: 2 };
		const payload = {
			prompt: 'c#',
			responses: [
				{ id: 'r1', text: 'A language.' },
				{ id: 'r2', text: 'A note.' }
			]
		};

		it('are one item where responses are ranked, at the line of the first, with their ratings beside it', () => {
			expect(inLines([rated, other], alignment)).toEqual([
				[
					1,
					{
						payload,
						metadata: {
							helpfulness: { r1: 3, r2: 1 },
							correctness: { r1: 4, r2: 2 },
							coherence: { r1: 4, r2: 4 },
							complexity: { r1: 2, r2: 2 },
							verbosity: { r1: 1, r2: 1 }
						}
					}
				]
			]);
		});

		const each = (name: string) => ({ ...rating(name), of: 'responses' as const });
		const ranking = { name: 'best', type: 'ranking', required: false };

		it('are judged by their ratings where the form asks for no more, and told where it takes none', () => {
			const form: Form = { fields: [], questions: [ranking, each('helpfulness'), each('verbosity')] };
			expect(inLines([rated, other], form)).toEqual([
				[
					1,
					expect.objectContaining({
						metadata: {
							correctness: { r1: 4, r2: 2 },
							coherence: { r1: 4, r2: 4 },
							complexity: { r1: 2, r2: 2 }
						},
						judgments: [
							{
								rater: 'crowd',
								answers: { helpfulness: { r1: 3, r2: 1 }, verbosity: { r1: 1, r2: 1 } }
							}
						]
					})
				]
			]);
			// Whoever must rank too has not judged by rating alone, and nothing was wrong with the row.
			const asked: Form = { fields: [], questions: [{ ...ranking, required: true }, each('helpfulness')] };
			expect(inLines([rated, other], asked)).toEqual([
				[
					1,
					expect.objectContaining({
						payload,
						metadata: expect.objectContaining({ helpfulness: { r1: 3, r2: 1 } })
					})
				]
			]);
			expect(inLines([rated, other], asked)[0]?.[1]).not.toHaveProperty('judgments');
			const narrow: Form = { fields: [], questions: [ranking, { ...each('correctness'), max: 3 }] };
			expect(inLines([rated, other], narrow)[1]).toEqual([
				1,
				'What crowd judged is left out: /correctness/r1: Send a whole number from 0 to 3.'
			]);
		});

		it('end where another prompt begins, where nine are together, and with the file', () => {
			const elsewhere = { ...rated, prompt: 'd' };
			const many = Array.from({ length: 11 }, (_, i) => ({ ...rated, prompt: 'e', response: `${i}` }));
			const found = inLines([rated, other, elsewhere, { note: 'x' }, ...many], alignment);
			expect(
				found.map(([line, item]) => [
					line,
					typeof item === 'string' ? item.slice(0, 28) : ((item as Item).payload?.responses.length ?? item)
				])
			).toEqual([
				[1, 2],
				[3, 'This row rates one response,'],
				[4, { note: 'x' }],
				[5, 9],
				[14, 2]
			]);
		});

		it('stay items of their own where single responses are rated', () => {
			expect(inLines([rated, other], texts).map(([line]) => line)).toEqual([1, 2]);
		});

		it('come in before a file breaks off', async () => {
			async function* broken(): AsyncGenerator<Incoming> {
				for (const [i, value] of [rated, other].entries())
					yield await Promise.resolve({ line: i + 1, size: 1, value });
				throw new Error('gone');
			}
			const lines: number[] = [];
			const reading = async () => {
				for await (const { line } of unfolded(broken(), () => Promise.resolve(alignment))) lines.push(line);
			};
			await expect(reading()).rejects.toThrow('gone');
			expect(lines).toEqual([1]);
		});
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
