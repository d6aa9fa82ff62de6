/**
 * A Parquet file read by a process of its own. A thread would not do: an array that a damaged file makes grow past the
 * memory of a thread ends the whole process that the thread is in.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Incoming } from '#lib/project/incoming.ts';
import { heardRows, type Line, type Word } from './apart.ts';
import { stuckAt, damagedAt } from './parquet.ts';

export type Bounds = {
	/**
	 * Milliseconds without a word. A word comes with each page of a column and each row group; what lies between is at
	 * most MOST_GROUP bytes, which take 4 seconds on two cores that others are busy on.
	 */
	patience: number;
	/** Megabytes of objects: MOST_GROUP bytes of short values are about 1,500. */
	memory: number;
};
const usual: Bounds = { patience: 20_000, memory: 2_048 };
/** Files that are read at a time; others wait. */
const MOST = 3;

let free = MOST;
const waiting: (() => void)[] = [];

async function enter(): Promise<void> {
	if (free > 0) free--;
	else await new Promise<void>((resolve) => waiting.push(resolve));
}
function leave(): void {
	const next = waiting.shift();
	if (next) next();
	else free++;
}

type Opened = { entry: URL; file: FileHandle; bytes: number; memory: number };

function open({ entry, file, bytes, memory }: Opened, hear: (word: Word) => void): Line {
	const child = fork(entry, [String(process.pid), String(bytes)], {
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'ignore', 'ipc', file.fd],
		execArgv: [`--max-old-space-size=${memory}`],
		// It needs none of the server's, which holds secrets.
		env: {}
	});
	const gone = once(child, 'exit').catch(() => {});
	child.on('message', hear);
	child.on('error', ({ message, stack = message }) => hear({ say: 'broke', message, stack }));
	// The channel closes behind the last word.
	child.on('disconnect', () => hear({ say: 'lost' }));
	return {
		more: () => void (child.connected && child.send('more', () => {})),
		async end() {
			child.kill('SIGKILL');
			await gone;
		}
	};
}

/**
 * @param file whole, and open until the rows are over
 * @throws Refusal invalid_parquet, bad_header; what came before the damage was given out
 */
export async function* rowsApart(
	file: FileHandle,
	bytes: number,
	bounds: Partial<Bounds> = {}
): AsyncGenerator<Incoming> {
	const { patience, memory } = { ...usual, ...bounds };
	// Not imported above: what a process begins with is a file of its own in the build, too.
	const { entry } = await import('./parquet-process.server.ts');
	await enter();
	try {
		yield* heardRows((hear) => open({ entry, file, bytes, memory }, hear), {
			patience,
			stuck: (place) => stuckAt(place, patience),
			lost: (place) =>
				damagedAt(place, `needs more than the ${memory.toLocaleString('en')} MB that it may take`)
		});
	} finally {
		leave();
	}
}
