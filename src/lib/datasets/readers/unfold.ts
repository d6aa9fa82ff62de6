/** Rows of known formats, unfolded into the items they hold. A row of any other shape passes through as it is. */
import type { Form } from '#lib/form/form.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { isObject, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { shapes } from './list.ts';
import type { Shape } from './shape.ts';

export type Unfolding = {
	/** what the rows are brought in as */
	kind?: 'items' | 'judgments';
	/** whether items keep the judgments that their rows bring; without them they are judged anew */
	judgments?: boolean;
};

/** The format that a row is of; null when it is none of these, or an item already. */
export const shapeOf = (row: Incoming): Shape | null => {
	if (!('value' in row) || !isObject(row.value) || row.value.payload !== undefined) return null;
	const { value } = row;
	return shapes.find((shape) => shape.recognises(value)) ?? null;
};

const otherKind = ({ title, kind }: Shape): Refusal =>
	new Refusal(
		'other_kind',
		kind === 'judgments'
			? `This row is a judgment (${title}). Bring the file in as judgments, after their items.`
			: `This row is an item (${title}). Bring the file in as items; its judgments come with it.`
	);

function foundIn(shape: Shape, row: JsonObject, form: Form, others: JsonObject[]): (JsonObject | Refusal)[] {
	try {
		return shape.items(row, form, others);
	} catch (error) {
		if (error instanceof Refusal) return [error];
		throw error;
	}
}

function withoutJudgments({ judgments: _, ...item }: JsonObject): JsonObject {
	return item;
}

/** All that comes of a row stands at its line; its length is shared among them. */
export function unfold(
	row: Incoming,
	form: Form,
	{ kind = 'items', judgments = true }: Unfolding = {},
	shape = shapeOf(row),
	others: JsonObject[] = []
): Incoming[] {
	if (!shape || !('value' in row) || !isObject(row.value)) return [row];
	const found =
		(shape.kind ?? 'items') === kind ? foundIn(shape, row.value, form, others) : [otherKind(shape)];
	const size = Math.ceil(row.size / Math.max(1, found.length));
	return found.map((item) =>
		item instanceof Refusal
			? { line: row.line, size, error: item }
			: { line: row.line, size, whole: true, value: judgments ? item : withoutJudgments(item) }
	);
}

/** Rows of one item: as many as people rank. */
const MOST_TOGETHER = 9;

/** Rows one after the other; those that go together are one item, at the line of the first of them. */
export function unfolding(form: Form, options: Unfolding = {}) {
	let held: { shape: Shape; first: Incoming; values: JsonObject[]; size: number } | null = null;
	const end = (): Incoming[] => {
		if (held === null) return [];
		const {
			shape,
			first,
			values: [, ...others],
			size
		} = held;
		held = null;
		return unfold({ ...first, size }, form, options, shape, others);
	};
	return {
		push(row: Incoming, shape = shapeOf(row)): Incoming[] {
			if (!shape?.goesWith || !('value' in row) || !isObject(row.value))
				return [...end(), ...unfold(row, form, options, shape)];
			const { value } = row;
			const last = held?.values.at(-1);
			if (held?.shape === shape && last && held.values.length < MOST_TOGETHER)
				if (shape.goesWith(last, value, form)) {
					held.values.push(value);
					held.size += row.size;
					return [];
				}
			const before = end();
			held = { shape, first: row, values: [value], size: row.size };
			return before;
		},
		/** What was waited for with the last rows. */
		end
	};
}

/**
 * @param form is asked for once, and only when a row needs it
 * @param known hears the format of every row that is of one
 */
export async function* unfolded(
	rows: AsyncIterable<Incoming>,
	form: () => Promise<Form>,
	options: Unfolding = {},
	known: (shape: Shape) => void = () => {}
): AsyncGenerator<Incoming> {
	let own: ReturnType<typeof unfolding> | null = null;
	let failure: { error: unknown } | null = null;
	try {
		for await (const row of rows) {
			const shape = shapeOf(row);
			if (shape) known(shape);
			if (shape === null && own === null) yield row;
			else yield* (own ??= unfolding(await form(), options)).push(row, shape);
		}
	} catch (error) {
		// What came before a failure of the source counts.
		failure = { error };
	}
	yield* own?.end() ?? [];
	if (failure) throw failure.error;
}
