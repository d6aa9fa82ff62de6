/** Columns of a file as the payload of an item: those of the form's fields by name, and whatever else there is. */
import type { Form } from '#lib/form/form.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import { isMessages, unpack } from './pair.ts';

const isChat = ({ fields }: Form, name: string): boolean =>
	fields.some((field) => field.name === name && field.type === 'chat');

const prompts = ['prompt', 'instruction', 'question', 'query', 'input', 'context', 'text'];

/** The column that is called like a prompt. */
export const promptName = (names: string[]): string | null =>
	prompts.find((name) => names.includes(name)) ?? null;

/**
 * All that stands in the file is kept. Where the form has one field that the file does not name, and the file one text,
 * they are the same. @throws Refusal where calls of a tool are no JSON
 */
export function dataIn(form: Form, data: JsonObject): JsonObject {
	const named = onlyText(form, data);
	return Object.fromEntries(
		Object.entries(named).map(([name, value]) => [
			name,
			isChat(form, name) && isMessages(value) ? unpack(value) : value
		])
	);
}

function onlyText({ fields }: Form, data: JsonObject): JsonObject {
	const [field, ...more] = fields;
	if (!field || more.length > 0 || Object.hasOwn(data, field.name)) return data;
	const [only, ...others] = Object.entries(data).filter(([, value]) =>
		field.type === 'chat' ? isMessages(value) : typeof value === 'string'
	);
	if (!only || others.length > 0) return data;
	const { [only[0]]: value, ...rest } = data;
	return { ...rest, [field.name]: value ?? null };
}
