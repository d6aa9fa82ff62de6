/** Many rows in few statements, whose texts are few enough to stay prepared whatever the size of a batch. */
import type { Param, Tx } from '#lib/schema/store.server.ts';

const PIECES = [256, 128, 64, 32, 16, 8, 4, 2, 1];
const texts = new Map<string, string>();

const textOf = (table: string, columns: string[], rows: number, returning: string): string => {
	const name = `${table} ${rows} ${returning}`;
	let text = texts.get(name);
	if (text === undefined) {
		const row = (r: number) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`).join(', ')})`;
		text = `insert into ${table} (${columns.join(', ')}) values ${Array.from({ length: rows }, (_, r) => row(r)).join(', ')}
			on conflict do nothing returning ${returning}`;
		texts.set(name, text);
	}
	return text;
};

/** Inserts what breaks no unique index. @returns the column `returning` of the rows that went in */
export async function insertNew(
	tx: Tx,
	table: string,
	rows: Record<string, Param>[],
	returning = 'id'
): Promise<Set<string>> {
	const columns = Object.keys(rows[0] ?? {});
	const inserted = new Set<string>();
	for (let at = 0; at < rows.length;) {
		const piece = PIECES.find((size) => size <= rows.length - at) ?? 1;
		const found = await tx.query<Record<string, string>>(
			textOf(table, columns, piece, returning),
			...rows.slice(at, at + piece).flatMap((row) => columns.map((column) => row[column] ?? null))
		);
		for (const row of found) inserted.add(row[returning] ?? '');
		at += piece;
	}
	return inserted;
}

const marks = new Map<string, string>();
function marksOf(size: number, from: number): string {
	const name = `${size} ${from}`;
	let text = marks.get(name);
	if (text === undefined) {
		text = Array.from({ length: size }, (_, i) => `$${from + i}`).join(', ');
		// Larger lists than the few sizes are as many as there are lengths.
		if (size <= (PIECES[0] ?? 0)) marks.set(name, text);
	}
	return text;
}

/** `$2, $3, …` for a list of values after the first `from - 1`; repeats fill it up to a few sizes. */
export function inList(values: string[], from: number): { marks: string; values: string[] } {
	const size = [...PIECES].reverse().find((piece) => piece >= values.length) ?? values.length;
	const filled = values.slice();
	while (filled.length < size) filled.push(values[0] ?? '');
	return { marks: marksOf(size, from), values: filled };
}
