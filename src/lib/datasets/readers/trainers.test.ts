/** Rows as trainers read them: what becomes of each, and of the odd ones among them. */
import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';

const form = defaultForm('alignment');
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });
const asked = user('Name a prime.');
const text = 'Name a prime.';

/** The prompt, both texts with the better one first, and the strength. */
function readOf(row: object) {
	const [found] = come(row, form) as {
		payload: { prompt: unknown; responses: { id: string; text?: string; messages?: unknown }[] };
		judgments: { rater: string; answers: { preference: { tiers: string[][]; strength?: number } } }[];
	}[];
	const { tiers, strength } = found?.judgments[0]?.answers.preference ?? { tiers: [] };
	const said = (id: string) => {
		const response = found?.payload.responses.find((own) => own.id === id);
		return response?.text ?? response?.messages;
	};
	return {
		prompt: found?.payload.prompt,
		tiers: tiers.map((tier) => tier.map(said)),
		...(strength === undefined ? {} : { strength })
	};
}
const better = { prompt: [asked], tiers: [['7'], ['9']] };

describe('pairs', () => {
	it('have a prompt of turns or of text, or the beginning that both sides share', () => {
		expect(readOf({ prompt: [asked], chosen: [assistant('7')], rejected: [assistant('9')] })).toEqual(better);
		expect(readOf({ prompt: text, chosen: '7', rejected: '9' })).toEqual({ ...better, prompt: text });
		const whole = { chosen: [asked, assistant('7')], rejected: [asked, assistant('9')] };
		expect(readOf(whole)).toEqual(better);
		expect(readOf({ prompt: [asked], ...whole })).toEqual(better);
		expect(readOf({ messages: [asked], chosen: assistant('7'), rejected: assistant('9') })).toEqual(better);
	});

	it('have a strength where a margin can be one', () => {
		const margin = (of: unknown) =>
			readOf({ chosen: [asked, assistant('7')], rejected: [asked, assistant('9')], margin: of });
		expect([1, 2.4, 3, '2'].map((of) => margin(of).strength)).toEqual([1, 2, 3, 2]);
		for (const none of [0, 3.5, -1, null, 'much']) expect(margin(none)).toEqual(better);
	});

	it('keep calls of tools as a list again, and nothing that a table left empty', () => {
		const call = [{ type: 'function', function: { name: 'primes', arguments: { below: 10 } } }];
		const plain = { tool_calls: '[]', name: null };
		const row = {
			prompt: [{ ...asked, ...plain }],
			chosen: [{ ...assistant(''), tool_calls: JSON.stringify(call) }],
			rejected: [{ ...assistant('9'), ...plain }]
		};
		expect(readOf(row)).toEqual({
			prompt: [asked],
			tiers: [[[{ ...assistant(''), tool_calls: call }]], ['9']]
		});
		expect(refusedAs({ ...row, rejected: [{ ...assistant('9'), tool_calls: '[{' }] }, form)).toEqual([
			'invalid_json'
		]);
	});

	it.each([
		['an empty side', 'empty_side', { prompt: text, chosen: '7', rejected: ' \n' }],
		['two equal sides', 'same_sides', { prompt: text, chosen: '7', rejected: '7 ' }],
		['a side that is the beginning', 'one_sided', { chosen: [asked, assistant('7')], rejected: [asked] }],
		['no shared turn', 'no_prompt', { chosen: [assistant('7')], rejected: [assistant('9')] }]
	])('with %s are told', (_, code, row) => {
		expect([knownAs(row), refusedAs(row, form)]).toEqual(['pairs', [code]]);
	});

	it('are refused where nothing is ranked, with where to bring them', () => {
		const [told] = come({ prompt: text, chosen: '7', rejected: '9' }, { fields: [], questions: [] });
		expect(told).toBe(
			'This row holds a preference, and this project asks for no ranking. Bring it into an alignment project.'
		);
	});

	it('come without the preference where the form asks for more than it, and say so', () => {
		const more: Form = {
			fields: [],
			questions: [...form.questions, { name: 'why', type: 'text', required: true }]
		};
		expect(come({ prompt: text, chosen: '7', rejected: '9' }, more)).toEqual([
			expect.not.objectContaining({ judgments: expect.anything() as unknown }),
			'What crowd judged is left out: /why: This question needs an answer.'
		]);
	});
});

