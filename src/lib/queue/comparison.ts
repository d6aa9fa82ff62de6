/**
 * What a judgment says of models, as one word: who judged what and when, which models stood in which order, and where
 * the ranking put each. Words have letters of six bits at fixed places, so that a database joins thousands of them into
 * one text, and a million are read without a row being made of any. Texts are known by hashes of 53 bits.
 */
import { hash53 } from '#lib/schema/hash.ts';
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import { normalPrompt } from '#lib/schema/prompt.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const valueOf = new Uint8Array(128);
[...LETTERS].forEach((letter, value) => (valueOf[letter.charCodeAt(0)] = value));

/** Where each part of a word begins; after the head comes each response in turn. */
export const at = {
	moment: 0,
	dwell: 7,
	item: 12,
	rater: 21,
	prompt: 30,
	flags: 39,
	many: 40,
	head: 41
} as const;
/** Where each part of a response begins. */
export const of = { model: 0, length: 9, tier: 13, all: 14 } as const;

export const flags = { model: 1, ordered: 2, allBad: 4 } as const;
/** Nobody measured it; and a response that the ranking leaves out. */
export const NO_DWELL = 2 ** 30 - 1;
export const UNRANKED = 63;
/** What names no model. */
export const NO_MODEL = 0;
const LONGEST = 2 ** 24 - 1;
/** Responses that a word holds. */
const MOST = 62;

function letters(value: number, many: number): string {
	let text = '';
	for (let rest = value, i = 0; i < many; i++) {
		text = (LETTERS[rest % 64] ?? 'A') + text;
		rest = Math.floor(rest / 64);
	}
	return text;
}

const letter = (text: string, i: number): number => valueOf[text.charCodeAt(i)] ?? 0;
const four = (text: string, i: number): number =>
	(letter(text, i) << 18) | (letter(text, i + 1) << 12) | (letter(text, i + 2) << 6) | letter(text, i + 3);

/** The letters of words as their values, for very many words. */
export function valuesOf(words: string, into: Uint8Array): Uint8Array {
	const { read: many } = encoder.encodeInto(words, into);
	for (let i = 0; i < many; i++) into[i] = valueOf[into[i] ?? 0] ?? 0;
	return into;
}
const encoder = new TextEncoder();
/** A number of up to five letters, of their values. */
export function fewIn(values: Uint8Array, from: number, to: number): number {
	let value = 0;
	for (let i = from; i < to; i++) value = (value << 6) | (values[i] ?? 0);
	return value;
}
/** A number of nine letters, of their values. */
export const nineIn = (values: Uint8Array, i: number): number =>
	(((values[i] ?? 0) << 18) |
		((values[i + 1] ?? 0) << 12) |
		((values[i + 2] ?? 0) << 6) |
		(values[i + 3] ?? 0)) *
		2 ** 30 +
	(((values[i + 4] ?? 0) << 24) |
		((values[i + 5] ?? 0) << 18) |
		((values[i + 6] ?? 0) << 12) |
		((values[i + 7] ?? 0) << 6) |
		(values[i + 8] ?? 0));
/** A number of seven letters, of their values. */
export const sevenIn = (values: Uint8Array, i: number): number =>
	(((values[i] ?? 0) << 6) | (values[i + 1] ?? 0)) * 2 ** 30 +
	(((values[i + 2] ?? 0) << 24) |
		((values[i + 3] ?? 0) << 18) |
		((values[i + 4] ?? 0) << 12) |
		((values[i + 5] ?? 0) << 6) |
		(values[i + 6] ?? 0));

/** A number of up to five letters. */
export function few(text: string, from: number, to: number): number {
	let value = 0;
	for (let i = from; i < to; i++) value = (value << 6) | letter(text, i);
	return value;
}
/** A number of six to nine letters; those of nine, which are most, without a loop. */
export const many = (text: string, from: number, to: number): number =>
	(to - from === 9 ? four(text, from) : few(text, from, to - 5)) * 2 ** 30 +
	four(text, to - 5) * 64 +
	letter(text, to - 1);

