/**
 * Templates: text with `{column}` in it. A template that is one column alone gives the column's value as it is;
 * any other gives text. `{a.b.0}` goes into nested values; `{{` and `}}` are braces.
 */
import { hint } from '#lib/form/near.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';

type Piece = { text: string } | { path: string };

const parsed = new Map<string, Piece[] | string>();
const MOST_KEPT = 1_000;

/** @returns the pieces, or what is wrong as a sentence */
function parse(template: string): Piece[] | string {
	const pieces: Piece[] = [];
	let text = '';
	for (let i = 0; i < template.length; i++) {
		const c = template[i] ?? '';
		if ((c === '{' || c === '}') && template[i + 1] === c) {
			text += c;
			i++;
		} else if (c === '}') return 'There is a “}” without its “{”; write “}}” for a brace.';
		else if (c === '{') {
			const end = template.indexOf('}', i);
			if (end === -1) return 'A “{” is never closed; write “{{” for a brace.';
			const path = template.slice(i + 1, end).trim();
			if (path === '') return 'Name a column between the braces, such as {id}.';
			if (text) pieces.push({ text });
			text = '';
			pieces.push({ path });
			i = end;
		} else text += c;
	}
	if (text || pieces.length === 0) pieces.push({ text });
	return pieces;
}

function piecesOf(template: string): Piece[] | string {
	let pieces = parsed.get(template);
	if (pieces === undefined) {
		pieces = parse(template);
		if (parsed.size >= MOST_KEPT) parsed.clear();
		parsed.set(template, pieces);
	}
	return pieces;
}

/** What is wrong with a template, as a sentence; null when it can be filled. */
export function faultOfTemplate(template: string): string | null {
	const pieces = piecesOf(template);
	return typeof pieces === 'string' ? pieces : null;
}

/** The columns that a template names. */
export function columnsOf(template: string): string[] {
	const pieces = piecesOf(template);
	return typeof pieces === 'string' ? [] : pieces.flatMap((p) => ('path' in p ? [p.path] : []));
}

/** Text in a template that would mean something else, as it has to be written. */
export const literal = (text: string): string => text.replace(/[{}]/g, (c) => c + c);

/** The value at a column's name, or at a dotted path into it; undefined where there is none. */
export function lookUp(row: JsonObject, path: string): Json | undefined {
	if (Object.hasOwn(row, path)) return row[path];
	const dot = path.indexOf('.');
	if (dot === -1) return undefined;
	let value: Json | undefined = row;
	for (const part of path.split('.')) {
		if (Array.isArray(value)) value = /^\d+$/.test(part) ? value[Number(part)] : undefined;
		else if (isObject(value)) value = Object.hasOwn(value, part) ? value[part] : undefined;
		else return undefined;
	}
	return value;
}

const missing = (row: JsonObject, path: string) =>
	new Refusal('no_column', `There is no column “${path}” here.${hint(path, Object.keys(row))}`);

function asText(value: Json, path: string): string {
	if (value === null) return '';
	if (typeof value === 'object')
		throw new Refusal(
			'not_text',
			`“${path}” holds a list or an object; name a part of it, such as {${path}.0}.`
		);
	return String(value);
}

/** The value that a template has for a row; undefined where the column that it is made of is missing. */
export function fill(template: string, row: JsonObject): Json | undefined {
	const pieces = piecesOf(template);
	if (typeof pieces === 'string') throw new Refusal('invalid_mapping', `${template}: ${pieces}`);
	const [only] = pieces;
	if (pieces.length === 1 && only && 'path' in only) return lookUp(row, only.path);
	return pieces
		.map((piece) => {
			if ('text' in piece) return piece.text;
			const value = lookUp(row, piece.path);
			if (value === undefined) throw missing(row, piece.path);
			return asText(value, piece.path);
		})
		.join('');
}

/** The same as text. @throws Refusal no_column, not_text */
export function fillText(template: string, row: JsonObject): string {
	const value = fill(template, row);
	const path = columnsOf(template)[0] ?? template;
	if (value === undefined) throw missing(row, path);
	return asText(value, path);
}
