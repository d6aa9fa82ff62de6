/** What stays of a text when its words go: its shape, so that whoever reads it finds what they expect, and nothing in it. */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Stage } from '#lib/schema/values.ts';

/** Every text becomes the empty one, every number 0. @param keeps members of objects that stay as they are */
export function emptied(value: Json, keeps: readonly string[] = []): Json {
	if (typeof value === 'string') return '';
	if (typeof value === 'number') return 0;
	if (Array.isArray(value)) return value.map((one) => emptied(one, keeps));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, own]) => [name, keeps.includes(name) ? own : emptied(own, keeps)])
	);
}

/** An item's payload. Judgments name responses by their ids, and messages are read by their roles. */
export const emptiedPayload = (payload: Json, stage: Stage): Json =>
	emptied(payload, stage === 'alignment' ? ['id', 'role', 'type'] : ['role', 'type']);

/** Wherever a person's own words or a piece of the text stand inside an answer. */
const WORDS = ['written', 'quote'];

function wordless(value: Json): Json {
	if (Array.isArray(value)) return value.map(wordless);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, own]) => [name, WORDS.includes(name) ? emptied(own) : wordless(own)])
	);
}

/** Answers without words: what was chosen stays. @param texts questions that are answered in words */
export const emptiedAnswers = (answers: JsonObject, texts: ReadonlySet<string>): JsonObject =>
	Object.fromEntries(
		Object.entries(answers).map(([name, answer]) => [
			name,
			texts.has(name) ? emptied(answer) : wordless(answer)
		])
	);
