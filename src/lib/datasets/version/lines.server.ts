/** The lines of a version's files as they are kept, and of files as they are made again. */
import type { ReadDb } from '#lib/schema/store.server.ts';
import { bytesOf } from './files.server.ts';
import type { FileLine } from './manifest.ts';

/** Cuts pieces of a file into its lines. */
export function lineCutter() {
	const decoder = new TextDecoder();
	let rest = '';
	return {
		take(bytes: Uint8Array): string[] {
			const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
			rest = lines.pop() ?? '';
			return lines;
		},
		/** what stands after the last end of a line */
		rest: () => rest
	};
}

export async function* linesOf(db: ReadDb, build: string, file: FileLine): AsyncGenerator<string> {
	const cutter = lineCutter();
	for await (const bytes of bytesOf(db, build, file)) yield* cutter.take(bytes);
	if (cutter.rest() !== '') yield cutter.rest();
}
