/** Items to rank, each with one thing that may be lost on the way. */
import { messagesOf, promptOf, responseIds, responseOf } from '#lib/datasets/messages.ts';
import { readRanking } from '#lib/form/ranking.ts';
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { AT, calls, same, say, turns, withCall, withSystem } from './round-trip-words.ts';
import type { Found, Probe } from './round-trip.ts';

/** The text of each response in its tier, so that ids do not matter. */
const tiersIn = ({ payload, judgments }: Found): string[][][] =>
	judgments.map(({ answers }) =>
		(readRanking(answers.preference)?.tiers ?? []).map((tier) =>
			tier.map((id) => canonical(responseOf(payload, id)))
		)
	);
const textsOf = (...texts: string[]): string[] =>
	texts.map((text) => canonical(messagesOf([say('assistant', text)])));

type Ranked = {
	prompt?: Json;
	responses?: JsonObject[];
	answer?: JsonObject;
	more?: JsonObject;
	raters?: string[];
};

function ranked(
	feature: string,
	mark: string,
	{
		prompt = `Say ${mark}.`,
		responses,
		answer = { tiers: [['a'], ['b']] },
		more = {},
		raters = ['ann']
	}: Ranked,
	kept: Probe['kept']
): Probe {
	const two = [
		{ id: 'a', text: `The first of ${mark}.` },
		{ id: 'b', text: `Another of ${mark}.` }
	];
	return {
		feature,
		mark,
		item: { key: `key-${mark}`, payload: { prompt, responses: responses ?? two }, ...more },
		judgments: raters.map((rater) => ({
			item: `key-${mark}`,
			rater,
			answers: { preference: answer },
			...(responses ? {} : { shown: ['b', 'a'] }),
			at: AT
		})),
		kept
	};
}

const named = ({ payload }: Found): Json => (isObject(payload) ? (payload.prompt ?? null) : null);
export const rankings: Probe[] = [
	ranked('which of two is better', 'qpreference', {}, (found) =>
		tiersIn(found).some((tiers) =>
			same(tiers, [textsOf('The first of qpreference.'), textsOf('Another of qpreference.')])
		)
	),
	ranked('how strongly', 'qstrength', { answer: { tiers: [['a'], ['b']], strength: 3 } }, ({ judgments }) =>
		judgments.some(({ answers }) => readRanking(answers.preference)?.strength === 3)
	),
	ranked(
		'the order of more than two',
		'qmany',
		{
			responses: ['One', 'Two', 'Three'].map((text) => ({ id: text, text: `${text} of qmany.` })),
			answer: { tiers: [['Three'], ['One'], ['Two']] }
		},
		(found) =>
			tiersIn(found).some((tiers) =>
				same(
					tiers,
					['Three', 'One', 'Two'].map((text) => textsOf(`${text} of qmany.`))
				)
			)
	),
	ranked(
		'ties among several',
		'qties',
		{
			responses: ['One', 'Two', 'Three'].map((text) => ({ id: text, text: `${text} of qties.` })),
			answer: { tiers: [['Three'], ['One', 'Two']] }
		},
		(found) => tiersIn(found).some((tiers) => tiers.length === 2 && tiers[1]?.length === 2)
	),
	ranked('a tie of two', 'qtie', { answer: { tiers: [['a', 'b']] } }, (found) =>
		tiersIn(found).some((tiers) => tiers.length === 1 && tiers[0]?.length === 2)
	),
	ranked('all bad', 'qbad', { answer: { tiers: [['a', 'b']], all_bad: true } }, ({ judgments }) =>
		judgments.some(({ answers }) => readRanking(answers.preference)?.allBad === true)
	),
	ranked(
		'a written answer',
		'qwritten',
		{ answer: { tiers: [['a'], ['b']], written: 'My own.' } },
		({ judgments }) => judgments.some(({ answers }) => readRanking(answers.preference)?.written === 'My own.')
	),
	ranked('several turns before', 'qturns', { prompt: turns('qturns') }, (found) =>
		same(promptOf(found.payload), messagesOf(turns('qturns')))
	),
	ranked('a system turn', 'qsystem', { prompt: withSystem('qsystem') }, (found) =>
		same(promptOf(found.payload), messagesOf(withSystem('qsystem')))
	),
	ranked('tool calls', 'qtools', { prompt: withCall('qtools') }, (found) => {
		const prompt = named(found);
		return Array.isArray(prompt) && same(calls(prompt.filter(isObject)), calls(withCall('qtools')));
	}),
	ranked(
		'answers of several turns',
		'qlong',
		{
			responses: [
				{
					id: 'a',
					messages: [say('assistant', 'Wait.'), say('user', 'Yes?'), say('assistant', 'So it is.')]
				},
				{ id: 'b', text: 'Another of qlong.' }
			]
		},
		({ payload }) => responseIds(payload).some((id) => responseOf(payload, id).length === 3)
	),
	ranked('white space as it was', 'qspace', { prompt: 'Say qspace.\n\n  So:  ' }, ({ payload }) =>
		promptOf(payload).some(({ content }) => content === 'Say qspace.\n\n  So:  ')
	),
	ranked('the item’s key', 'qkey', {}, ({ key }) => key === 'key-qkey'),
	ranked(
		'which model wrote',
		'qmodel',
		{
			responses: [
				{ id: 'a', text: 'The first of qmodel.', model: 'm-1' },
				{ id: 'b', text: 'Another of qmodel.', model: 'm-2' }
			]
		},
		({ payload }) => canonical(payload).includes('m-1')
	),
	ranked(
		'metadata',
		'qmeta',
		{ more: { metadata: { batch: 'b-7' } } },
		({ metadata }) => metadata?.batch === 'b-7'
	),
	ranked('who judged', 'qwho', {}, ({ judgments }) => judgments.some(({ rater }) => rater === 'ann')),
	ranked('each judgment', 'qeach', { raters: ['ann', 'bob'] }, ({ judgments }) => judgments.length === 2),
	ranked('when', 'qwhen', {}, ({ judgments }) => judgments.some(({ at }) => at === AT)),
	ranked('what was shown first', 'qshown', {}, ({ judgments }) =>
		judgments.some(({ shown }) => shown?.[0] === 'b')
	)
];
