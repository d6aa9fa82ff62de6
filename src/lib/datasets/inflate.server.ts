/** gzip, as `Content-Encoding` or a `.gz` file, undone as it streams. What comes out is bounded by the reader. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Refusal } from '#lib/schema/refusal.ts';

const isDamage = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));

/** @throws Refusal bad_encoding when this is not gzip, or breaks off */
export async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const out = createGunzip();
	const feeding = pipeline(Readable.from(bytes), out);
	// The loop below ends by the same error.
	feeding.catch(() => {});
	try {
		for await (const chunk of out) yield chunk as Uint8Array;
		await feeding;
	} catch (error) {
		if (isDamage(error)) throw new Refusal('bad_encoding', 'The gzip stream is damaged or breaks off.');
		throw error;
	} finally {
		out.destroy();
	}
}

/** @throws Refusal unsupported_media */
export function inflated(
	bytes: AsyncIterable<Uint8Array>,
	encoding: string | null
): AsyncIterable<Uint8Array> {
	const name = (encoding ?? 'identity').trim().toLowerCase();
	if (name === 'identity' || name === '') return bytes;
	if (name === 'gzip' || name === 'x-gzip') return gunzip(bytes);
	throw new Refusal('unsupported_media', `Content-Encoding ${name} is unknown here. Send gzip, or nothing.`);
}
