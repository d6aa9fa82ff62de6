/** Rows of public formats, unfolded into the items they hold. A row of any other shape passes through as it is. */
import type { Form } from '#lib/form/form.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { isObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { openAssistant } from './open-assistant.ts';
import type { Shape } from './shape.ts';

/** The readers that recognise themselves. */
export const shapes: Shape[] = [openAssistant];

/** The format that a row is of; null when it is none of these, or an item already. */
export const shapeOf = (row: Incoming): Shape | null => {
	if (!('value' in row) || !isObject(row.value) || row.value.payload !== undefined) return null;
	const { value } = row;
	return shapes.find((shape) => shape.recognises(value)) ?? null;
};

/** All that comes of a row stands at its line; its length is shared among them. */
export function unfold(row: Incoming, form: Form): Incoming[] {
	const shape = shapeOf(row);
	if (!shape || !('value' in row) || !isObject(row.value)) return [row];
	const found = shape.items(row.value, form);
	const size = Math.ceil(row.size / Math.max(1, found.length));
	return found.map((item) =>
		item instanceof Refusal ? { line: row.line, size, error: item } : { line: row.line, size, value: item }
	);
}

/** @param form is asked for once, and only when a row needs it */
export async function* unfolded(
	rows: AsyncIterable<Incoming>,
	form: () => Promise<Form>
): AsyncGenerator<Incoming> {
	let known: Form | null = null;
	for await (const row of rows) {
		if (shapeOf(row) === null) yield row;
		else yield* unfold(row, (known ??= await form()));
	}
}
