/** Conversations to rate or to imitate, each with one thing that may be lost on the way. */
import type { Example } from '#lib/datasets/example.ts';
import { messagesOf } from '#lib/datasets/messages.ts';
import type { Form } from '#lib/form/form.ts';
import { isObject, type JsonObject } from '#lib/schema/json.ts';
import { AT, calls, same, say, turns, withCall, withSystem } from './round-trip-words.ts';
import type { Found, Probe } from './round-trip.ts';

export const chatForm: Form = {
	fields: [{ name: 'talk', type: 'chat' }],
	questions: [{ name: 'stars', type: 'rating', field: 'talk' }]
};

function talked(
	feature: string,
	mark: string,
	talk: JsonObject[],
	stars: number,
	kept: Probe['kept']
): Probe {
	return {
		feature,
		mark,
		item: { key: `key-${mark}`, payload: { talk }, metadata: { batch: 'b-7' } },
		judgments: [{ item: `key-${mark}`, rater: 'ann', answers: { stars }, at: AT }],
		kept
	};
}

const talkIn = ({ payload }: Found) => messagesOf(Array.isArray(payload.talk) ? payload.talk : []);
const answered = (before: JsonObject[]) => [...before, say('assistant', 'So it is.')];
const two = (mark: string) => answered([say('user', `Say ${mark}.`)]);

export const talks: Probe[] = [
	talked('whether it is good', 'qgood', two('qgood'), 5, ({ judgments }) =>
		judgments.some(({ answers }) => Number(answers.stars) > 3)
	),
	talked('the rating itself', 'qstars', two('qstars'), 4, ({ judgments }) =>
		judgments.some(({ answers }) => answers.stars === 4)
	),
	talked('what is neither', 'qmiddle', two('qmiddle'), 3, () => true),
	talked('several turns', 'qturns', answered(turns('qturns')), 5, (found) =>
		same(talkIn(found), messagesOf(answered(turns('qturns'))))
	),
	talked('a system turn', 'qsystem', answered(withSystem('qsystem')), 5, (found) =>
		same(talkIn(found), messagesOf(answered(withSystem('qsystem'))))
	),
	talked('tool calls', 'qtools', answered(withCall('qtools')), 5, ({ payload }) =>
		same(calls((Array.isArray(payload.talk) ? payload.talk : []).filter(isObject)), calls(withCall('qtools')))
	),
	talked('the item’s key', 'qkey', two('qkey'), 5, ({ key }) => key === 'key-qkey'),
	talked('metadata', 'qmeta', two('qmeta'), 5, ({ metadata }) => metadata?.batch === 'b-7'),
	talked('who judged', 'qwho', two('qwho'), 5, ({ judgments }) =>
		judgments.some(({ rater }) => rater === 'ann')
	),
	talked('when', 'qwhen', two('qwhen'), 5, ({ judgments }) => judgments.some(({ at }) => at === AT))
];

/** The same without a rating: what a model should say, of which nobody judges anything. */
export const spoken: Probe[] = [
	talked('several turns', 'qturns', answered(turns('qturns')), 5, (found) =>
		same(talkIn(found).slice(0, 3), messagesOf(turns('qturns')))
	),
	talked('a system turn', 'qsystem', answered(withSystem('qsystem')), 5, (found) =>
		same(talkIn(found).slice(0, 2), messagesOf(withSystem('qsystem')))
	),
	talked('tool calls', 'qtools', answered(withCall('qtools')), 5, ({ payload }) =>
		same(calls((Array.isArray(payload.talk) ? payload.talk : []).filter(isObject)), calls(withCall('qtools')))
	),
	talked(
		'what was answered',
		'qanswer',
		two('qanswer'),
		5,
		(found) => talkIn(found).at(-1)?.content === 'So it is.'
	),
	talked('the item’s key', 'qkey', two('qkey'), 5, ({ key }) => key === 'key-qkey'),
	talked('metadata', 'qmeta', two('qmeta'), 5, ({ metadata }) => metadata?.batch === 'b-7')
];

export const examplesOf = (probes: Probe[], kind: 'demonstration' | 'prompt'): Example[] =>
	probes.map(({ item, mark }) => {
		const messages = talkIn({ payload: item.payload } as Found);
		const meta = { project: 'p', item: mark, raters: [], models: [], asked: null };
		const [prompt, completion] = [messages.slice(0, -1), messages.slice(-1)];
		return kind === 'prompt'
			? { kind, group: mark, prompt, meta }
			: { kind, group: mark, prompt, completion, meta };
	});
