/** Every table with its columns, parents before children, as whole databases are copied: rows are arrays in this order. */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { tables } from './tables.ts';

/** A value as a driver has it; on SQLite a truth is 0 or 1. */
export type Value = string | number | boolean | null | Uint8Array;

export type Column = { name: string; isBoolean: boolean };
export type Layout = {
	name: string;
	columns: Column[];
	/** rows that are read at once: few of those that hold files */
	batch: number;
};

/** One database in one transaction of its own. */
export type Side = {
	/** every row, a batch at a time; in no order that engines share */
	rows(table: Layout): AsyncIterable<Value[][]>;
	insert(table: Layout, rows: Value[][]): Promise<void>;
	/** tables of the database, ours or not, that hold a row */
	filled(): Promise<string[]>;
};

const MANY = 500;
const FEW = 8;

export const layout: Layout[] = Object.values(tables).map((table) => {
	const columns = Object.values(getTableColumns(table));
	const hasBytes = columns.some((column) => /^(bytea|blob)$/i.test(column.getSQLType()));
	return {
		name: getTableName(table),
		columns: columns.map((column) => ({ name: column.name, isBoolean: column.dataType === 'boolean' })),
		batch: hasBytes ? FEW : MANY
	};
});

/** The names of a table's columns, as a statement lists them. */
export const columnList = ({ columns }: Layout): string => columns.map(({ name }) => `"${name}"`).join(', ');
