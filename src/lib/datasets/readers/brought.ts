/**
 * An item with what a file says of it. What the project's form cannot take is told and costs nothing else: the item
 * comes in, and so do the other judgments.
 */
import { checkAnswers, checkSuggestion } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';

/** Who judged where a file names nobody: what it says counts in consensus and in files, and is no gold. */
export const CROWD = 'crowd';

export type Item = { key?: string; payload: JsonObject; metadata?: JsonObject };
export type Judged = { rater: string; answers: JsonObject; at?: string };
export type Suggested = { source: string; answers: JsonObject; score?: number };

/** Why a part of what a row says cannot be taken; the rest of it can. */
export const leftOut = (what: string): Refusal => new Refusal('left_out', what);

/** Parts of a row, read one by one: what is left out of them is kept as a sentence. */
export function reading<T>(left: string[], say: (why: string) => string, read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		left.push(say(error.message));
		return undefined;
	}
}

/** A time as judgments have it; what is none is not told. */
export const timeIn = (value: Json | undefined): { at?: string } =>
	typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value.replace(' ', 'T')))
		? { at: value }
		: {};
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** A name or a number as text; null for anything else. */
export const textIn = (value: Json | undefined): string | null =>
	typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** A number that may stand there as text, as in a table. */
export const numberIn = (value: Json | undefined): Json =>
	typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : (value ?? null);

/** A confidence; what is none is not told. */
export const scoreIn = (value: Json | undefined): { score?: number } =>
	typeof value === 'number' && value >= 0 && value <= 1 ? { score: value } : {};

export const listIn = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** Lets through what passes; of the rest it keeps why, as sentences. */
function fitting<T>(all: T[], who: (one: T) => string, check: (one: T) => unknown, left: string[]): T[] {
	return all.filter(
		(one) =>
			reading(
				left,
				(why) => `${who(one)} is left out: ${why}`,
				() => check(one)
			) !== undefined
	);
}

/** @param left what was left out before, as sentences: told once for the whole row */
export function itemWith(
	form: Form,
	{ key, payload, metadata }: Item,
	judged: Judged[] = [],
	suggested: Suggested[] = [],
	left: string[] = []
): (JsonObject | Refusal)[] {
	const why = [...left];
	const judgments = fitting(
		judged,
		({ rater }) => `What ${rater} judged`,
		({ answers }) => checkAnswers(form, payload, answers),
		why
	);
	const suggestions = fitting(
		suggested,
		({ source }) => `What ${source} suggests`,
		({ answers }) => checkSuggestion(form, payload, answers),
		why
	);
	const item: JsonObject = {
		...(key === undefined ? {} : { key }),
		payload,
		...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
		...(judgments.length > 0 ? { judgments } : {}),
		...(suggestions.length > 0 ? { suggestions } : {})
	};
	return why.length === 0 ? [item] : [item, leftOut([...new Set(why)].join(' '))];
}
