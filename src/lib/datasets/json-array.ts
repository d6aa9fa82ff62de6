/**
 * A JSON array that streams: a scanner cuts its elements and each is parsed alone, so that a bad element costs
 * itself and the check of numbers sees each number's text. `line` is the element's position.
 */
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { jsonRow, MOST_ROW, tooLong, type Reader } from './reader.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const opens = (code: number) => code === 91 || code === 123; // [ {
const closes = (code: number) => code === 93 || code === 125; // ] }

const broken = (line: number, message: string): Incoming => ({
	line,
	size: 0,
	error: new Refusal('invalid_json', message)
});

export function jsonArrayReader(): Reader {
	/** the element so far, and how much of it was scanned */
	let held = '';
	let scanned = 0;
	let state: 'before' | 'inside' | 'after' = 'before';
	let depth = 0;
	let inString = false;
	let escaped = false;
	let over = false;
	let position = 0;
	let stopped = false;

	const begin = (): void => {
		const text = held.trimStart();
		if (text === '') {
			held = '';
			return;
		}
		if (!text.startsWith('['))
			throw new Refusal(
				'invalid_json',
				'This is not a list. Send [ … ], or one value a line as application/x-ndjson.'
			);
		held = text.slice(1);
		state = 'inside';
	};

	/** @param last whether the list ends here: then a blank element is the end of `[]` */
	const element = (text: string, last: boolean): Incoming[] => {
		if (over || text.length > MOST_ROW) {
			over = false;
			return [{ line: ++position, size: text.length, error: tooLong() }];
		}
		if (text.trim() === '')
			return last && position === 0 ? [] : [broken(++position, 'There is a comma without a value.')];
		return [jsonRow(++position, text)];
	};

	const scan = (): Incoming[] => {
		const rows: Incoming[] = [];
		let start = 0;
		let i = scanned;
		for (; i < held.length && state === 'inside'; i++) {
			const code = held.charCodeAt(i);
			if (inString) {
				if (escaped) escaped = false;
				else if (code === BACKSLASH) escaped = true;
				else if (code === QUOTE) inString = false;
			} else if (code === QUOTE) inString = true;
			else if (opens(code)) depth++;
			else if (depth > 0) {
				if (closes(code)) depth--;
			} else if (code === COMMA || closes(code)) {
				const last = code !== COMMA;
				rows.push(...element(held.slice(start, i), last));
				start = i + 1;
				if (last) state = 'after';
			}
		}
		held = held.slice(start);
		scanned = i - start;
		if (state === 'inside' && (over || held.length > MOST_ROW)) {
			over = true;
			held = '';
			scanned = 0;
		}
		return rows;
	};

	const trailing = (): Incoming[] => {
		if (held.trim() === '') {
			held = '';
			return [];
		}
		stopped = true;
		return [broken(++position, 'There is more after the end of the list. It was not read.')];
	};

	return {
		get stopped() {
			return stopped;
		},
		push(text) {
			held += text;
			if (state === 'before') begin();
			const rows = state === 'inside' ? scan() : [];
			return state === 'after' && !stopped ? rows.concat(trailing()) : rows;
		},
		end() {
			if (state === 'before') throw new Refusal('invalid_json', 'There is no list in this body.');
			return state === 'inside'
				? [broken(++position, 'The list breaks off before its “]”. What came before was read.')]
				: [];
		}
	};
}
