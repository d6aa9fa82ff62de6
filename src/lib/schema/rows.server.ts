/**
 * Whole rows by plain statements, written once a table from the columns that drizzle's builders use: what is asked a
 * thousand times a second should not be composed each time. On PostgreSQL several changes are one statement.
 */
import { getTableColumns, getTableName, type Table } from 'drizzle-orm';
import type { Param, Store, Tx } from './store.server.ts';

type Column = {
	key: string;
	name: string;
	/** as a select names it */
	label: string;
	read: (value: unknown) => unknown;
	write: (value: unknown) => Param;
};

const known = new WeakMap<Table, Column[]>();

function columnsOf(table: Table): Column[] {
	let columns = known.get(table);
	if (!columns) {
		columns = Object.entries(getTableColumns(table)).map(([key, column]) => ({
			key,
			name: column.name,
			label: `${getTableName(table)}.${column.name}`,
			read: (value) => column.mapFromDriverValue(value),
			write: (value) => column.mapToDriverValue(value) as Param
		}));
		known.set(table, columns);
	}
	return columns;
}

export type RawRow = Record<string, unknown>;

/** The columns of a table for a `select`, each under its table's name, to be read by rowOf. */
export const listOf = (table: Table): string => {
	const of = getTableName(table);
	return columnsOf(table)
		.map(({ name }) => `"${of}"."${name}" as "${of}.${name}"`)
		.join(', ');
};

/** A table's part of a raw row as drizzle's builders would give it. */
export function rowOf<T extends Table>(table: T, raw: RawRow): T['$inferSelect'] {
	const row: RawRow = {};
	for (const { key, label, read } of columnsOf(table)) {
		const value = raw[label] ?? null;
		row[key] = value === null ? null : read(value);
	}
	return row as T['$inferSelect'];
}

/** A statement that asks for nothing back, its values `$1` and on. */
export type Change = { text: string; values: Param[] };

export const change = (text: string, ...values: Param[]): Change => ({ text, values });

const inserting = new WeakMap<Table, string>();

function insertInto(table: Table): string {
	let text = inserting.get(table);
	if (text === undefined) {
		const columns = columnsOf(table);
		const names = columns.map(({ name }) => `"${name}"`).join(', ');
		const marks = columns.map((_, i) => `$${i + 1}`).join(', ');
		inserting.set(table, (text = `insert into "${getTableName(table)}" (${names}) values (${marks})`));
	}
	return text;
}

/** A row to insert; each column is named, so that none is forgotten. */
export const insertion = <T extends Table>(table: T, row: Required<T['$inferInsert']>): Change => ({
	text: insertInto(table),
	values: columnsOf(table).map(({ key, write }) => {
		const value = (row as Record<string, unknown>)[key] ?? null;
		return value === null ? null : write(value);
	})
});

const texts = new Map<string, string>();

/** Changes as one statement, the last of which is the statement itself; foreign keys are looked at when it ends. */
function together(changes: Change[]): string {
	const name = changes.map(({ text }) => text).join(';');
	let made = texts.get(name);
	if (made === undefined) {
		let from = 0;
		const parts = changes.map(({ text, values }) => {
			const first = from;
			from += values.length;
			return text.replace(/\$(\d+)/g, (_, n: string) => `$${first + Number(n)}`);
		});
		const last = parts.pop() ?? '';
		const before = parts.map((part, i) => `change_${i} as (${part})`).join(', ');
		texts.set(name, (made = before === '' ? last : `with ${before} ${last}`));
	}
	return made;
}

/**
 * Writes to several rows, in an order in which each finds what it refers to; no two to the same row or under the same
 * unique index, since on PostgreSQL they are one statement.
 */
export async function writeTogether(
	{ dialect }: Pick<Store, 'dialect'>,
	tx: Tx,
	...changes: Change[]
): Promise<void> {
	if (changes.length === 0) return;
	if (dialect === 'postgres') await tx.query(together(changes), ...changes.flatMap(({ values }) => values));
	else for (const { text, values } of changes) await tx.query(text, ...values);
}
