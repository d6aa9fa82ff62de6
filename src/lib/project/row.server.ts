/** What rows of every kind share as they come in: their shape, the items that they name, their answers. */
import { z } from 'zod';
import { answersFromText } from '#lib/form/answer-text.ts';
import type { Form } from '#lib/form/form.ts';
import { hint } from '#lib/form/near.ts';
import { assertStorable, isObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import { inList } from './insert.server.ts';

export const Key = z
	.string()
	.min(1, 'A key has at least one character.')
	.max(500, 'A key has at most 500 characters.');

/** Parses a row, with the mistake in a person's words. @throws Refusal invalid_row, invalid_unicode, not_ijson */
export function rowOf<T>(schema: z.ZodObject & z.ZodType<T>, value: unknown): T {
	assertStorable(value);
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const names = Object.keys(schema.shape);
	if (!isObject(value)) throw new Refusal('invalid_row', `A row is an object with ${names.join(', ')}.`);
	const issue = result.error.issues[0];
	if (issue?.code === 'unrecognized_keys') {
		const name = issue.keys[0] ?? '';
		throw new Refusal('invalid_row', `“${name}” is unknown here.${hint(name, names)}`);
	}
	const path = issue?.path.map(String).join('.') ?? '';
	throw new Refusal('invalid_row', `${path}: ${issue?.message ?? 'not as expected'}.`.replace(/\.\.$/, '.'));
}

/** A row's own mistake as a value; anything else is a bug and throws. */
export function refusalOf<T>(read: () => T): T | Refusal {
	try {
		return read();
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
}

export const answersOf = (form: Form, answers: unknown, table: boolean): unknown =>
	table && isObject(answers) ? answersFromText(form, answers) : answers;

export const unknownItem = (key: string) =>
	new Refusal('unknown_item', `There is no item with the key “${key}” in this project.`);

/** The items that a batch of rows names. */
export async function itemsByKey(
	store: Store,
	projectId: string,
	inputs: ({ item: string } | Refusal)[]
): Promise<Map<string, { id: string; payload: Payload }>> {
	const keys = new Set(inputs.flatMap((input) => (input instanceof Refusal ? [] : [input.item])));
	if (keys.size === 0) return new Map();
	const { marks, values } = inList([...keys], 2);
	// What was erased takes in nothing more, as if it were not there.
	const rows = await store.read.query<{ id: string; key: string; payload: string }>(
		`select id, key, payload from item where project_id = $1 and key in (${marks}) and erased_at is null`,
		projectId,
		...values
	);
	return new Map(rows.map(({ id, key, payload }) => [key, { id, payload: JSON.parse(payload) as Payload }]));
}
