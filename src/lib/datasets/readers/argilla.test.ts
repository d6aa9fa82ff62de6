import { describe, expect, it } from 'vitest';
import { come, knownAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';

const option = (...values: string[]) => values.map((value) => ({ value }));
const form: Form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'tone', type: 'label', field: 'text', options: option('kind', 'rude'), required: false },
		{ name: 'topics', type: 'labels', field: 'text', options: option('trade', 'travel'), required: false },
		{ name: 'stars', type: 'rating', field: 'text', required: false },
		{ name: 'note', type: 'text', field: 'text' },
		{ name: 'who', type: 'spans', field: 'text', options: option('PER'), required: false }
	]
};
const text = 'Ada met 😀 Bo.';
const ann = '6d5a8a3f-0000-4000-8000-00000000000a';
const bob = '6d5a8a3f-0000-4000-8000-00000000000b';
const bo = { start: 10, end: 12, label: 'PER' };
const whole = {
	tone: 'kind',
	topics: ['trade'],
	stars: 4,
	note: '[they met]',
	who: [{ ...bo, quote: 'Bo' }]
};
const item = {
	key: 'rec-1',
	payload: { text },
	metadata: { batch: 'b1' },
	judgments: [
		{ rater: ann, answers: whole },
		{ rater: bob, answers: { tone: 'rude' } }
	],
	suggestions: [
		{ source: 'tagger-2', answers: { tone: 'kind', who: [{ ...bo, quote: 'Bo' }] }, score: 0.8 },
		{ source: 'suggestion', answers: { stars: 3 } }
	]
};

const nested = {
	id: 'rec-1',
	fields: { text },
	metadata: { batch: 'b1' },
	suggestions: {
		tone: { value: 'kind', score: 0.8, agent: 'tagger-2' },
		who: { value: [bo], score: null, agent: 'tagger-2' },
		stars: { value: 3, score: null, agent: null }
	},
	responses: {
		tone: [
			{ value: 'kind', user_id: ann },
			{ value: 'rude', user_id: bob }
		],
		topics: [{ value: ['trade'], user_id: ann }],
		stars: [{ value: 4, user_id: ann }],
		note: [{ value: '[they met]', user_id: ann }],
		who: [{ value: [bo], user_id: ann }]
	},
	vectors: {},
	_server_id: 'x'
};
const flat = {
	id: 'rec-1',
	_server_id: 'x',
	status: 'completed',
	text,
	batch: 'b1',
	'tone.responses': ['kind', 'rude', 'kind'],
	'tone.responses.users': [ann, bob, 'c'],
	'tone.responses.status': ['submitted', 'submitted', 'discarded'],
	'tone.suggestion': 'kind',
	'tone.suggestion.score': 0.8,
	'tone.suggestion.agent': 'tagger-2',
	...Object.fromEntries(
		Object.entries({ topics: ['trade'], stars: 4, note: '[they met]', who: [bo] }).flatMap(
			([name, value]) => [
				[`${name}.responses`, [value]],
				[`${name}.responses.users`, [ann]],
				[`${name}.responses.status`, ['submitted']]
			]
		)
	),
	'who.suggestion': [bo],
	'who.suggestion.score': null,
	'who.suggestion.agent': 'tagger-2',
	'stars.suggestion': 3,
	'stars.suggestion.score': null,
	'stars.suggestion.agent': null
};
const listed = {
	external_id: 'rec-1',
	fields: { text },
	metadata: { batch: 'b1' },
	responses: [
		{
			user_id: ann,
			status: 'submitted',
			values: Object.fromEntries(
				Object.entries({ ...whole, who: [bo] }).map(([name, value]) => [name, { value }])
			)
		},
		{ user_id: bob, status: 'submitted', values: { tone: { value: 'rude' } } },
		{ user_id: 'c', status: 'draft', values: { tone: { value: 'kind' } } }
	],
	suggestions: [
		{ question_name: 'tone', value: 'kind', score: 0.8, agent: 'tagger-2' },
		{ question_name: 'who', value: [bo], score: null, agent: 'tagger-2' },
		{ question_name: 'stars', value: 3, score: null, agent: null }
	]
};
const given = (value: unknown, user_id = ann, status = 'submitted') => ({ user_id, value, status });
const columns = (
	name: string,
	all: unknown[],
	value: unknown = null,
	score: unknown = null,
	agent: string | null = null
) => ({
	[name]: all,
	[`${name}-suggestion`]: value,
	[`${name}-suggestion-metadata`]: { type: null, score, agent }
});
const dashed = {
	text,
	...columns(
		'tone',
		[given('kind'), given('rude', bob), given('kind', 'c', 'discarded')],
		'kind',
		0.8,
		'tagger-2'
	),
	...columns('topics', [given(['trade'])]),
	...columns('note', [given('[they met]')]),
	...columns(
		'who',
		[given({ start: [10], end: [12], label: ['PER'], text: ['Bo'] })],
		[bo],
		[0.8],
		'tagger-2'
	),
	...columns('stars', [given(4)], 3),
	external_id: 'rec-1',
	metadata: '{"batch": "b1"}'
};

