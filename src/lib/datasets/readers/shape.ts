/** What reads a format whose rows are not items yet: it knows its rows when it sees one. */
import type { Form } from '#lib/form/form.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Refusal } from '#lib/schema/refusal.ts';

export type Shape = {
	/** as reports and the table of round trips name it */
	name: string;
	title: string;
	/** what becomes of a row, for whoever imports it */
	about: string;
	/** rows are judgments of items that are there; items where nothing is said */
	kind?: 'judgments';
	/** True for rows of this format and of no other, whatever file they stand in. */
	recognises(row: JsonObject): boolean;
	/** Whether a row that stands behind another is of the same item, in a project of this form. */
	goesWith?(before: JsonObject, row: JsonObject, form: Form): boolean;
	/**
	 * What comes of one row, each with the judgments and suggestions that it brings, and what was wrong with the rest.
	 * @param others rows that go with it
	 * @throws Refusal where nothing comes of it
	 */
	items(row: JsonObject, form: Form, others: JsonObject[]): (JsonObject | Refusal)[];
};

/** Whether a row has all the columns that it needs, and none that the format does not have. */
export function hasColumns(row: JsonObject, needed: string[], also: string[] = []): boolean {
	const names = Object.keys(row);
	return (
		needed.every((name) => Object.hasOwn(row, name)) &&
		names.every((name) => needed.includes(name) || also.includes(name))
	);
}
