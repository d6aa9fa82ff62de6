/** Texts to label, each with one thing that may be lost on the way, and answers to judge step by step. */
import type { Form } from '#lib/form/form.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { AT, option, same } from './round-trip-words.ts';
import type { Probe } from './round-trip.ts';

export const textForm: Form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'who', type: 'spans', field: 'text', options: option('PER', 'LOC'), required: false },
		{ name: 'tone', type: 'label', field: 'text', options: option('kind', 'rude'), required: false },
		{ name: 'topics', type: 'labels', field: 'text', options: option('trade', 'travel'), required: false },
		{ name: 'stars', type: 'rating', field: 'text', required: false },
		{ name: 'note', type: 'text', field: 'text' }
	]
};

/** The same, with another field beside the text. */
export const labelForm: Form = {
	...textForm,
	fields: [...textForm.fields, { name: 'source', type: 'text' }]
};

type Labelled = {
	text?: string;
	answers?: JsonObject;
	more?: JsonObject;
	votes?: { [rater: string]: JsonObject };
};

function labelled(
	feature: string,
	mark: string,
	{
		text = `Ada met Bo in ${mark}.`,
		answers = { who: [], tone: 'kind' },
		more = {},
		votes = { ann: answers }
	}: Labelled,
	kept: Probe['kept']
): Probe {
	return {
		feature,
		mark,
		item: { key: `key-${mark}`, payload: { text, source: 'The letters' }, ...more },
		judgments: Object.entries(votes).map(([rater, own]) => ({
			item: `key-${mark}`,
			rater,
			answers: own,
			at: AT
		})),
		kept
	};
}

const ada = { start: 0, end: 3, label: 'PER', quote: 'Ada' };
const said =
	(name: string, value: Json): Probe['kept'] =>
	({ judgments }) =>
		judgments.some(({ answers }) => same(answers[name] ?? null, value));

export const labels: Probe[] = [
	labelled('spans', 'qspans', { answers: { who: [ada] } }, said('who', [ada])),
	labelled('that there are no spans', 'qnone', { answers: { who: [] } }, said('who', [])),
	labelled('a class', 'qtone', { answers: { who: [ada], tone: 'rude' } }, said('tone', 'rude')),
	labelled(
		'several classes',
		'qtopics',
		{ answers: { who: [ada], topics: ['trade', 'travel'] } },
		said('topics', ['trade', 'travel'])
	),
	labelled('a rating', 'qstars', { answers: { who: [ada], stars: 4 } }, said('stars', 4)),
	labelled(
		'a written answer',
		'qnote',
		{ answers: { who: [ada], note: 'They met.' } },
		said('note', 'They met.')
	),
	labelled(
		'characters and white space as they were',
		'qspace',
		{ text: 'Ada  met 😀 Bo\nin qspace.', answers: { who: [ada] } },
		({ payload }) => payload.text === 'Ada  met 😀 Bo\nin qspace.'
	),
	labelled(
		'other fields',
		'qfields',
		{ answers: { who: [ada] } },
		({ payload }) => payload.source === 'The letters'
	),
	labelled('the item’s key', 'qkey', { answers: { who: [ada] } }, ({ key }) => key === 'key-qkey'),
	labelled(
		'metadata',
		'qmeta',
		{ answers: { who: [ada] }, more: { metadata: { batch: 'b-7' } } },
		({ metadata }) => metadata?.batch === 'b-7'
	),
	labelled(
		'suggestions',
		'qsuggestion',
		{
			answers: { who: [ada] },
			more: { suggestions: [{ source: 'm-1', answers: { tone: 'kind' }, score: 0.5 }] }
		},
		({ suggestions }) => suggestions.length === 1
	),
	labelled('who judged', 'qwho', { answers: { who: [ada] } }, ({ judgments }) =>
		judgments.some(({ rater }) => rater === 'ann')
	),
	labelled(
		'each judgment',
		'qeach',
		{ votes: { ann: { who: [ada] }, bob: { who: [ada] } } },
		({ judgments }) => judgments.length === 2
	),
	labelled('when', 'qwhen', { answers: { who: [ada] } }, ({ judgments }) =>
		judgments.some(({ at }) => at === AT)
	),
	labelled(
		'items without a majority',
		'qsplit',
		{ votes: { ann: { who: [ada], tone: 'kind' }, bob: { who: [], tone: 'rude' } } },
		() => true
	)
];

export const stepForm: Form = {
	fields: [
		{ name: 'question', type: 'text' },
		{ name: 'answer', type: 'text' }
	],
	questions: [
		{ name: 'steps', type: 'spans', field: 'answer', options: option('right', 'wrong'), required: false }
	]
};

function stepped(feature: string, mark: string, answer: string, kept: Probe['kept']): Probe {
	const [first = '', second = ''] = answer.split(/\n+/);
	const at = answer.indexOf(second);
	return {
		feature,
		mark,
		item: {
			key: `key-${mark}`,
			payload: { question: `What is ${mark}?`, answer },
			metadata: { batch: 'b-7' }
		},
		judgments: [
			{
				item: `key-${mark}`,
				rater: 'ann',
				at: AT,
				answers: {
					steps: [
						{ start: 0, end: first.length, label: 'right', quote: first },
						{ start: at, end: at + second.length, label: 'wrong', quote: second }
					]
				}
			}
		],
		kept
	};
}

export const steps: Probe[] = [
	stepped('each step and whether it is right', 'qsteps', 'One is one.\nTwo is three.', ({ judgments }) =>
		judgments.some(({ answers }) =>
			same(
				(Array.isArray(answers.steps) ? answers.steps : [])
					.filter(isObject)
					.map(({ label, quote }) => [label, quote]),
				[
					['right', 'One is one.'],
					['wrong', 'Two is three.']
				]
			)
		)
	),
	stepped(
		'what was asked',
		'qasked',
		'One is one.\nTwo is three.',
		({ payload }) => payload.question === 'What is qasked?'
	),
	stepped(
		'what stands between steps',
		'qbetween',
		'One is one.\n\nTwo is three.',
		({ payload }) => payload.answer === 'One is one.\n\nTwo is three.'
	),
	stepped('the item’s key', 'qkey', 'One is one.\nTwo is three.', ({ key }) => key === 'key-qkey'),
	stepped('metadata', 'qmeta', 'One is one.\nTwo is three.', ({ metadata }) => metadata?.batch === 'b-7'),
	stepped('who judged', 'qwho', 'One is one.\nTwo is three.', ({ judgments }) =>
		judgments.some(({ rater }) => rater === 'ann')
	),
	stepped('when', 'qwhen', 'One is one.\nTwo is three.', ({ judgments }) =>
		judgments.some(({ at }) => at === AT)
	)
];
