/**
 * A conversation as browsers are sent it: a closed shape, so that nothing else of the caller's comes along. Ids that
 * tie a result to its call are minted here, since the caller's may name a model or a run.
 */
import { isObject, parseJson, type Json, type JsonObject } from '#lib/schema/json.ts';

/** `arguments` is JSON as text, as it came where it came as text: no number in it was read and written again. */
export type WireCall = { id: string; name: string; arguments: string };
export type WireMessage = {
	role: string;
	content: string;
	tool_calls?: WireCall[];
	/** whose result this is */
	tool_call_id?: string;
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Why a part of a message's content cannot be shown, or null. */
export function partMistake(part: Json): string | null {
	if (typeof part === 'string' || (isObject(part) && part.type === 'text' && typeof part.text === 'string'))
		return null;
	const type = isObject(part) && typeof part.type === 'string' ? ` of type “${part.type}”` : '';
	return `A part${type} cannot be shown: send parts {"type": "text", "text"}.`;
}

const shown = (part: Json): string =>
	typeof part === 'string'
		? part
		: isObject(part) && typeof part.text === 'string'
			? part.text
			: JSON.stringify(part);

/**
 * What a message says, be it one text or parts of text: those are joined by line breaks, as model servers do. What is
 * neither stays in sight as JSON.
 */
export const contentOf = (content: Json | undefined): string =>
	Array.isArray(content)
		? content.map(shown).join('\n')
		: content === undefined || content === null
			? ''
			: shown(content);

function listed(calls: Json | undefined): Json[] {
	if (Array.isArray(calls)) return calls;
	if (typeof calls !== 'string') return isObject(calls) ? [calls] : [];
	try {
		const read = parseJson(calls);
		return Array.isArray(read) ? read : [read];
	} catch {
		return [{ arguments: calls }];
	}
}

const argumentsOf = (value: Json | undefined): string =>
	typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** The ids of one conversation, in the order in which they are met; what follows it may go on with them. */
export class CallIds {
	readonly #minted: Map<string, string>;
	constructor(before?: CallIds) {
		this.#minted = new Map(before ? before.#minted : []);
	}
	of(id: string): string {
		const known = this.#minted.get(id) ?? `call-${this.#minted.size + 1}`;
		this.#minted.set(id, known);
		return known;
	}
}

/** OpenAI's nested shape, the flat one of others, and the older single `function_call`, which has no id. */
function callOf(value: Json, i: number, ids: CallIds): WireCall {
	const call: JsonObject = isObject(value) ? value : {};
	const made = isObject(call.function) ? call.function : call;
	return {
		id: ids.of(text(call.id) || `${text(made.name)} ${i}`),
		name: text(made.name),
		arguments: argumentsOf(made.arguments ?? made.args ?? made.input)
	};
}

function messageOf(value: Json, ids: CallIds): WireMessage {
	const from: JsonObject = isObject(value) ? value : {};
	const kept: WireMessage = { role: text(from.role), content: contentOf(from.content) };
	const calls = [...listed(from.tool_calls ?? undefined), ...listed(from.function_call ?? undefined)];
	if (calls.length > 0) kept.tool_calls = calls.map((call, i) => callOf(call, i, ids));
	const answers = text(from.tool_call_id) || (from.role === 'function' ? `${text(from.name)} 0` : '');
	if (answers) kept.tool_call_id = ids.of(answers);
	return kept;
}

/** @param ids of what was said before, where a conversation goes on */
export const messagesOf = (values: Json[], ids = new CallIds()): WireMessage[] =>
	values.map((value) => messageOf(value, ids));
