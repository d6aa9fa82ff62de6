/**
 * CSV (RFC 4180) with a header row; values are strings as written. Rows that do not fit the header are refused,
 * never cut. papaparse splits the fields; chunks, line numbers, bounds and headers are kept here, because its own
 * streaming has no back-pressure, renames a second column `a` to `a_1` and swallows what follows an open quote.
 */
import Papa from 'papaparse';
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { MOST_ROW, tooLong, type Reader } from './reader.ts';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

type Fault = { code: string; index?: number };
type Step = { data: string[][]; errors: Fault[]; meta: { cursor: number } };
type Row = { fields: string[]; text: string; fault: string | null };

/** Where the header has no comma at all, the first of these that it has. */
const sniff = (header: string): Delimiter =>
	header.includes(',') ? ',' : (delimiters.find((d) => header.includes(d)) ?? ',');

const newlines = (text: string, newline: string): number => text.split(newline).length - 1;

/** papaparse's codes, in words. */
const faults: Record<string, string> = {
	MissingQuotes: 'A quote opens here that is never closed: all that follows it became one cell.',
	InvalidQuotes: 'A quoted cell goes on after its closing quote. Double the quotes inside it.'
};

/** CRLF: the carriage return is no part of an unquoted last cell. */
function withoutReturn(fields: string[], raw: string): string[] {
	const last = fields.at(-1) ?? '';
	return /(^|[^"])\r\n?$/.test(raw) && last.endsWith('\r')
		? [...fields.slice(0, -1), last.slice(0, -1)]
		: fields;
}

/**
 * After a stray quote papaparse reads on until the next one, over any number of good rows. The row ends where its
 * line does instead. @returns the end of that line, or null when it is not there yet
 */
function endOfBroken(text: string, errors: Fault[], newline: string): number | null {
	const fault = errors.find(({ code }) => code === 'InvalidQuotes');
	if (!fault) return null;
	let stray = text.indexOf('"', fault.index ?? 0);
	while (stray !== -1 && text[stray + 1] === '"') stray = text.indexOf('"', stray + 2);
	const end = stray === -1 ? -1 : text.indexOf(newline, stray);
	return end === -1 ? null : end + newline.length;
}

/** The complete rows of a text; `rest` is what belongs to the next one. */
function split(all: string, delimiter: Delimiter, newline: '\n' | '\r', last: boolean) {
	const rows: Row[] = [];
	let text = all;
	for (let again = true; again;) {
		again = false;
		let cursor = 0;
		const giveUp = (errors: Fault[]): boolean => {
			const end = endOfBroken(text, errors, newline);
			if (end === null) return false;
			rows.push({ fields: [], text: text.slice(cursor, end), fault: 'InvalidQuotes' });
			cursor = end;
			return (again = true);
		};
		const step = ({ data, errors, meta }: Step) => {
			if (giveUp(errors)) return parser.abort();
			const raw = text.slice(cursor, meta.cursor);
			cursor = meta.cursor;
			const fields = newline === '\n' ? withoutReturn(data[0] ?? [], raw) : (data[0] ?? []);
			rows.push({ fields, text: raw, fault: errors[0]?.code ?? null });
		};
		const parser = new Papa.Parser({ delimiter, newline, step });
		const { errors } = parser.parse(text, 0, !last) as Step;
		if (!again) giveUp(errors);
		text = text.slice(cursor);
	}
	return { rows, rest: text };
}

function checkHeader(header: string[]): string[] {
	const names = header.map((name) => name.trim());
	const blank = names.indexOf('');
	if (blank !== -1)
		throw new Refusal('bad_header', `Column ${blank + 1} has no name. Name it, or remove it.`);
	const twice = names.find((name, i) => names.indexOf(name) < i);
	if (twice !== undefined)
		throw new Refusal('bad_header', `Two columns are named “${twice}”. Rename one of them.`);
	return names;
}

/** @param given the character between fields; by default a comma, or what the header has instead */
export function csvReader(given?: Delimiter): Reader {
	let rest = '';
	let line = 1;
	let header: string[] | null = null;
	let delimiter: Delimiter | null = null;
	let newline: '\n' | '\r' = '\n';
	let stopped = false;

	const row = ({ fields, text, fault }: Row): Incoming[] => {
		const at = line;
		line += newlines(text, newline);
		const size = text.length;
		const refused = (code: string, message: string): Incoming[] => [
			{ line: at, size, error: new Refusal(code, message) }
		];
		if (size > MOST_ROW) return [{ line: at, size, error: tooLong() }];
		if (text.trim() === '') return [];
		if (fault) return refused('malformed_row', faults[fault] ?? 'The quotes of this row do not match.');
		if (!header) {
			header = checkHeader(fields);
			return [];
		}
		if (fields.length !== header.length)
			return refused(
				'ragged_row',
				`This row has ${fields.length} ${fields.length === 1 ? 'cell' : 'cells'}; the header has ${header.length} columns.`
			);
		// fromEntries defines names, so that a column called __proto__ is a column like any other.
		return [{ line: at, size, value: Object.fromEntries(header.map((name, i) => [name, fields[i] ?? ''])) }];
	};

	const read = (last: boolean): Incoming[] => {
		if (delimiter === null) {
			// The first line decides, once it is there as a whole. A file without any line feed is an old Mac's.
			if (!last && !rest.includes('\n') && rest.length < MOST_ROW) return [];
			if (!rest.includes('\n') && rest.includes('\r')) newline = '\r';
			delimiter = given ?? sniff(rest.split(newline, 1)[0] ?? '');
		}
		const found = split(rest, delimiter, newline, last);
		rest = found.rest;
		const rows = found.rows.flatMap(row);
		if (rest.length > MOST_ROW) {
			stopped = true;
			const hint = ' Perhaps a quote is never closed. Nothing after it was read.';
			rows.push({ line, size: rest.length, error: tooLong(hint) });
			rest = '';
		}
		return rows;
	};

	return {
		get stopped() {
			return stopped;
		},
		push(text) {
			rest += text;
			return read(false);
		},
		end: () => (rest === '' ? [] : read(true))
	};
}
