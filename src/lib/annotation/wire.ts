/** What an annotator's browser is sent: the fields that the form shows, and suggestions without their source. */
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

export type WireSuggestion = { answers: Answers; score: number | null };
export type WireItem = { id: string; payload: Payload; suggestions: WireSuggestion[] };

export function wireItem(
	id: string,
	payload: Payload,
	form: Pick<Form, 'fields'>,
	suggestions: WireSuggestion[]
): WireItem {
	const shown: Record<string, Json> = {};
	for (const { name } of form.fields) {
		const value = payload[name];
		if (value !== undefined) shown[name] = value;
	}
	return { id, payload: shown, suggestions: suggestions.map(({ answers, score }) => ({ answers, score })) };
}
