/**
 * What a rater's browser is sent: a closed shape, built field by field, so that no key, model name, metadata or
 * extra field of the caller can leak. Blind means blind on the wire.
 */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';

export type WireMessage = { role: string; content: string; tool_calls?: Json; tool_call_id?: Json };
export type WireResponse = { id: string; text?: string; messages?: WireMessage[] };
export type WireItem = { id: string; prompt: string | WireMessage[]; responses: WireResponse[] };

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function message(value: Json): WireMessage {
	const from: JsonObject = isObject(value) ? value : {};
	const kept: WireMessage = { role: text(from.role), content: text(from.content) };
	if (from.tool_calls !== undefined) kept.tool_calls = from.tool_calls;
	if (from.tool_call_id !== undefined) kept.tool_call_id = from.tool_call_id;
	return kept;
}

/** The caller's ids of an item's responses, in the order of the file. */
export const responseIds = (payload: Payload): string[] =>
	Array.isArray(payload.responses)
		? payload.responses.flatMap((r) => (isObject(r) && typeof r.id === 'string' ? [r.id] : []))
		: [];

/** The ids under which an assignment's responses are sent, in display order: nothing of the caller's is in them. */
export const mintedIds = (assignmentId: string, many: number): string[] =>
	Array.from({ length: many }, (_, i) => `${assignmentId}-${i + 1}`);

/**
 * @param shown the caller's response ids in display order
 * @param minted the assignment's own ids, in the same order
 */
export function wireItem(id: string, payload: Payload, shown: string[], minted: string[]): WireItem {
	const all = Array.isArray(payload.responses) ? payload.responses.filter(isObject) : [];
	const responses = shown.map((own, i): WireResponse => {
		const from = all.find((r) => r.id === own) ?? {};
		const kept: WireResponse = { id: minted[i] ?? '' };
		if (Array.isArray(from.messages)) kept.messages = from.messages.map(message);
		else kept.text = text(from.text);
		return kept;
	});
	const prompt = Array.isArray(payload.prompt) ? payload.prompt.map(message) : text(payload.prompt);
	return { id, prompt, responses };
}
