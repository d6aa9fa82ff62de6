/**
 * Bytes into text: UTF-8, or UTF-16 by its byte order mark, and nothing else. A byte that is not the encoding is
 * refused, never replaced: U+FFFD would enter training data unseen.
 */
import { Refusal } from '#lib/schema/refusal.ts';

/** Bytes of one body, after decompression. */
export const MOST_BYTES = 4 * 1024 ** 3;

export const tooLarge = (most: number) =>
	new Refusal('too_large', `The body is larger than ${most.toLocaleString('en')} bytes. Send it in parts.`);

const bad = (why: string) =>
	new Refusal('bad_encoding', `${why} Save the file as UTF-8, or as UTF-16 with a byte order mark.`);

function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	const [a, b, c, d] = head;
	if (a === 0xff && b === 0xfe) {
		if (c === 0 && d === 0) throw bad('This is UTF-32.');
		return 'utf-16le';
	}
	if (a === 0xfe && b === 0xff) return 'utf-16be';
	// A zero among the first bytes is UTF-16 or UTF-32 without a mark: text never begins so.
	if (head.subarray(0, 4).includes(0)) throw bad('This is not text in UTF-8.');
	return 'utf-8';
}

const joined = (a: Uint8Array, b: Uint8Array) => {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
};

/**
 * Text as it comes, without its byte order mark; characters that straddle two chunks are whole.
 * @throws Refusal bad_encoding, too_large
 */
export async function* decode(
	bytes: AsyncIterable<Uint8Array>,
	most: number = MOST_BYTES
): AsyncGenerator<string> {
	let head: Uint8Array = new Uint8Array(0);
	let decoder: TextDecoder | null = null;
	let size = 0;
	const text = (chunk?: Uint8Array) => {
		decoder ??= new TextDecoder(encodingOf(head), { fatal: true });
		try {
			return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
		} catch {
			const before = size - (chunk?.length ?? 0);
			const where = before > 0 ? `After ${before.toLocaleString('en')} bytes there` : 'There';
			throw bad(`${where} is something that is not ${decoder.encoding.toUpperCase()}.`);
		}
	};
	for await (const chunk of bytes) {
		size += chunk.length;
		if (size > most) throw tooLarge(most);
		if (decoder) yield text(chunk);
		else {
			head = joined(head, chunk);
			if (head.length >= 4) yield text(head);
		}
	}
	if (!decoder && head.length > 0) yield text(head);
	const rest = head.length > 0 ? text() : '';
	if (rest) yield rest;
}
