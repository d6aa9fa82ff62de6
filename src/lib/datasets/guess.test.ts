import { describe, expect, it } from 'vitest';
import { defaultForm } from '#lib/form/form.ts';
import { guessMapping, valuesOf, type Known } from './guess.ts';

const ranking: Known = { stage: 'alignment', form: defaultForm('alignment'), items: [] };

describe('a guess at what a file means', () => {
	it('finds pairs of responses by columns that differ in their last word', () => {
		const row = {
			pair_id: 1,
			question: 'Why?',
			model_a: 'm1',
			answer_a: 'Because.',
			model_b: 'm2',
			answer_b: 'So.'
		};
		expect(guessMapping('items', [row], ranking)).toEqual({
			key: '{pair_id}',
			prompt: '{question}',
			responses: [
				{ id: 'a', text: '{answer_a}', model: '{model_a}' },
				{ id: 'b', text: '{answer_b}', model: '{model_b}' }
			]
		});
		expect(guessMapping('items', [{ prompt: 'x', chosen: 'yes', rejected: 'no' }], ranking)).toEqual({
			prompt: '{prompt}',
			responses: [
				{ id: 'chosen', text: '{chosen}' },
				{ id: 'rejected', text: '{rejected}' }
			]
		});
	});

	it('finds raters that are columns of the row, and what their values mean', () => {
		const rows = [0, 1, 2].map((n) => ({
			idx: n,
			instruction: 'Why?',
			response1: 'Because.',
			response2: 'So.',
			annotator1: n,
			annotator2: 2
		}));
		const cases = [
			['0', '1=2'],
			['1', '1>2'],
			['2', '2>1']
		];
		expect(guessMapping('items', rows, ranking)).toMatchObject({
			key: '{idx}',
			responses: [{ id: '1' }, { id: '2' }],
			judgments: ['annotator1', 'annotator2'].map((name) => ({
				rater: name,
				answers: { preference: { from: `{${name}}`, cases } }
			}))
		});
		const form = {
			fields: [{ name: 'text', type: 'text' as const }],
			questions: [{ name: 'q', type: 'label' }]
		};
		const labelled = [{ text: 'A text', rater_a: 'good', rater_b: 'bad' }];
		expect(guessMapping('items', labelled, { stage: 'annotation', form, items: [] })).toMatchObject({
			judgments: [
				{ rater: 'rater_a', answers: { q: '{rater_a}' } },
				{ rater: 'rater_b', answers: { q: '{rater_b}' } }
			]
		});
	});

	it('takes no number for a prompt', () => {
		const row = { id: 0, prompt: 8, text: 'Argue for it.', out_x: 'Long enough.', out_y: 'Also long.' };
		expect(guessMapping('items', [row], ranking)).toMatchObject({ key: '{id}', prompt: '{text}' });
	});

	it('names the fields of a form by the columns of their names', () => {
		const form = {
			fields: [{ name: 'note', type: 'text' as const }],
			questions: [{ name: 'q', type: 'text' }]
		};
		expect(
			guessMapping('items', [{ uid: 'u', Note: 'a' }], { stage: 'annotation', form, items: [] })
		).toEqual({
			key: '{uid}',
			payload: { note: '{Note}' }
		});
	});

	it('takes the longest text for the one field of a form', () => {
		const form = {
			fields: [{ name: 'text', type: 'text' as const }],
			questions: [{ name: 'q', type: 'text' }]
		};
		const row = { uid: 'u', lang: 'en', body: 'A longer text.', n: 12345678901234 };
		expect(guessMapping('items', [row], { stage: 'annotation', form, items: [] })).toMatchObject({
			payload: { text: '{body}' }
		});
	});

	it('reads votes: who, on what, and what each value means', () => {
		const rows = ['left', 'right', 'tie'].map((winner) => ({
			id: '1',
			worker: 'w',
			winner,
			left: 'A',
			right: 'B'
		}));
		expect(
			guessMapping('judgments', rows, { ...ranking, items: [{ key: '1', responses: ['a', 'b'] }] })
		).toEqual({
			item: '{id}',
			rater: '{worker}',
			answers: {
				preference: {
					from: '{winner}',
					cases: [
						['left', 'a>b'],
						['right', 'b>a'],
						['tie', 'a=b']
					]
				}
			},
			shown: ['a', 'b']
		});
	});

	it('calls responses by the columns that hold their ids', () => {
		const rows = [{ id: 7, worker: 'w', winner: 'left', one: 97, two: 98 }];
		expect(
			guessMapping('judgments', rows, { ...ranking, items: [{ key: '7', responses: ['97', '98'] }] })
		).toMatchObject({
			answers: { preference: { cases: [['left', '{one}>{two}']] } }
		});
	});

	it('leaves empty what it cannot find, and a value that it cannot read', () => {
		expect(guessMapping('judgments', [{ winner: 'perhaps' }], ranking)).toEqual({
			item: '',
			rater: '',
			answers: { preference: { from: '{winner}', cases: [['perhaps', '']] } }
		});
		expect(
			valuesOf(
				Array.from({ length: 40 }, (_, i) => ({ v: i })),
				'v'
			)
		).toEqual([]);
	});
});
