/**
 * Preference rows as TRL's DPOTrainer loads them (conversational, explicit prompt):
 * `{"prompt":[messages],"chosen":[messages],"rejected":[messages]}` and no other column, whatever the data holds.
 */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { contentOf } from '#lib/form/message.ts';
import type { Payload } from '#lib/schema/values.ts';

/** `tool_calls` is JSON as text, so that every row has one type whatever the arguments are. */
export type Message = { role: string; content: string; tool_calls?: string };
export type DpoRow = { prompt: Message[]; chosen: Message[]; rejected: Message[] };

/** Why a decided pair is no row. */
export const unusable = ['tool_calls', 'blank', 'identical'] as const;
export type Unusable = (typeof unusable)[number];

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

const promptOf = ({ prompt }: Payload): Message[] =>
	Array.isArray(prompt) ? messagesOf(prompt) : [{ role: 'user', content: text(prompt), tool_calls: '[]' }];

function responseOf({ responses }: Payload, id: string): Message[] {
	const found = (Array.isArray(responses) ? responses : []).filter(isObject).find((r) => r.id === id);
	return Array.isArray(found?.messages)
		? messagesOf(found.messages)
		: [{ role: 'assistant', content: text(found?.text), tool_calls: '[]' }];
}

export const calls = (messages: Message[]) => messages.some(({ tool_calls: made }) => made !== '[]');
const isBlank = (messages: Message[]) =>
	!calls(messages) && messages.every(({ content }) => content.trim() === '');

const isSame = (a: Message[], b: Message[]): boolean =>
	a.length === b.length &&
	a.every(({ role, content, tool_calls: made }, i) => {
		const other = b[i];
		return role === other?.role && content === other.content && made === other.tool_calls;
	});

export const withoutCalls = (messages: Message[]): Message[] =>
	messages.map(({ role, content }) => ({ role, content }));

/** @param tools whether messages keep their tool calls; else rows that have any are left out */
export function dpoRow(payload: Payload, better: string, worse: string, tools: boolean): DpoRow | Unusable {
	const row = {
		prompt: promptOf(payload),
		chosen: responseOf(payload, better),
		rejected: responseOf(payload, worse)
	};
	const all = [row.prompt, row.chosen, row.rejected];
	if (!tools && all.some(calls)) return 'tool_calls';
	if (isBlank(row.chosen) || isBlank(row.rejected)) return 'blank';
	if (isSame(row.chosen, row.rejected)) return 'identical';
	return tools
		? row
		: {
				prompt: withoutCalls(row.prompt),
				chosen: withoutCalls(row.chosen),
				rejected: withoutCalls(row.rejected)
			};
}
