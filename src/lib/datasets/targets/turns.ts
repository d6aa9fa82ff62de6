/** Rules about turns that several targets share: which examples have them, and what is wrong with a row. */
import { z } from 'zod';
import { hasCalls, isBlank, isSame, withoutCalls, type Message } from '../messages.ts';
import type { Options, Unfit } from './target.ts';

const known = ['system', 'developer', 'user', 'assistant', 'tool'];
const Role = z.enum(['system', 'developer', 'user', 'assistant', 'tool']);

/** A message in a row: with tool calls as text in every message of the file, or in none. */
export const Turn = z.union([
	z.strictObject({ role: Role, content: z.string() }),
	z.strictObject({ role: Role, content: z.string(), tool_calls: z.string() })
]);
export type Turn = z.infer<typeof Turn>;
export const Turns = z.array(Turn).min(1);

/** Messages as a row has them. */
export const shown = (messages: Message[], { tools }: Options): Turn[] =>
	(tools ? messages : withoutCalls(messages)) as Turn[];

/** What is wrong with a prompt and what answers it. */
export function unfitCompletion(prompt: Message[], completion: Message[]): Unfit | null {
	if (isBlank(completion)) return 'blank';
	if ([...prompt, ...completion].some(({ role }) => !known.includes(role))) return 'roles';
	return unfitPrompt(prompt) ?? (completion.at(-1)?.role === 'assistant' ? null : 'ending');
}

/** Whether a model can go on from here. */
export const unfitPrompt = (prompt: Message[]): Unfit | null =>
	prompt.some(({ role }) => !known.includes(role))
		? 'roles'
		: ['user', 'tool', 'assistant'].includes(prompt.at(-1)?.role ?? '')
			? null
			: 'ending';

type PairLike = { prompt: Message[]; chosen: Message[]; rejected: Message[] };

/** In the order in which a pair is judged: calls, blank, the same, and then its turns. */
export function unfitPair({ prompt, chosen, rejected }: PairLike, tools: boolean): Unfit | null {
	if (!tools && [prompt, chosen, rejected].some(hasCalls)) return 'tool_calls';
	if (isBlank(chosen) || isBlank(rejected)) return 'blank';
	if (isSame(chosen, rejected)) return 'identical';
	return unfitCompletion(prompt, chosen) ?? unfitCompletion(prompt, rejected);
}

/** Whole conversations, where a loader ends the prompt at the first turn that differs: there must be one on both sides. */
export const unfitWhole = (pair: PairLike, options: Options): Unfit | null =>
	unfitPair(pair, options.tools) ??
	(parting(shown(pair.chosen, options), shown(pair.rejected, options)) === null ? 'beginning' : null);

/** The place of the first turn that differs; null where one side is the beginning of the other. */
function parting(chosen: Turn[], rejected: Turn[]): number | null {
	const at = chosen.findIndex((turn, i) => JSON.stringify(turn) !== JSON.stringify(rejected[i]));
	return at === -1 || at >= rejected.length ? null : at;
}

/** A system message first or none, then the user and the assistant in turn, the user last: what strict loaders want. */
export function unfitTurns(prompt: Message[]): Unfit | null {
	const turns = prompt[0]?.role === 'system' ? prompt.slice(1) : prompt;
	if (!turns.every(({ role }, i) => role === (i % 2 === 0 ? 'user' : 'assistant'))) return 'roles';
	return turns.length % 2 === 1 ? null : 'ending';
}

/** The one user message that a prompt is, as text; a reason where it is more. */
export function plainPrompt(prompt: Message[]): { text: string } | Unfit {
	const [only, ...more] = prompt;
	return only?.role === 'user' && more.length === 0 ? { text: only.content } : 'turns';
}

/** What a single assistant message says; a reason where it is more. */
export const plainCompletion = (completion: Message[]): { text: string } | Unfit => {
	const [only, ...more] = completion;
	return only?.role === 'assistant' && more.length === 0 ? { text: only.content } : 'turns';
};

const isEmpty = ({ content, tool_calls: made = '[]' }: { content: string; tool_calls?: string }) =>
	made === '[]' && content.trim() === '';

/** What is wrong with the end of a conversation in a row. */
export function faultOfEnd(name: string, turns: Turn[]): string | null {
	const last = turns.at(-1);
	if (last?.role !== 'assistant') return `${name}: the last turn is not the assistant's`;
	return isEmpty(last) ? `${name}: the last turn is empty` : null;
}

/** A prompt that a chat template can go on from. */
export const faultOfPrompt = (name: string, turns: Turn[]): string | null =>
	['user', 'tool', 'assistant'].includes(turns.at(-1)?.role ?? '')
		? null
		: `${name}: no model can go on from a ${turns.at(-1)?.role ?? 'missing'} turn`;

const asMessages = (turns: Turn[]): Message[] => turns.map((turn) => ({ tool_calls: '[]', ...turn }));

/** Two sides that say the same are no preference. */
export const faultOfSame = (a: Turn[], b: Turn[]): string | null =>
	isSame(asMessages(a), asMessages(b)) ? 'chosen and rejected say the same' : null;
export const faultOfSameText = (a: string, b: string): string | null =>
	faultOfSame([{ role: 'assistant', content: a }], [{ role: 'assistant', content: b }]);

/** Where two conversations part, TRL ends the prompt: what comes after must be there on both sides. */
export function faultOfParting(chosen: Turn[], rejected: Turn[]): string | null {
	const at = parting(chosen, rejected);
	if (at === null) return 'one side is the beginning of the other';
	return at === 0 ? 'the two sides share no prompt' : null;
}

export const faultOfText = (name: string, text: string): string | null =>
	text.trim() === '' ? `${name}: nothing but white space` : null;
