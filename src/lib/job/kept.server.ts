/**
 * A thread beside the server that is kept for whoever comes next. It begins at the first need and ends when nobody
 * needed it for some minutes; one that ended by itself is replaced at the next need.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads';

export type Kept<Ask> = {
	/** Begins the thread where there is none. */
	say(ask: Ask): void;
	/** Somebody may need it soon: it begins now, where there is none. */
	wake(): void;
	stop(): Promise<void>;
};

type Given<Word> = {
	/** the file that the thread begins with */
	entry: URL;
	/** what the thread is started with */
	post: object;
	limits: ResourceLimits;
	/** how long a thread that nobody needs is kept */
	idleMs: number;
	isNeeded(): boolean;
	hear(word: Word): void;
	/** The thread ended by itself. */
	lost(error: Error): void;
};

export function keptThread<Ask, Word>(given: Given<Word>): Kept<Ask> {
	let worker: Worker | null = null;
	let idle: NodeJS.Timeout | undefined;
	const begin = (): Worker => {
		const own = new Worker(given.entry, {
			workerData: given.post,
			execArgv: [],
			resourceLimits: given.limits
		});
		const lose = (error: Error): void => {
			if (worker !== own) return;
			worker = null;
			given.lost(error);
		};
		own.on('message', given.hear);
		own.on('error', lose);
		own.on('exit', () => lose(new Error('A thread beside the server ended without a word.')));
		// A server that has nothing else to do may end.
		own.unref();
		return own;
	};
	const stop = async (): Promise<void> => {
		clearTimeout(idle);
		const own = worker;
		worker = null;
		await own?.terminate();
	};
	/** Counts the idle time from now. */
	const keep = (): void => {
		clearTimeout(idle);
		idle = setTimeout(() => void (given.isNeeded() ? keep() : stop()), given.idleMs).unref();
	};
	const ready = (): Worker => {
		keep();
		return (worker ??= begin());
	};
	return {
		say(ask) {
			ready().postMessage(ask);
		},
		wake() {
			ready();
		},
		stop
	};
}
