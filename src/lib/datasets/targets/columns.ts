/**
 * What a column may hold, by the name that people read, and the type that a table has for it. Types follow from these
 * names and from what was asked for, never from the first rows.
 */
import type { Options } from './target.ts';

/** A type as tables have it; an object has exactly these fields. `json` is any value, written as text. */
export type Shape = 'text' | 'whole' | 'real' | 'boolean' | 'json' | { list: Shape } | { fields: Fields };
export type Fields = Record<string, Shape>;

const list = (shape: Shape): Shape => ({ list: shape });
const fields = (own: Fields): Shape => ({ fields: own });

const plain = fields({ role: 'text', content: 'text' });
const called = fields({ role: 'text', content: 'text', tool_calls: 'text' });
const turn = fields({ from: 'text', value: 'text' });
const message = ({ tools }: Options): Shape => (tools ? called : plain);

const shapes = {
	text: () => 'text',
	number: () => 'real',
	'whole number': () => 'whole',
	'true or false': () => 'boolean',
	JSON: () => 'json',
	messages: (options) => list(message(options)),
	'messages without calls': () => list(plain),
	'list of messages': (options) => list(list(message(options))),
	'list of text': () => list('text'),
	'list of true or false': () => list('boolean'),
	'list of whole numbers': () => list('whole'),
	turns: () => list(turn),
	'one turn': () => turn,
	'one message': () => plain,
	'two of {"rank", "completion"}': () => list(fields({ rank: 'whole', completion: list(plain) })),
	// What differs from row to row has no type that a table could have.
	'one assistant message': () => null,
	object: () => null,
	list: () => null,
	'list of one {"result"}': () => null
} as const satisfies Record<string, (options: Options) => Shape | null>;

export type ColumnType = keyof typeof shapes;
export type Column = {
	name: string;
	type: ColumnType;
	about?: string;
	/** some rows have nothing there */
	empty?: true;
};

export const shapeOf = ({ type }: Column, options: Options): Shape | null => shapes[type](options);

/** Numbers that may be fractions: they are written with a decimal point always, so that no reader takes them for whole ones. */
export const realsOf = (columns: Column[]): string[] =>
	columns.filter(({ type }) => type === 'number').map(({ name }) => name);

/** One cell of a table, not a list or an object. */
export const isFlat = (shape: Shape | null): boolean => typeof shape === 'string';

/** A number that may be a fraction, as text. */
export const real = (value: unknown): string =>
	Number.isInteger(value) ? `${String(value)}.0` : JSON.stringify(value);
