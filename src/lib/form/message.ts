/** A message of a conversation as browsers are sent it: a closed shape, so that no model's name comes along. */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';

export type WireMessage = { role: string; content: string; tool_calls?: Json; tool_call_id?: Json };

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export function messageOf(value: Json): WireMessage {
	const from: JsonObject = isObject(value) ? value : {};
	const kept: WireMessage = { role: text(from.role), content: text(from.content) };
	if (from.tool_calls !== undefined) kept.tool_calls = from.tool_calls;
	if (from.tool_call_id !== undefined) kept.tool_call_id = from.tool_call_id;
	return kept;
}
