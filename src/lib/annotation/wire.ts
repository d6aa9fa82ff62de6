/**
 * What an annotator's browser is sent: the fields that the form shows, and suggestions without their source. In
 * place of what a payload calls a picture stands its address here, or null: a file name can say too much.
 */
import type { Form } from '#lib/form/form.ts';
import type { FieldType } from '#lib/form/kind.ts';
import { messagesOf } from '#lib/form/message.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

export type WireSuggestion = { answers: Answers; score: number | null };
export type WireItem = { id: string; payload: Payload; suggestions: WireSuggestion[] };

/** What the payload says of pictures, to be looked up. */
export const picturesOf = (payload: Payload, { fields }: Pick<Form, 'fields'>): string[] =>
	fields.flatMap(({ name, type }) => {
		const value = payload[name];
		return type === 'image' && typeof value === 'string' ? [value] : [];
	});

function shownAs(type: FieldType, value: Json, addresses: ReadonlyMap<string, string>): Json {
	if (type === 'image') return addresses.get(String(value)) ?? null;
	return type === 'chat' && Array.isArray(value) ? messagesOf(value) : value;
}

/** @param addresses of the pictures that are here, by what the payload says of them */
export function wireItem(
	id: string,
	payload: Payload,
	form: Pick<Form, 'fields'>,
	suggestions: WireSuggestion[],
	addresses: ReadonlyMap<string, string>
): WireItem {
	const shown: Record<string, Json> = {};
	for (const { name, type } of form.fields) {
		const value = payload[name];
		if (value === undefined) continue;
		shown[name] = shownAs(type, value, addresses);
	}
	return { id, payload: shown, suggestions: suggestions.map(({ answers, score }) => ({ answers, score })) };
}
