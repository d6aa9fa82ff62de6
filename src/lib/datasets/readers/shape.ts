/** What reads a public format whose rows are not items yet: it knows its rows when it sees one. */
import type { Form } from '#lib/form/form.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Refusal } from '#lib/schema/refusal.ts';

export type Shape = {
	title: string;
	/** what becomes of a row, for whoever imports it */
	about: string;
	/** True for rows of this format and of no other, whatever file they stand in. */
	recognises(row: JsonObject): boolean;
	/** The items of one row, and what was wrong with the others. */
	items(row: JsonObject, form: Form): (JsonObject | Refusal)[];
};
