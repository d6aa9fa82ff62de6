/** Conversations as ShareGPT has them and LLaMA-Factory reads them: who speaks, and what. */
import { z } from 'zod';
import { isObject, parseJson } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Message } from '../messages.ts';
import type { Loader } from './target.ts';

export const From = z.enum(['human', 'gpt', 'observation', 'function_call']);
export const Said = z.strictObject({ from: From, value: z.string() });
export type Said = z.infer<typeof Said>;

const asks = ['human', 'observation'];

/** @param rules what the converter does, in words */
export const llamaFactory = (...rules: string[]): Loader => ({
	repository: 'hiyouga/LLaMA-Factory',
	file: 'src/llamafactory/data/converter.py',
	commit: 'ff6d4d12eeb035d6ce06805a5733dd7b29f2ac30',
	rules
});

export const turnsRule =
	'SharegptDatasetConverter: turns alternate, human or observation first, gpt or function_call second; else the row is skipped';

/** A call as LLaMA-Factory writes it: `{"name", "arguments"}`, or a list of them; null where it is none. */
function callOf(text: string): string | null {
	try {
		const made = parseJson(text);
		const calls = (Array.isArray(made) ? made : []).map((one) =>
			isObject(one) && isObject(one.function) ? one.function : null
		);
		if (calls.length === 0 || calls.some((one) => one === null || typeof one.name !== 'string')) return null;
		const all = calls.map((one) => ({ name: one?.name ?? '', arguments: one?.arguments ?? {} }));
		return JSON.stringify(all.length === 1 ? all[0] : all);
	} catch (error) {
		if (error instanceof Refusal) return null;
		throw error;
	}
}

/** A message as a turn; null where the format has none like it. */
export function turnOf({ role, content, tool_calls: made }: Message): Said | null {
	if (role === 'user') return { from: 'human', value: content };
	if (role === 'tool') return { from: 'observation', value: content };
	if (role !== 'assistant') return null;
	if (made === '[]') return { from: 'gpt', value: content };
	const value = content.trim() === '' ? callOf(made) : null;
	return value === null ? null : { from: 'function_call', value };
}

/** The system message apart, and the turns in their order; null where they do not alternate. */
export function conversation(messages: Message[]): { system: string; turns: Said[] } | null {
	const [first, ...rest] = messages;
	const system = first?.role === 'system' ? first.content : '';
	const turns = (first?.role === 'system' ? rest : messages).map(turnOf);
	const fits = turns.every((turn, i) => turn !== null && asks.includes(turn.from) === (i % 2 === 0));
	return fits ? { system, turns: turns as Said[] } : null;
}

/** What the converter would skip. @param ends whether the last turn asks or answers */
export function faultOfTurns(turns: Said[], ends: 'ask' | 'answer'): string | null {
	const odd = turns.findIndex(({ from }, i) => asks.includes(from) !== (i % 2 === 0));
	if (odd !== -1) return `turn ${odd + 1} is a ${turns[odd]?.from ?? ''}, out of turn`;
	return (turns.length % 2 === 1) === (ends === 'ask') ? null : `the last turn does not ${ends}`;
}

export const isAnswer = ({ from }: Said): boolean => !asks.includes(from);

/** The entry of dataset_info.json that the trainer finds a file by. */
export const datasetInfo = (name: string, entry: object) => ({
	name: 'dataset_info.json',
	type: 'application/json',
	text: `${JSON.stringify({ [name]: entry }, null, 2)}\n`
});