describe('other columns for the same', () => {
	it('are those of UltraFeedback, with scores beside the item', () => {
		const row = {
			prompt: text,
			prompt_id: 'p1',
			chosen: [asked, assistant('7')],
			rejected: [asked, assistant('9')],
			messages: [asked, assistant('7')],
			score_chosen: 8.5,
			score_rejected: 6
		};
		expect(readOf(row)).toEqual(better);
		expect(come(row, form)).toMatchObject([
			{ metadata: { prompt_id: 'p1', score_chosen: 8.5, score_rejected: 6 } }
		]);
	});

	it('are those of OpenAI and of NeMo RL, where the lower rank is better', () => {
		const [seven, nine] = [[assistant('7')], [assistant('9')]];
		expect(
			readOf({ input: { messages: [asked] }, preferred_output: seven, non_preferred_output: nine })
		).toEqual(better);
		const ranked = (a: number, b: number) =>
			readOf({
				context: [asked],
				completions: [
					{ rank: a, completion: nine },
					{ rank: b, completion: seven }
				]
			});
		expect(ranked(1, 0)).toEqual(better);
		expect(ranked(0, 0).tiers).toEqual([['9', '7']]);
	});

	it('are those of LLaMA-Factory: ShareGPT turns with calls, and an instruction with its input', () => {
		const row = {
			conversations: [
				{ from: 'human', value: text },
				{ from: 'function_call', value: '{"name": "primes", "arguments": {"below": 10}}' },
				{ from: 'observation', value: '2 3 5 7' }
			],
			chosen: { from: 'gpt', value: '7' },
			rejected: { from: 'gpt', value: '9' },
			system: 'Be brief.'
		};
		expect(readOf(row)).toEqual({
			...better,
			prompt: [
				{ role: 'system', content: 'Be brief.' },
				asked,
				{
					...assistant(''),
					tool_calls: [{ type: 'function', function: { name: 'primes', arguments: { below: 10 } } }]
				},
				{ role: 'tool', content: '2 3 5 7' }
			]
		});
		const alpaca = { instruction: 'Name a prime', input: 'below 10', chosen: '7', rejected: '9' };
		expect(readOf(alpaca)).toEqual({ ...better, prompt: 'Name a prime\nbelow 10' });
	});

	it('are whole rankings, ties among them, in the order in which they stand', () => {
		const responses = ['9', '7', '11'].map((own) => [assistant(own)]);
		expect(readOf({ prompt: [asked], responses, ranks: [1, 0, 0] })).toEqual({
			prompt: [asked],
			tiers: [['7', '11'], ['9']]
		});
	});
});

describe('conversations', () => {
	const chat: Form = {
		fields: [{ name: 'talk', type: 'chat' }],
		questions: [{ name: 'stars', type: 'rating', field: 'talk', min: 0, max: 10 }]
	};
	const talk = [asked, assistant('7')];

	it('are items; a label is an end of the scale', () => {
		const labelled = (label: boolean) => come({ prompt: [asked], completion: [assistant('7')], label }, chat);
		const item = (stars: number) => [
			{ payload: { talk }, judgments: [{ rater: 'crowd', answers: { stars } }] }
		];
		expect([labelled(true), labelled(false)]).toEqual([item(10), item(0)]);
		const turns = [
			{ from: 'human', value: text },
			{ from: 'gpt', value: '7' }
		];
		expect(come({ conversations: turns, label: true, system: '' }, chat)).toEqual(item(10));
		for (const row of [{ messages: talk }, { prompt: [asked], completion: [assistant('7')] }])
			expect(come(row, chat)).toEqual([{ payload: { talk } }]);
		expect(come({ prompt: [asked] }, chat)).toEqual([{ payload: { talk: [asked] } }]);
	});

	it('come without their label where nothing is rated, and nowhere that shows none', () => {
		const row = { prompt: [asked], completion: [assistant('7')], label: true };
		expect(come(row, { ...chat, questions: [] })).toEqual([
			{ payload: { talk } },
			'This project asks for no rating of a conversation, so whether its last turn is good stays out.'
		]);
		expect(refusedAs(row, form)).toEqual(['wrong_form']);
	});
});

describe('steps', () => {
	const steps: Form = {
		fields: [
			{ name: 'question', type: 'text' },
			{ name: 'answer', type: 'text' }
		],
		questions: [
			{
				name: 'is',
				type: 'spans',
				field: 'answer',
				options: [{ value: 'right' }, { value: 'wrong' }],
				required: false
			}
		]
	};
	const row = { prompt: text, completions: ['😀 One.', 'Two.'], labels: [true, false] };

	it('are one text, a line each, with spans in code points', () => {
		expect(come(row, steps)).toEqual([
			{
				payload: { question: text, answer: '😀 One.\nTwo.' },
				judgments: [
					{
						rater: 'crowd',
						answers: {
							is: [
								{ start: 0, end: 6, label: 'right', quote: '😀 One.' },
								{ start: 7, end: 11, label: 'wrong', quote: 'Two.' }
							]
						}
					}
				]
			}
		]);
	});

	it('need a form that marks them', () => {
		expect(refusedAs(row, form)).toEqual(['wrong_form']);
	});
});

describe('labels of another project', () => {
	const own: Form = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{ name: 'tone', type: 'label', options: [{ value: '-kind' }], required: false },
			{ name: 'stars', type: 'rating', required: false }
		]
	};
	const row = (tone: unknown, stars: unknown, status = 'decided', judgments: unknown = '2') => ({
		key: 'k1',
		text: "'=1+1",
		tone,
		stars,
		resolution: 'majority',
		...Object.fromEntries(
			['tone', 'stars'].flatMap((name) => [
				[`${name}_status`, status],
				[`${name}_judgments`, judgments],
				[`${name}_agreement`, 1]
			])
		)
	});

	it('read cells of a table, and what a spreadsheet must not run, as they were', () => {
		const item = { key: 'k1', payload: { text: '=1+1' } };
		expect(come(row("'-kind", '4.0'), own)).toEqual([
			{ ...item, judgments: [{ rater: 'crowd', answers: { tone: '-kind', stars: 4 } }] }
		]);
		expect(come(row('-kind', 4, 'split'), own)).toEqual([item]);
		// In lines nothing was quoted, so an apostrophe is the text's own.
		expect(come(row('-kind', 4, 'split', 2), own)).toEqual([{ ...item, payload: { text: "'=1+1" } }]);
		expect(come(row(null, 3.5), own)).toEqual([
			item,
			'What crowd judged is left out: /stars: Send a whole number from 1 to 5.'
		]);
	});
});
