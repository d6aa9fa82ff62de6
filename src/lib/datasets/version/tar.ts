/** Archives as every tar reads them: the ustar format of POSIX.1-1988, files alone. */
const BLOCK = 512;

const encoder = new TextEncoder();

/** @param at when it was made, in epoch milliseconds. @throws RangeError for a name that the format cannot hold */
export function tarHead(name: string, bytes: number, at: number): Uint8Array {
	const head = new Uint8Array(BLOCK);
	const put = (text: string, place: number) => head.set(encoder.encode(text), place);
	const octal = (value: number, length: number, place: number) =>
		put(
			`${Math.floor(value)
				.toString(8)
				.padStart(length - 1, '0')}\0`,
			place
		);
	if (encoder.encode(name).length > 100) throw new RangeError(`${name} is too long for an archive.`);
	put(name, 0);
	octal(0o644, 8, 100);
	octal(0, 8, 108);
	octal(0, 8, 116);
	octal(bytes, 12, 124);
	octal(at / 1000, 12, 136);
	put('0', 156);
	put('ustar\0', 257);
	put('00', 263);
	// The sum is taken with blanks in its own place.
	put(' '.repeat(8), 148);
	const sum = head.reduce((a, b) => a + b, 0);
	put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return head;
}

/** What fills a file's last block. */
export const tarPadding = (bytes: number): Uint8Array => new Uint8Array((BLOCK - (bytes % BLOCK)) % BLOCK);

/** Two empty blocks end an archive. */
export const tarEnd = new Uint8Array(2 * BLOCK);
