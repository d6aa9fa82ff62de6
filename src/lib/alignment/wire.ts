/**
 * What a rater's browser is sent: a closed shape, built field by field, so that no key, model name, metadata or
 * extra field of the caller can leak. Blind means blind on the wire.
 */
import { CallIds, messagesOf, type WireMessage } from '#lib/form/message.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';

export type WireResponse = { id: string; text?: string; messages?: WireMessage[] };
export type WireItem = { id: string; prompt: string | WireMessage[]; responses: WireResponse[] };

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** What the field calls those who speak. Any other role may be a model's name and is sent as a number. */
const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
const speakers = (messages: WireMessage[], others: string[]): WireMessage[] =>
	messages.map((message) => {
		if (roles.has(message.role)) return message;
		if (!others.includes(message.role)) others.push(message.role);
		return { ...message, role: `speaker ${others.indexOf(message.role) + 1}` };
	});

/** The ids under which an assignment's responses are sent, in display order: nothing of the caller's is in them. */
export const mintedIds = (assignmentId: string, many: number): string[] =>
	Array.from({ length: many }, (_, i) => `${assignmentId}-${i + 1}`);

/**
 * @param shown the caller's response ids in display order
 * @param minted the assignment's own ids, in the same order
 */
export function wireItem(id: string, payload: Payload, shown: string[], minted: string[]): WireItem {
	const ids = new CallIds();
	const others: string[] = [];
	const prompt = Array.isArray(payload.prompt)
		? speakers(messagesOf(payload.prompt, ids), others)
		: text(payload.prompt);
	const all = Array.isArray(payload.responses) ? payload.responses.filter(isObject) : [];
	const responses = shown.map((own, i): WireResponse => {
		const from = all.find((r) => r.id === own) ?? {};
		const kept: WireResponse = { id: minted[i] ?? '' };
		if (Array.isArray(from.messages))
			kept.messages = speakers(messagesOf(from.messages, new CallIds(ids)), [...others]);
		else kept.text = text(from.text);
		return kept;
	});
	return { id, prompt, responses };
}
