/** What can be said of a mapped row before anything is sent: its mistakes, as the import will see them. */
import type { Form } from '#lib/form/form.ts';
import { checkPayload } from '#lib/form/payload.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { Kind } from './mapping.ts';

/** @returns what is wrong, as a sentence; null when the row passes as far as can be seen without the database */
export function faultOfRow(kind: Kind, form: Form, stage: Stage, row: unknown): string | null {
	if (!isObject(row)) return 'This row is no object.';
	if (kind !== 'items') {
		const missing = ['item', kind === 'judgments' ? 'rater' : 'source', 'answers'].find(
			(name) => row[name] === undefined || row[name] === ''
		);
		return missing ? `“${missing}” is missing.` : null;
	}
	try {
		checkPayload(form, stage, (row.payload ?? null) as Json);
		return null;
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
}
