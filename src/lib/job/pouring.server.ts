/**
 * Files that a thread makes beside the server, piece by piece, only as fast as each is read: people at work feel
 * nothing, and a download waits for nobody's turn.
 */
import { keptThread } from './kept.server.ts';
import { limits } from './limits.ts';
import type { Ask, Post, Word } from './pouring.ts';

export type Pouring = {
	/**
	 * @param order what the thread's function is given: anything that can be cloned
	 * @returns the pieces; null where the thread makes as many files already as it takes at a time
	 */
	pour(order: unknown): AsyncIterableIterator<Uint8Array> | null;
	stop(): Promise<void>;
};

type Given = {
	/** the database that the thread reads */
	url: string;
	/** The file that the thread begins with; it calls servePours. */
	entry: URL;
	/** how long a thread that makes nothing is kept */
	idleMs?: number;
	/** files at a time: each holds some megabytes, however slowly it is read */
	most?: number;
};

/** With less, a quarter of the time goes into moving what still lives. */
const NURSERY_MB = 32;

/** A file under way. */
type Poured = { pieces: Uint8Array[]; end: 'done' | Error | null; wake: () => void };

export function openPouring({ url, entry, idleMs = 300_000, most = 8 }: Given): Pouring {
	const open = new Map<number, Poured>();
	let last = 0;
	const end = (id: number, how: 'done' | Error): void => {
		const found = open.get(id);
		if (!found) return;
		open.delete(id);
		found.end = how;
		found.wake();
	};
	const endAll = (error: Error): void => {
		for (const id of [...open.keys()]) end(id, error);
	};
	const post: Post = { assentPours: true, url };
	const thread = keptThread<Ask, Word>({
		entry,
		post,
		limits: limits(NURSERY_MB),
		idleMs,
		isNeeded: () => open.size > 0,
		hear(word) {
			if ('end' in word) return end(word.id, 'done');
			if ('broke' in word)
				return end(word.id, Object.assign(new Error(word.broke.message), { stack: word.broke.stack }));
			const found = open.get(word.id);
			found?.pieces.push(word.bytes);
			found?.wake();
		},
		lost: endAll
	});

	return {
		pour(order) {
			if (open.size >= most) return null;
			const id = ++last;
			const own: Poured = { pieces: [], end: null, wake: () => {} };
			open.set(id, own);
			thread.say({ id, order });
			return {
				async next() {
					for (;;) {
						const value = own.pieces.shift();
						if (value) {
							if (own.end === null) thread.say({ id, more: true });
							return { done: false, value };
						}
						if (own.end instanceof Error) throw own.end;
						if (own.end === 'done') return { done: true, value: undefined };
						await new Promise<void>((resolve) => (own.wake = resolve));
					}
				},
				return() {
					if (own.end === null) thread.say({ id, over: true });
					own.pieces.length = 0;
					end(id, 'done');
					return Promise.resolve({ done: true, value: undefined });
				},
				[Symbol.asyncIterator]() {
					return this;
				}
			};
		},
		async stop() {
			endAll(new Error('The server stops.'));
			await thread.stop();
		}
	};
}
