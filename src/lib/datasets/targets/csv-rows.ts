/**
 * Rows as CSV (RFC 4180), for spreadsheets: one cell a column. It begins with U+FEFF, without which Excel would not
 * read it as UTF-8.
 */
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { csvCell } from '../csv-cell.ts';
import { real, realsOf, type Column } from './columns.ts';

const cell = (value: Json | undefined, isReal: boolean): string => {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return isReal ? real(value) : String(value);
	return csvCell(typeof value === 'string' ? value : JSON.stringify(value));
};

/** @param columns flat ones */
export async function* csvOf(columns: Column[], pages: AsyncIterable<JsonObject[]>): AsyncGenerator<string> {
	yield `\uFEFF${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
	const reals = realsOf(columns);
	for await (const rows of pages)
		for (const row of rows)
			yield `${columns.map(({ name }) => cell(row[name], reals.includes(name))).join(',')}\r\n`;
}
