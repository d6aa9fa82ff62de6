/**
 * Moves what was committed from SQLite's log into its file, on a thread of its own: both are waited for on the disk,
 * and the thread that answers people should wait for neither.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Commits are moved in lots: an index page that many of them change is then moved once. */
const EVERY_MS = 200;
/** Should the thread fall behind, the writer helps at a log of so many pages (64 MB). */
export const HELP_AT_PAGES = 16_384;

/** Runs as it stands, wherever the app was built to. A checkpoint that finds another one under way does nothing. */
const thread = `
const { parentPort, workerData: { driver, file } } = require('node:worker_threads');
const Database = require(driver);
const connection = new Database(file, { timeout: 0 });
connection.pragma('synchronous = FULL');
connection.pragma('cache_size = -256');
parentPort.on('message', (go) => {
	if (!go) {
		connection.close();
		parentPort.close();
		return;
	}
	try {
		connection.pragma('wal_checkpoint(PASSIVE)');
	} catch {}
	parentPort.postMessage(null);
});
`;

export type Checkpoints = {
	/** after a commit */
	due(): void;
	/** the file can be closed when this is done */
	close(): Promise<void>;
};

/** The thread starts with the first commit that is followed by others: a command that writes once needs none. */
export function checkpointsOf(file: string): Checkpoints {
	let worker: Worker | null = null;
	let ended: Promise<unknown> = Promise.resolve();
	let timer: NodeJS.Timeout | undefined;
	let isBusy = false;
	let isDue = false;
	let isClosed = false;

	const start = (): Worker => {
		const driver = createRequire(import.meta.url).resolve('better-sqlite3');
		const started = new Worker(thread, {
			eval: true,
			workerData: { driver, file },
			stdout: false,
			stderr: false
		});
		started.unref();
		ended = new Promise((resolve) => started.once('exit', resolve));
		started.on('message', () => {
			isBusy = false;
			if (isDue) later();
		});
		// Without it the writer does all by itself, at a longer log.
		started.on('error', () => {});
		return started;
	};
	const later = (): void => {
		if (isClosed) return;
		timer ??= setTimeout(() => {
			timer = undefined;
			isDue = false;
			isBusy = true;
			(worker ??= start()).postMessage(true);
		}, EVERY_MS).unref();
	};

	return {
		due() {
			isDue = true;
			if (!isBusy) later();
		},
		async close() {
			isClosed = true;
			clearTimeout(timer);
			worker?.ref();
			worker?.postMessage(false);
			await ended;
		}
	};
}