describe('records of Argilla', () => {
	it.each([
		['nested', nested],
		['listed by version 1', listed],
		['in the columns of version 1', dashed]
	])('%s give the item, what was submitted and what was suggested', (_, row) => {
		expect(knownAs(row)).toBe('argilla');
		expect(come(row, form)).toEqual([item]);
	});

	it('flat give the same, with columns of metadata in the payload', () => {
		expect(knownAs(flat)).toBe('argilla');
		const { metadata: _, ...rest } = item;
		expect(come(flat, form)).toEqual([{ ...rest, payload: { text, batch: 'b1' } }]);
	});

	it('hold rankings of fields: one field is the prompt, the ranked ones are the responses', () => {
		const fields = { prompt: 'Name a prime.', 'response-1': '9', 'response-2': '7', source: 'quiz' };
		const ranking = (value: unknown) => ({
			...nested,
			fields,
			suggestions: {},
			responses: { preference: [{ value, user_id: ann }] }
		});
		const alignment = defaultForm('alignment');
		const two = (answer: string[][]) => [
			{
				key: 'rec-1',
				payload: {
					prompt: 'Name a prime.',
					responses: [
						{ id: 'response-1', text: '9' },
						{ id: 'response-2', text: '7' }
					]
				},
				metadata: { source: 'quiz', batch: 'b1' },
				judgments: [{ rater: ann, answers: { preference: { tiers: answer } } }]
			}
		];
		expect(come(ranking(['response-2', 'response-1']), alignment)).toEqual(
			two([['response-2'], ['response-1']])
		);
		const rank = (a: number, b: number) => [
			{ rank: a, value: 'response-1' },
			{ rank: b, value: 'response-2' }
		];
		expect(come(ranking(rank(2, 1)), alignment)).toEqual(two([['response-2'], ['response-1']]));
		expect(come(ranking(rank(1, 1)), alignment)).toEqual(two([['response-1', 'response-2']]));
		expect(come({ ...nested, fields, responses: {}, suggestions: {} }, alignment)).toMatchObject([
			{ payload: { responses: [{ id: 'response-1' }, { id: 'response-2' }] } }
		]);
	});

	it('tell what the form does not ask and what cannot stand, once a record', () => {
		const [own, told, ...more] = come(
			{
				...nested,
				suggestions: {},
				responses: {
					quality: [
						{ value: 5, user_id: ann },
						{ value: 4, user_id: bob }
					],
					stars: [{ value: 9, user_id: ann }],
					who: [{ value: [{ ...bo, end: 40 }], user_id: bob }],
					tone: [{ value: 'rude', user_id: bob }]
				}
			},
			form
		);
		expect(own).toMatchObject({ key: 'rec-1', judgments: [{ rater: bob, answers: { tone: 'rude' } }] });
		expect(told).toBe(
			`This project asks no question “quality”. “who” holds a region that ends at 40, behind the text. What ${ann} judged is left out: /stars: Send a whole number from 1 to 5.`
		);
		expect(more).toEqual([]);
	});

	it('are known by nothing less', () => {
		for (const other of [
			{ fields: {}, responses: {} },
			{ text, 'tone.responses': ['kind'] },
			{ text, 'tone-suggestion': 'kind' },
			{ text, tone: 'kind' }
		])
			expect(knownAs(other), JSON.stringify(other)).toBeNull();
	});
});
