/**
 * The rows of a body of any format. Parquet is read from its end, so it waits in a file that has no name and is gone
 * with the process, and a process of its own reads it; all others are read as they come.
 */
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incoming } from '#lib/project/incoming.ts';
import { tooLarge, MOST_BYTES } from './decode.ts';
import { readRows, type Reading } from './format.ts';
import { rowsApart, type Bounds } from './parquet-apart.server.ts';

async function nameless(): Promise<FileHandle> {
	const folder = await mkdtemp(join(tmpdir(), 'assent-'));
	try {
		return await open(join(folder, 'body'), 'wx+', 0o600);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * @param bounds of what reading a Parquet file may take
 * @throws Refusal bad_encoding, too_large, bad_header, invalid_json, invalid_parquet when the body as a whole cannot be
 * read
 */
export async function* rowsIn(
	bytes: AsyncIterable<Uint8Array>,
	reading: Reading,
	bounds?: Partial<Bounds>
): AsyncGenerator<Incoming> {
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
		yield* rowsApart(file, size, bounds);
	} finally {
		await file.close();
	}
}
