/**
 * ShareGPT turns as LLaMA-Factory loads them, with two answers or with whether the last turn is good, and its Alpaca
 * columns with two answers.
 *
 * Contract: hiyouga/LLaMA-Factory src/llamafactory/data/converter.py at ff6d4d12eeb035d6ce06805a5733dd7b29f2ac30:
 * SharegptDatasetConverter and AlpacaDatasetConverter, which joins instruction and input by a line break.
 */
import { isObject, parseJson, type Json, type JsonObject } from '#lib/schema/json.ts';
import { From, type Said } from '../targets/sharegpt.ts';
import { conversationItem } from './conversation.ts';
import { pairItem, say, type Messages } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const roles: Record<Said['from'], string> = {
	human: 'user',
	gpt: 'assistant',
	observation: 'tool',
	function_call: 'assistant'
};

const isTurn = (value: Json | undefined): value is Said =>
	isObject(value) && From.safeParse(value.from).success && typeof value.value === 'string';
const isTurns = (value: Json | undefined): boolean =>
	Array.isArray(value) && value.length > 0 && value.every(isTurn);
const isText = (value: Json | undefined): value is string => typeof value === 'string';

/** `{"name", "arguments"}`, or a list of them. */
const callsIn = (text: string): Json[] =>
	[parseJson(text)].flat().map((made) => ({ type: 'function', function: made }));

function message(turn: Json | undefined): JsonObject {
	if (!isTurn(turn)) return say('assistant', '');
	return turn.from === 'function_call'
		? { ...say('assistant', ''), tool_calls: callsIn(turn.value) }
		: say(roles[turn.from], turn.value);
}

function messagesIn({ conversations, system }: JsonObject): Messages {
	const before = isText(system) && system !== '' ? [say('system', system)] : [];
	return [...before, ...(Array.isArray(conversations) ? conversations : []).map(message)];
}

export const shareGptPairs: Shape = {
	name: 'sharegpt-pairs',
	title: 'Preferences in ShareGPT turns (LLaMA-Factory)',
	about:
		'Chosen and rejected are two responses to the conversation. The preference is a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['conversations', 'chosen', 'rejected'], ['system']) &&
		isTurns(row.conversations) &&
		isTurns([row.chosen ?? null, row.rejected ?? null]),
	items: (row, form) =>
		pairItem(form, {
			prompt: messagesIn(row),
			better: [message(row.chosen)],
			worse: [message(row.rejected)]
		})
};

export const shareGptLabels: Shape = {
	name: 'sharegpt-labels',
	title: 'Labelled ShareGPT turns (LLaMA-Factory)',
	about:
		'A conversation is an item of an annotation project that shows one. True is the highest rating that the form has for it, false the lowest, by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['conversations', 'label'], ['system']) &&
		isTurns(row.conversations) &&
		typeof row.label === 'boolean',
	items: (row, form) => conversationItem(form, messagesIn(row), row.label === true)
};

export const alpacaPairs: Shape = {
	name: 'alpaca-pairs',
	title: 'Preferences in Alpaca columns (LLaMA-Factory)',
	about:
		'Chosen and rejected are two responses to the instruction with its input. The preference is a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['instruction', 'chosen', 'rejected'], ['input', 'system']) &&
		Object.values(row).every(isText),
	items(row, form) {
		const { instruction, input, system, chosen, rejected } = row;
		const asked = [instruction, input].filter((text) => isText(text) && text !== '').join('\n');
		return pairItem(form, {
			prompt: isText(system) && system !== '' ? [say('system', system), say('user', asked)] : asked,
			better: [say('assistant', String(chosen))],
			worse: [say('assistant', String(rejected))]
		});
	}
};
