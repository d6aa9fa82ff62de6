/**
 * What a build needs again and need not hold in memory: bytes in a file of its own in the temporary folder (TMPDIR),
 * made when there are many. The file has no name from the moment it is open, so that nothing of it outlives the build,
 * however that ends.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#lib/schema/refusal.ts';
import { roomFor, type Spool } from '../splits/spool.ts';

/** Bytes in memory before they are written. */
const TAIL = 256 * 1024;

const noRoom = (error: unknown): never => {
	if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
		throw new Refusal(
			'no_room',
			`There is no room left in ${tmpdir()}, where rows wait while a dataset is made. Make room, or set TMPDIR to a folder that has some.`
		);
	throw error;
};

function openUnnamed(): number {
	const path = join(tmpdir(), `assent-${randomBytes(12).toString('hex')}`);
	const file = openSync(path, 'wx+', 0o600);
	unlinkSync(path);
	return file;
}

/** @returns a spool, and how its file is given back */
function spool(): Spool & { close(): void } {
	let file: number | null = null;
	const tail = Buffer.alloc(TAIL);
	let waiting = 0;
	/** bytes in the file */
	let written = 0;
	const put = (bytes: Uint8Array): void => {
		try {
			file ??= openUnnamed();
			for (let done = 0; done < bytes.length;) {
				const many = writeSync(file, bytes, done, bytes.length - done, written);
				done += many;
				written += many;
			}
		} catch (error) {
			noRoom(error);
		}
	};
	return {
		size: () => written + waiting,
		write(bytes) {
			if (waiting + bytes.length > TAIL) {
				put(tail.subarray(0, waiting));
				waiting = 0;
			}
			if (bytes.length > TAIL) return put(bytes);
			tail.set(bytes, waiting);
			waiting += bytes.length;
		},
		read(from, to, room) {
			const end = Math.max(from, Math.min(to, written + waiting));
			const bytes = roomFor(end - from, room);
			const kept = Math.max(0, Math.min(end, written) - from);
			for (let done = 0; done < kept && file !== null;) {
				const many = readSync(file, bytes, done, kept - done, from + done);
				if (many === 0) throw new Error('A spool ends too early.');
				done += many;
			}
			bytes.set(tail.subarray(from + kept - written, end - written), kept);
			return bytes;
		},
		close() {
			if (file !== null) closeSync(file);
			file = null;
		}
	};
}

/** Gives spools to `act`, and takes all of them back when it ends. */
export async function withSpools<T>(act: (open: () => Spool) => Promise<T>): Promise<T> {
	const opened: { close(): void }[] = [];
	try {
		return await act(() => {
			const one = spool();
			opened.push(one);
			return one;
		});
	} finally {
		for (const one of opened) one.close();
	}
}
