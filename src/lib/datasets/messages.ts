/** Messages as every training file starts from them: the same three texts each, whatever the data hold. */
import { contentOf } from '#lib/form/message.ts';
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';

/** `tool_calls` is JSON as text, `[]` for none, so that every row has one type whatever the arguments are. */
export type Message = { role: string; content: string; tool_calls: string };
export type PlainMessage = { role: string; content: string };

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const callsOf = (message: JsonObject): string => {
	const { tool_calls: calls } = message;
	if (calls === undefined || calls === null || (Array.isArray(calls) && calls.length === 0)) return '[]';
	return typeof calls === 'string' ? calls : canonical(calls);
};

export const messagesOf = (value: Json[]): Message[] =>
	value
		.filter(isObject)
		.map((m) => ({ role: text(m.role), content: contentOf(m.content), tool_calls: callsOf(m) }));

export const say = (role: string, content: string): Message => ({ role, content, tool_calls: '[]' });

export const promptOf = ({ prompt }: Payload): Message[] =>
	Array.isArray(prompt) ? messagesOf(prompt) : [say('user', text(prompt))];

/** The ids of an item's responses. */
export function responseIds({ responses }: Payload): string[] {
	const ids: string[] = [];
	if (Array.isArray(responses))
		for (const one of responses) if (isObject(one) && typeof one.id === 'string') ids.push(one.id);
	return ids;
}

const findResponse = ({ responses }: Payload, id: string): JsonObject | undefined => {
	if (Array.isArray(responses)) for (const one of responses) if (isObject(one) && one.id === id) return one;
	return undefined;
};

export function responseOf(payload: Payload, id: string): Message[] {
	const found = findResponse(payload, id);
	return Array.isArray(found?.messages) ? messagesOf(found.messages) : [say('assistant', text(found?.text))];
}

/** Who wrote a response, as its file said. */
export function modelOf(payload: Payload, id: string): string | null {
	const model = findResponse(payload, id)?.model;
	return typeof model === 'string' ? model : null;
}

export const hasCalls = (messages: Message[]): boolean =>
	messages.some(({ tool_calls: made }) => made !== '[]');

export const withoutCalls = (messages: Message[]): PlainMessage[] =>
	messages.map(({ role, content }) => ({ role, content }));

/** Nothing but white space in all of it, or at its end, where the model's own words should stand. */
export function isBlank(messages: Message[]): boolean {
	const last = messages.at(-1);
	return last === undefined || (last.tool_calls === '[]' && last.content.trim() === '');
}

/** Texts that differ in nothing a reader sees: in how a character is composed, or in white space at ends of lines. */
const normal = (content: string): string =>
	content
		.normalize('NFC')
		.replace(/[^\S\n]+$/gm, '')
		.trim();

const isPlain = (unit: number): boolean => unit > 0x20 && unit < 0x7f;

/**
 * Whether two texts surely differ, by the first place where they do: two plain characters stay apart, whatever either is
 * composed with, and what stands before them is the same.
 */
function surelyDiffer(a: string, b: string): boolean {
	let i = 0;
	while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
	return isPlain(a.charCodeAt(i)) && isPlain(b.charCodeAt(i));
}

const isSameText = (a: string, b: string): boolean =>
	a === b || (!surelyDiffer(a, b) && normal(a) === normal(b));

export const isSame = (a: Message[], b: Message[]): boolean =>
	a.length === b.length &&
	a.every(({ role, content, tool_calls: made }, i) => {
		const other = b[i];
		return role === other?.role && made === other.tool_calls && isSameText(content, other.content);
	});
