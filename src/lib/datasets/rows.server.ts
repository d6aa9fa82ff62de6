/**
 * The rows of a body of any format. Parquet is read from its end, so it waits in a file that has no name and is gone
 * with the process; all others are read as they come.
 */
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer } from 'hyparquet';
import type { Incoming } from '#lib/project/incoming.ts';
import { tooLarge, MOST_BYTES } from './decode.ts';
import { readRows, type Reading } from './format.ts';
import { MOST_GROUP, parquetRows } from './parquet.ts';

const most = { maxOutputLength: MOST_GROUP };
const compressors = {
	GZIP: (input: Uint8Array) => gunzipSync(input, most),
	BROTLI: (input: Uint8Array) => brotliDecompressSync(input, most),
	ZSTD: (input: Uint8Array) => zstdDecompressSync(input, most)
};

async function nameless(): Promise<FileHandle> {
	const folder = await mkdtemp(join(tmpdir(), 'assent-'));
	try {
		return await open(join(folder, 'body'), 'wx+', 0o600);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const bufferOf = (file: FileHandle, byteLength: number): AsyncBuffer => ({
	byteLength,
	async slice(from, to = byteLength) {
		const bytes = new Uint8Array(Math.max(0, Math.min(to, byteLength) - from));
		for (let done = 0; done < bytes.length;) {
			const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
			if (bytesRead === 0) break;
			done += bytesRead;
		}
		return bytes.buffer;
	}
});

/**
 * @throws Refusal bad_encoding, too_large, bad_header, invalid_json, invalid_parquet when the body as a whole cannot be
 * read
 */
export async function* rowsIn(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Incoming> {
	const { format, most: bound = MOST_BYTES } = reading;
	if (format !== 'parquet') return yield* readRows(bytes, { ...reading, format });
	const file = await nameless();
	try {
		let size = 0;
		for await (const chunk of bytes) {
			size += chunk.length;
			if (size > bound) throw tooLarge(bound);
			await file.write(chunk);
		}
		yield* parquetRows(bufferOf(file, size), compressors);
	} finally {
		await file.close();
	}
}
