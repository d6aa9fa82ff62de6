/** Preference rows as LLaMA-Factory loads them: ShareGPT turns, for DPO, ORPO and reward models. */
import { z } from 'zod';
import {
	conversation,
	datasetInfo,
	faultOfTurns,
	isAnswer,
	llamaFactory,
	Said,
	turnOf,
	turnsRule
} from './sharegpt.ts';
import { target } from './target.ts';
import { faultOfSameText, unfitPair } from './turns.ts';

export default target({
	name: 'llamafactory',
	title: 'Preferences in ShareGPT turns',
	about: 'For DPO, ORPO and reward models with LLaMA-Factory; with its dataset_info.json.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'conversations', type: 'turns', about: '{"from": "human", "value": "…"}' },
		{ name: 'chosen', type: 'one turn' },
		{ name: 'rejected', type: 'one turn' },
		{ name: 'system', type: 'text', about: 'empty where there is none' }
	],
	loader: llamaFactory(
		turnsRule,
		'with ranking, an even number of turns is skipped: the last one asks',
		'chosen and rejected are objects whose role is gpt or function_call'
	),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns', 'values'],
	setup: (file, name) =>
		datasetInfo(name, {
			file_name: file,
			formatting: 'sharegpt',
			ranking: true,
			columns: { messages: 'conversations', chosen: 'chosen', rejected: 'rejected', system: 'system' }
		}),
	Row: z.strictObject({
		conversations: z.array(Said).min(1),
		chosen: Said,
		rejected: Said,
		system: z.string()
	}),
	row(pair, { tools }) {
		const why = unfitPair(pair, tools);
		if (why) return why;
		const before = conversation(pair.prompt);
		if (!before) return 'roles';
		if (before.turns.length % 2 === 0) return 'ending';
		const [a, b] = [pair.chosen, pair.rejected];
		if (a.length > 1 || b.length > 1) return 'turns';
		const [chosen, rejected] = [...a, ...b].map(turnOf);
		if (!chosen || !rejected) return 'values';
		return { conversations: before.turns, chosen, rejected, system: before.system };
	},
	fault({ conversations, chosen, rejected }) {
		if (![chosen, rejected].every(isAnswer)) return 'chosen and rejected answer: gpt or function_call';
		if ([chosen, rejected].some(({ value }) => value.trim() === '')) return 'an answer is empty';
		return faultOfTurns(conversations, 'ask') ?? faultOfSameText(chosen.value, rejected.value);
	}
});
