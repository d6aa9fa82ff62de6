/** What can be said of a mapped row before anything is sent: its mistakes, as the import will see them. */
import { answersFromText } from '#lib/form/answer-text.ts';
import { checkAnswers } from '#lib/form/check.ts';
import { checkPayload } from '#lib/form/payload.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Known } from './guess.ts';
import type { Kind } from './mapping.ts';

const said = (check: () => unknown): string | null => {
	try {
		check();
		return null;
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
};

/** Answers can be checked where the item is known by more than its key. */
function faultOfAnswers({ stage, form, items }: Known, row: JsonObject): string | null {
	const item = items.find(({ key }) => key === row.item);
	if (stage !== 'alignment' || !item || !isObject(row.answers)) return null;
	const { answers } = row;
	const payload = { responses: item.responses.map((id) => ({ id })) };
	return said(() => checkAnswers(form, payload, answersFromText(form, answers)));
}

/** @returns what is wrong, as a sentence; null when the row passes as far as can be seen from here */
export function faultOfRow(kind: Kind, known: Known, row: unknown): string | null {
	if (!isObject(row)) return 'This row is no object.';
	if (kind === 'items')
		return said(() => checkPayload(known.form, known.stage, (row.payload ?? null) as Json));
	const missing = ['item', kind === 'judgments' ? 'rater' : 'source', 'answers'].find(
		(name) => row[name] === undefined || row[name] === ''
	);
	return missing ? `“${missing}” is missing.` : faultOfAnswers(known, row);
}
