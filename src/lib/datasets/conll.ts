/**
 * CoNLL: a token and its tag a line, the tag in the last column; a blank line ends a text. A row is one text, at its
 * first line; a line that cannot be read costs its text alone.
 */
import type { Incoming } from '#lib/project/incoming.ts';
import { assertStorable } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { MOST_ROW, tooLong, type Reader } from './reader.ts';

type Text = { line: number; size: number; tokens: string[]; tags: string[]; error: Refusal | null };

const noTag = (line: number): Refusal =>
	new Refusal(
		'no_tag',
		`Line ${line} is no token with its tag. Write both, with a tab between them, and a blank line behind each text.`
	);

const asRow = ({ line, size, tokens, tags, error }: Text): Incoming => {
	if (error) return { line, size, error };
	try {
		assertStorable(tokens);
		return { line, size, value: { tokens, tags } };
	} catch (refusal) {
		if (refusal instanceof Refusal) return { line, size, error: refusal };
		throw refusal;
	}
};

export function conllReader(): Reader {
	let rest = '';
	let line = 0;
	let text: Text | null = null;

	const ended = (): Incoming[] => {
		const done = text;
		text = null;
		return done && (done.tokens.length > 0 || done.error) ? [asRow(done)] : [];
	};

	const read = (raw: string): Incoming[] => {
		line++;
		const cells = raw.trim().split(/\t| +/);
		const [token = '', ...others] = cells;
		// Files of the shared task begin each document with a line of its own.
		if (token === '' || token === '-DOCSTART-') return ended();
		text ??= { line, size: 0, tokens: [], tags: [], error: null };
		text.size += raw.length + 1;
		const tag = others.at(-1);
		if (tag === undefined) text.error ??= noTag(line);
		else if (text.size > MOST_ROW) text.error ??= tooLong();
		else {
			text.tokens.push(token);
			text.tags.push(tag);
		}
		return [];
	};

	return {
		stopped: false,
		push(piece) {
			const lines = (rest + piece).split('\n');
			rest = lines.pop() ?? '';
			const rows = lines.flatMap(read);
			if (rest.length > MOST_ROW) rest = rest.slice(0, MOST_ROW);
			return rows;
		},
		end: () => [...(rest === '' ? [] : read(rest)), ...ended()]
	};
}
