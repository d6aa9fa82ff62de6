/**
 * I-JSON in (RFC 7493), canonical JSON out (RFC 8785). What is stored is canonical text on both engines, so
 * bytes, digests and exports agree; what would not survive the round trip is refused here.
 */
import { Refusal } from './refusal.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const badText = (text: string) =>
	text.includes('\0') ? 'the character U+0000' : !text.isWellFormed() ? 'half of a surrogate pair' : null;

/** Depth at which a document is refused: no form or payload needs more, and recursion stays safe. */
const MAX_DEPTH = 100;

/** Throws `invalid_unicode` or `not_ijson`, naming the place, when a value could not be stored and read back. */
export function assertStorable(value: unknown, path = '', depth = 0): asserts value is Json {
	if (depth > MAX_DEPTH) throw new Refusal('not_ijson', `The value at ${path} is nested too deeply.`);
	if (typeof value === 'string') {
		const bad = badText(value);
		if (bad) throw new Refusal('invalid_unicode', `The text at ${path || '/'} holds ${bad}; remove it.`);
	} else if (typeof value === 'number') {
		if (!Number.isFinite(value))
			throw new Refusal('not_ijson', `The number at ${path || '/'} is not finite; send it as text.`);
	} else if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i++) assertStorable(value[i], `${path}/${i}`, depth + 1);
	} else if (isObject(value)) {
		for (const name in value) {
			const bad = badText(name);
			if (bad) throw new Refusal('invalid_unicode', `A name in ${path || '/'} holds ${bad}; remove it.`);
			assertStorable(value[name], `${path}/${name}`, depth + 1);
		}
	} else if (value !== null && typeof value !== 'boolean') {
		throw new Refusal('not_ijson', `The value at ${path || '/'} is not JSON.`);
	}
}

/** Digits and exponent of a number's text, so that 1.50, 15e-1 and 1.5 are the same value. */
const normal = (text: string) => {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
	const digits = (whole + fraction).replace(/^0+/, '');
	const kept = digits.replace(/0+$/, '');
	if (kept === '') return '0';
	return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
};

type Reviver = (this: unknown, name: string, value: unknown, context: { source?: string }) => unknown;

/** Numbers must read back as the value they were written as; 0.1 does, 12345678901234567890 does not. */
const checkNumber: Reviver = (name, value, { source }) => {
	if (typeof value === 'number' && source !== undefined) {
		const shortest = String(value);
		if (source !== shortest && (!Number.isFinite(value) || normal(source) !== normal(shortest)))
			throw new Refusal('not_ijson', `The number ${source} at “${name}” would change; send it as text.`);
	}
	return value;
};

/** A reviver sees every value, which is slow: only texts that hold a long or odd number need it. */
const suspicious = /\d[\d.]{15}|\d[eE]/;

/**
 * Parses one JSON text into a storable value.
 * @throws Refusal `invalid_json`, `not_ijson` or `invalid_unicode`, each with a sentence that says where.
 */
export function parseJson(text: string): Json {
	let value: unknown;
	try {
		value = suspicious.test(text)
			? JSON.parse(text, checkNumber as (name: string, value: unknown) => unknown)
			: JSON.parse(text);
	} catch (error) {
		if (error instanceof Refusal) throw error;
		throw new Refusal('invalid_json', `This is not JSON: ${error instanceof Error ? error.message : ''}.`);
	}
	assertStorable(value);
	return value;
}

/** Whether JSON.stringify alone gives canonical text: all names stand in order already, as they do in what we wrote. */
function isInOrder(value: unknown): boolean {
	if (typeof value === 'number') return Number.isFinite(value);
	if (typeof value !== 'object' || value === null) return true;
	if (Array.isArray(value)) return value.every(isInOrder);
	const names = Object.keys(value);
	for (let i = 0; i < names.length; i++) {
		const name = names[i] ?? '';
		if (i > 0 && name < (names[i - 1] ?? '')) return false;
		if (!isInOrder((value as Record<string, unknown>)[name])) return false;
	}
	return true;
}

function written(value: unknown): string {
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no such number');
		return JSON.stringify(value);
	}
	if (Array.isArray(value)) return `[${value.map((v) => written(v ?? null)).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const object = value as Record<string, unknown>;
		const names = Object.keys(object).sort();
		let text = '';
		for (const name of names) {
			const member = object[name];
			if (member !== undefined) text += `${text ? ',' : ''}${JSON.stringify(name)}:${written(member)}`;
		}
		return `{${text}}`;
	}
	return JSON.stringify(value ?? null);
}

/**
 * Canonical text by RFC 8785: names sorted by UTF-16 units, ECMAScript numbers, no white space.
 * `undefined` members are left out, as JSON.stringify does.
 */
export const canonical = (value: unknown): string =>
	value !== undefined && isInOrder(value) ? JSON.stringify(value) : written(value);

/** A JSON text as one line of NDJSON: U+2028 and U+2029 are escaped, since line readers split at them. */
export const lineOf = (json: string): string =>
	json.replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029')) + '\n';

export const jsonLine = (value: unknown): string => lineOf(JSON.stringify(value));
