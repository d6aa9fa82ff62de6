/** An item in a line: the text that a person would know it by. Long payloads are cut before they are sent. */
import { isObject, type Json } from '#lib/schema/json.ts';

export type Preview = {
	/** the prompt, or the first field that holds text */
	line: string;
	/** the beginnings of responses, or of other fields, with their names */
	parts: { name: string; text: string }[];
};

const MOST_LINE = 240;
const MOST_PART = 600;
const MOST_PARTS = 12;

const cut = (text: string, most: number): string => {
	const points = [...text.slice(0, most * 2 + 2)];
	return points.length > most ? `${points.slice(0, most - 1).join('')}…` : text;
};

/** A value as text: a conversation by its last words, other documents as JSON. */
function textOf(value: Json | undefined): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	if (Array.isArray(value)) {
		const last = value.at(-1);
		if (isObject(last) && typeof last.content === 'string')
			return typeof last.role === 'string' ? `${last.role}: ${last.content}` : last.content;
	}
	return JSON.stringify(value);
}

const oneLine = (text: string): string => cut(text.replaceAll(/\s+/g, ' ').trim(), MOST_LINE);

function responseOf(response: Json, i: number): { name: string; text: string } {
	if (!isObject(response)) return { name: String(i + 1), text: textOf(response) };
	const id = typeof response.id === 'string' ? response.id : String(i + 1);
	const model = typeof response.model === 'string' ? `${id} · ${response.model}` : id;
	return { name: model, text: textOf(response.text ?? response.messages) };
}

export function previewOf(payload: Json): Preview {
	if (!isObject(payload)) return { line: oneLine(textOf(payload)), parts: [] };
	const responses = Array.isArray(payload.responses) ? payload.responses : [];
	const fields = Object.entries(payload).filter(([name]) => name !== 'prompt' && name !== 'responses');
	const [first] = fields.filter(([, value]) => typeof value === 'string' || Array.isArray(value));
	const head = payload.prompt ?? first?.[1] ?? (fields.length > 0 ? payload : undefined);
	const parts = [
		...responses.map(responseOf),
		...(typeof payload.prompt === 'string' && payload.prompt.length > MOST_LINE
			? [{ name: 'prompt', text: payload.prompt }]
			: []),
		...fields.map(([name, value]) => ({ name, text: textOf(value) }))
	];
	return {
		line: oneLine(textOf(head)),
		parts: parts.slice(0, MOST_PARTS).map(({ name, text }) => ({ name, text: cut(text, MOST_PART) }))
	};
}
