/**
 * What the process that reads one Parquet file begins with. The server imports it for its address alone: built, it is a
 * file whose name nobody knows before.
 */
import { readSync } from 'node:fs';
import { setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer } from 'hyparquet';
import { tellRows } from './apart.ts';
import { MOST_GROUP, parquetRows } from './parquet.ts';

export const entry = new URL(import.meta.url);
/** Where the process finds the file: opened already, since it has no name. */
export const FILE = 4;
/** From -20, at once, to 19, when nobody else wants to: people at work come first. */
const NICE = 10;

const most = { maxOutputLength: MOST_GROUP };
const compressors = {
	GZIP: (input: Uint8Array) => gunzipSync(input, most),
	BROTLI: (input: Uint8Array) => brotliDecompressSync(input, most),
	ZSTD: (input: Uint8Array) => zstdDecompressSync(input, most)
};

const bufferOf = (byteLength: number): AsyncBuffer => ({
	byteLength,
	slice(from, to = byteLength) {
		const bytes = new Uint8Array(Math.max(0, Math.min(to, byteLength) - from));
		for (let done = 0; done < bytes.length;) {
			const read = readSync(FILE, bytes, done, bytes.length - done, from + done);
			if (read === 0) break;
			done += read;
		}
		return bytes.buffer;
	}
});

/** A server that is killed tells nobody, and who is kept by a damaged file would not hear: this thread looks. */
const LOOK = `const { workerData: server } = require('node:worker_threads');
setInterval(() => process.ppid === server || process.kill(process.pid, 'SIGKILL'), 1000);`;

/** Ends this process with the one that asked. */
export const endWith = (server: number): void => void new Worker(LOOK, { eval: true, workerData: server });

/** @param server the process that asked. @param byteLength the file's */
function serve(server: number, byteLength: number): void {
	setPriority(NICE);
	endWith(server);
	const more = tellRows(
		(at) => parquetRows(bufferOf(byteLength), compressors, at),
		(word) => process.send?.(word),
		() => performance.now()
	);
	process.on('message', more);
}

if (import.meta.main) serve(Number(process.argv[2]), Number(process.argv[3]));
