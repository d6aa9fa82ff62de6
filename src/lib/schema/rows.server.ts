/**
 * Whole rows by plain statements, written once a table from the columns that drizzle's builders use: what is asked a
 * thousand times a second should not be composed each time. On PostgreSQL several rows go in by one statement.
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

/** A row to insert; each column is named, so that none is forgotten. */
export type Insertion = { table: Table; values: Param[] };

export const insertion = <T extends Table>(table: T, row: Required<T['$inferInsert']>): Insertion => ({
	table,
	values: columnsOf(table).map(({ key, write }) => {
		const value = (row as Record<string, unknown>)[key] ?? null;
		return value === null ? null : write(value);
	})
});

const texts = new Map<string, string>();

const insertInto = (table: Table, from: number): string => {
	const columns = columnsOf(table);
	const names = columns.map(({ name }) => `"${name}"`).join(', ');
	const marks = columns.map((_, i) => `$${from + i + 1}`).join(', ');
	return `insert into "${getTableName(table)}" (${names}) values (${marks})`;
};

/** Insertions as one statement, the last of which is the statement itself; foreign keys are looked at when it ends. */
function together(insertions: Insertion[]): string {
	const name = insertions.map(({ table }) => getTableName(table)).join(' ');
	let text = texts.get(name);
	if (text === undefined) {
		let from = 0;
		const parts = insertions.map(({ table, values }) => {
			const part = insertInto(table, from);
			from += values.length;
			return part;
		});
		const last = parts.pop() ?? '';
		const before = parts.map((part, i) => `row_${i} as (${part})`).join(', ');
		texts.set(name, (text = before === '' ? last : `with ${before} ${last}`));
	}
	return text;
}

/** Inserts rows of several tables, in an order in which each finds what it refers to. */
export async function insertRows(
	{ dialect }: Pick<Store, 'dialect'>,
	tx: Tx,
	...insertions: Insertion[]
): Promise<void> {
	if (insertions.length === 0) return;
	if (dialect === 'postgres')
		await tx.query(together(insertions), ...insertions.flatMap(({ values }) => values));
	else for (const one of insertions) await tx.query(together([one]), ...one.values);
}
