/** What reads one format: text in as it comes, rows out, never more than one unfinished row kept. */
import type { Incoming } from '#lib/project/incoming.ts';
import { parseJson } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';

export type Reader = {
	push(text: string): Incoming[];
	/** The text is over. */
	end(): Incoming[];
	/** Nothing more can be read: what is left of the body is not looked at. */
	readonly stopped: boolean;
};

/** Characters of one row. A row is one item: what is longer is a mistake in the file. */
export const MOST_ROW = 1024 * 1024;

export const tooLong = (more = '') =>
	new Refusal('row_too_large', `This row is longer than ${MOST_ROW.toLocaleString('en')} characters.${more}`);

/** A row of JSON text, or what is wrong with it. */
export function jsonRow(line: number, text: string): Incoming {
	try {
		return { line, size: text.length, value: parseJson(text) };
	} catch (error) {
		if (error instanceof Refusal) return { line, size: text.length, error };
		throw error;
	}
}