export const hashOfModel = (name: string): number => hash53(name, 0, 'm');
export const hashOfRater = (name: string): number => hash53(name, 0, 'r');
export const hashOfItem = (id: string): number => hash53(id, 0, 'i');
const hashOfPrompt = (prompt: Json): number =>
	hash53(normalPrompt(typeof prompt === 'string' ? prompt : canonical(prompt)), 0, 'p');

/** Which models an item's responses are of, by the responses' ids. */
export function modelsIn(payload: Payload): Map<string, string | null> {
	const responses = Array.isArray(payload.responses) ? payload.responses : [];
	return new Map(
		responses.flatMap((one) =>
			isObject(one) && typeof one.id === 'string'
				? [[one.id, typeof one.model === 'string' && one.model !== '' ? one.model : null] as const]
				: []
		)
	);
}

/** In UTF-16 units, of what is read: of messages their texts. */
function lengthOf(value: Json | undefined): number {
	if (typeof value === 'string') return value.length;
	if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + lengthOf(one), 0);
	return isObject(value) ? lengthOf(value.content ?? value.text) : 0;
}

function lengthsIn(payload: Payload): Map<string, number> {
	const responses = Array.isArray(payload.responses) ? payload.responses : [];
	return new Map(
		responses.flatMap((one) =>
			isObject(one) && typeof one.id === 'string'
				? [[one.id, Math.min(LONGEST, lengthOf(one.text ?? one.messages))] as const]
				: []
		)
	);
}

/** Answers that rank, and no others, have tiers of ids. */
const tiersOf = (answer: Json | undefined): string[][] | null =>
	isObject(answer) && Array.isArray(answer.tiers) && answer.tiers.every(Array.isArray)
		? (answer.tiers as string[][])
		: null;

/** What is known of a judgment before it is written: of each question that ranks, the end of its word. */
export type Compared = { question: string; ordered: boolean; allBad: boolean; prompt: string; end: string };

/**
 * @param shown the ids of responses in the order in which they were shown; null: nobody wrote it down
 * @returns nothing where there is nothing to compare
 */
export function comparedIn(payload: Payload, shown: readonly string[] | null, answers: Answers): Compared[] {
	const ranked = Object.entries(answers).flatMap(([question, answer]) => {
		const tiers = tiersOf(answer);
		return tiers ? [{ question, tiers, allBad: isObject(answer) && answer.all_bad === true }] : [];
	});
	if (ranked.length === 0) return [];
	const models = modelsIn(payload);
	const lengths = lengthsIn(payload);
	const ordered = shown !== null && shown.length === models.size;
	const ids = ordered ? shown : [...models.keys()];
	if (ids.length < 2 || ids.length > MOST) return [];
	const prompt = letters(hashOfPrompt(payload.prompt ?? ''), 9);
	return ranked.map(({ question, tiers, allBad }) => {
		const response = (id: string): string => {
			const model = models.get(id) ?? null;
			const tier = tiers.findIndex((tier) => tier.includes(id));
			return (
				letters(model === null ? NO_MODEL : hashOfModel(model), 9) +
				letters(lengths.get(id) ?? 0, 4) +
				letters(tier < 0 ? UNRANKED : tier, 1)
			);
		};
		return { question, ordered, allBad, prompt, end: letters(ids.length, 1) + ids.map(response).join('') };
	});
}

export type Told = {
	at: number;
	dwellMs: number | null;
	itemId: string;
	rater: string;
	kind: 'person' | 'model';
};

export function wordOf({ ordered, allBad, prompt, end }: Compared, told: Told): string {
	const flag =
		(told.kind === 'model' ? flags.model : 0) + (ordered ? flags.ordered : 0) + (allBad ? flags.allBad : 0);
	return (
		letters(Math.max(0, told.at), 7) +
		letters(told.dwellMs === null ? NO_DWELL : Math.max(0, Math.min(NO_DWELL - 1, told.dwellMs)), 5) +
		letters(hashOfItem(told.itemId), 9) +
		letters(hashOfRater(told.rater), 9) +
		prompt +
		letters(flag, 1) +
		end
	);
}
