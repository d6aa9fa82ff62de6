/** NDJSON: one JSON value a line. Empty lines are passed over; a bad line costs itself alone. */
import type { Incoming } from '#lib/project/incoming.ts';
import { jsonRow, MOST_ROW, tooLong, type Reader } from './reader.ts';

export function ndjsonReader(): Reader {
	let rest = '';
	let line = 1;
	/** the line that is being passed over, since it is too long already */
	let over = false;

	const row = (text: string): Incoming[] => {
		const at = line++;
		if (over || text.length > MOST_ROW) {
			over = false;
			return [{ line: at, size: text.length, error: tooLong() }];
		}
		return text.trim() === '' ? [] : [jsonRow(at, text)];
	};

	return {
		stopped: false,
		push(text) {
			const parts = (rest + text).split('\n');
			rest = parts.pop() ?? '';
			const rows = parts.flatMap(row);
			if (over || rest.length > MOST_ROW) {
				over = true;
				rest = '';
			}
			return rows;
		},
		end: () => (over || rest !== '' ? row(rest) : [])
	};
}
