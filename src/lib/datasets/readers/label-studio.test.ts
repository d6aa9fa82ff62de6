import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';

const option = (...values: string[]) => values.map((value) => ({ value }));
const form: Form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'who', type: 'spans', field: 'text', options: option('PER', 'LOC'), required: false },
		{ name: 'tone', type: 'label', field: 'text', options: option('kind', 'rude'), required: false },
		{ name: 'topics', type: 'labels', field: 'text', options: option('trade', 'travel'), required: false },
		{ name: 'stars', type: 'rating', field: 'text', required: false },
		{ name: 'note', type: 'text', field: 'text' }
	]
};
const data = { text: 'Ada met 😀 Bo.' };
const result = (from_name: string, type: string, value: object) => ({
	id: 'r',
	from_name,
	to_name: 'text',
	type,
	value
});
const region = (start: number, end: number, text: string | undefined, ...labels: string[]) =>
	result('who', 'labels', { start, end, ...(text === undefined ? {} : { text }), labels });
const annotation = (result: object[], more: object = {}) => ({ id: 1, completed_by: 4, result, ...more });
const bo = { start: 10, end: 12, label: 'PER', quote: 'Bo' };

describe('tasks of Label Studio', () => {
	it('are items by their id, with a judgment an annotation and a suggestion a prediction', () => {
		const task = {
			id: 17,
			data,
			meta: { batch: 'b1' },
			annotations: [
				annotation(
					[
						region(0, 3, 'Ada', 'PER'),
						region(10, 12, 'Bo', 'PER'),
						result('tone', 'choices', { choices: ['kind'] }),
						result('topics', 'choices', { choices: ['trade', 'travel'] }),
						result('stars', 'rating', { rating: 4 }),
						result('note', 'textarea', { text: ['They met.', 'Once.'] })
					],
					{ created_at: '2021-03-09T22:16:08.728353Z', lead_time: 4.2, ground_truth: false }
				),
				annotation([result('tone', 'choices', { choices: ['rude'] })], {
					completed_by: { id: 9, email: 'rater@example.org' }
				}),
				annotation([], { was_cancelled: true, completed_by: 5 })
			],
			predictions: [
				{
					model_version: 'tagger-2',
					score: 0.83,
					result: [result('tone', 'choices', { choices: ['kind'] })]
				},
				{ result: [region(10, 12, 'Bo', 'PER')], score: 17 }
			]
		};
		expect(knownAs(task)).toBe('label-studio');
		expect(come(task, form)).toEqual([
			{
				key: '17',
				payload: data,
				metadata: { batch: 'b1' },
				judgments: [
					{
						rater: '4',
						at: '2021-03-09T22:16:08.728353Z',
						answers: {
							who: [{ start: 0, end: 3, label: 'PER', quote: 'Ada' }, bo],
							tone: 'kind',
							topics: ['trade', 'travel'],
							stars: 4,
							note: 'They met.\nOnce.'
						}
					},
					{ rater: 'rater@example.org', answers: { who: [], tone: 'rude' } }
				],
				suggestions: [
					{ source: 'tagger-2', score: 0.83, answers: { tone: 'kind' } },
					{ source: 'prediction', answers: { who: [bo] } }
				]
			}
		]);
	});

	const spansOf = (...regions: object[]) =>
		come({ data, annotations: [annotation(regions)] }, form).map((found) =>
			typeof found === 'string'
				? found
				: (found as { judgments?: { answers: { who: unknown } }[] }).judgments?.[0]?.answers.who
		);

	it('count code points, or UTF-16 units where their quote says so', () => {
		expect(spansOf(region(10, 12, 'Bo', 'PER'))).toEqual([[bo]]);
		expect(spansOf(region(11, 13, 'Bo', 'PER'))).toEqual([[bo]]);
		expect(spansOf(region(10, 12, undefined, 'PER'))).toEqual([[bo]]);
		expect(spansOf(region(0, 12, 'Ada  met 😀\\nBo', 'PER'))).toEqual([
			[{ start: 0, end: 12, label: 'PER', quote: 'Ada met 😀 Bo' }]
		]);
	});

	it('name a region that the text does not have, and keep the others', () => {
		const [item, told] = spansOf(
			region(1, 4, 'Bo', 'PER'),
			region(10, 99, undefined, 'LOC'),
			region(10, 12, 'Bo', 'PER')
		);
		expect(item).toEqual([bo]);
		expect(told).toBe(
			'“who” holds a region from 1 to 4 that quotes “Bo”, where the text is “da ”. “who” holds a region that ends at 99, behind the text.'
		);
	});

	it('tell what no question asks for and what cannot stand, and keep the rest', () => {
		const [item, told] = come(
			{
				id: 3,
				data,
				annotations: [
					annotation([
						result('shape', 'polygonlabels', {}),
						{ type: 'relation', from_id: 'a', to_id: 'b' },
						result('tone', 'choices', { choices: ['kind', 'rude'] }),
						result('stars', 'rating', { rating: 3 })
					]),
					annotation([result('stars', 'rating', { rating: 9 })], { completed_by: 6 })
				]
			},
			form
		);
		expect(item).toMatchObject({ key: '3', judgments: [{ rater: '4', answers: { stars: 3 } }] });
		expect(told).toBe(
			'No question of this project takes “shape” (polygonlabels). No question of this project takes “relation” (relation). “tone” holds several choices, where one is asked. What 6 judged is left out: /stars: Send a whole number from 1 to 5.'
		);
	});

	it('take the only question and the only field of their kind, however those are called', () => {
		const picture: Form = {
			fields: [{ name: 'picture', type: 'image' }],
			questions: [
				{ name: 'things', type: 'boxes', field: 'picture', options: option('Ship'), required: false }
			]
		};
		const box = {
			x: 50.8,
			y: 5.869797225186766,
			width: 12.4,
			height: 10.5,
			rotation: 0,
			rectanglelabels: ['Ship']
		};
		const task = (turned: number) => ({
			data: { image: 'https://example.com/1.jpg' },
			annotations: [annotation([result('tag', 'rectanglelabels', { ...box, rotation: turned })])]
		});
		expect(come(task(0), picture)).toEqual([
			{
				payload: { picture: 'https://example.com/1.jpg' },
				judgments: [
					{
						rater: '4',
						answers: {
							things: [{ x: 0.508, y: 0.058697972252, width: 0.124, height: 0.105, label: 'Ship' }]
						}
					}
				]
			}
		]);
		expect(come(task(30), picture)[1]).toBe('“tag” holds a box that is turned.');
	});

	it('name nobody in files of ours, so the crowd judged', () => {
		const own = { data, annotations: [{ result: [result('tone', 'choices', { choices: ['kind'] })] }] };
		expect(come(own, form)).toMatchObject([{ judgments: [{ rater: 'crowd', answers: { tone: 'kind' } }] }]);
	});

	describe('in which one of two was chosen', () => {
		const alignment = defaultForm('alignment');
		const both = { prompt: 'Name a prime.', answer1: '7', answer2: '9', from: 'a book' };
		const chosen = (selected: unknown, more: object = {}) =>
			annotation([{ ...result('pw', 'pairwise', { selected }), to_name: 'pw' }], more);
		const task = (data: object, ...annotations: object[]) => ({ id: 8, data, annotations });
		const preferred = (found: unknown[]) =>
			(found as { judgments?: { answers: { preference: unknown } }[] }[])[0]?.judgments?.map(
				({ answers }) => answers.preference
			);

		it('are items to rank, each choice a judgment of who made it', () => {
			const found = task(both, chosen('left'), chosen('right', { completed_by: 5 }));
			expect(knownAs(found)).toBe('label-studio');
			expect(come(found, alignment)).toEqual([
				{
					key: '8',
					payload: {
						prompt: 'Name a prime.',
						responses: [
							{ id: 'answer1', text: '7' },
							{ id: 'answer2', text: '9' }
						]
					},
					metadata: { from: 'a book' },
					judgments: [
						{ rater: '4', answers: { preference: { tiers: [['answer1'], ['answer2']] } } },
						{ rater: '5', answers: { preference: { tiers: [['answer2'], ['answer1']] } } }
					]
				}
			]);
		});

		it('stand left and right by their names, whatever their order in the file', () => {
			const named = (left: string, right: string) =>
				preferred(come(task({ [right]: 'y', [left]: 'x', question: 'q' }, chosen('left')), alignment))?.[0];
			for (const [left, right] of [
				['answer1', 'answer2'],
				['Response A', 'Response B'],
				['left', 'right'],
				['text_one', 'text_two'],
				['left_text', 'right_text'],
				['model-1-answer', 'model-2-answer']
			] as const)
				expect(named(left, right)).toEqual({ tiers: [[left], [right]] });
		});

		it('stand as the choice itself names them, whatever they are called', () => {
			const said = (to: string) =>
				come(
					task(
						{ prompt: 'q', reference: 'x', candidate: 'y', answer1: 'x', answer2: 'y' },
						annotation([{ ...result('pw', 'pairwise', { selected: 'left' }), to_name: to }])
					),
					alignment
				);
			expect(preferred(said('candidate, reference'))).toEqual([{ tiers: [['candidate'], ['reference']] }]);
			// A column that is not there says nothing.
			expect(preferred(said('candidate,gone'))).toEqual([{ tiers: [['answer1'], ['answer2']] }]);
		});

		it('may be said by the name of the column; what is neither is told, and the item comes in', () => {
			expect(preferred(come(task(both, chosen('answer2')), alignment))).toEqual([
				{ tiers: [['answer2'], ['answer1']] }
			]);
			const twice = annotation(['left', 'right'].map((selected) => result('pw', 'pairwise', { selected })));
			expect(come(task(both, twice), alignment)[1]).toBe('“pw” holds a second choice.');
			const [item, told] = come(task(both, chosen('both')), alignment);
			expect(item).not.toHaveProperty('judgments');
			expect(told).toBe('“pw” holds the choice "both", which is neither left nor right.');
		});

		it('come in unjudged, and their predictions as suggestions', () => {
			expect(come(task(both), alignment)).toMatchObject([{ key: '8' }]);
			const prediction = { model_version: 'm', ...chosen('right') };
			expect(come({ data: both, predictions: [prediction] }, alignment)).toMatchObject([
				{ suggestions: [{ source: 'm', answers: { preference: { tiers: [['answer2'], ['answer1']] } } }] }
			]);
		});

		it('are refused where nothing tells which of two it was, or what was asked', () => {
			const unclear = [
				{ prompt: 'q', reference: 'x', candidate: 'y' },
				{ prompt: 'q', answer1: 'x', answer2: 'y', note_a: 'x', note_b: 'y' }
			];
			for (const data of unclear)
				expect(refusedAs(task(data, chosen('left')), alignment)).toEqual(['unclear_sides']);
			expect(refusedAs(task({ text1: 'x', text2: 'y' }, chosen('left')), alignment)).toEqual(['no_prompt']);
		});
	});

	it('are no responses to rank', () => {
		expect(refusedAs({ data, annotations: [] }, defaultForm('alignment'))).toEqual(['wrong_stage']);
	});

	it('are known by data with annotations or predictions, and by nothing less', () => {
		expect(knownAs({ data, predictions: [] })).toBe('label-studio');
		for (const other of [{ data }, { data: 'x', annotations: [] }, { data, annotations: [{ label: 'x' }] }])
			expect(knownAs(other)).toBeNull();
	});
});
