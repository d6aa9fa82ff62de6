/**
 * Questions that are answered by a thread beside the server, so that people at work feel nothing. The thread begins at
 * the first question and ends when nobody asked for some minutes, and what it remembers with it. Of one asker only the
 * newest question counts: an older one is given up.
 */
import { Worker } from 'node:worker_threads';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Answer, Ask, Post } from './answering.ts';

export type Answering = {
	/**
	 * @param asker whoever asks again gives up what they asked before
	 * @throws Refusal superseded, and what the thread refuses
	 */
	ask(asker: string, question: Json): Promise<Json>;
	stop(): Promise<void>;
};

type Given = {
	/** the database that the thread reads */
	url: string;
	/** The file that the thread begins with; it calls serveAnswers. */
	entry: URL;
	/** how long a thread that nobody asks is kept */
	idleMs?: number;
	/** megabytes that the thread may take for what it remembers; past it, it ends and begins anew */
	mostMb?: number;
};

type Waiting = { asker: string; answered: PromiseWithResolvers<Json> };

const superseded = () =>
	new Refusal('superseded', 'A newer question of yours is being answered instead of this one.');

export function openAnswering({ url, entry, idleMs = 600_000, mostMb = 1_024 }: Given): Answering {
	let worker: Worker | null = null;
	let idle: NodeJS.Timeout | undefined;
	let last = 0;
	const waiting = new Map<number, Waiting>();

	const hear = (word: Answer): void => {
		const found = waiting.get(word.id);
		if (!found) return;
		waiting.delete(word.id);
		if ('answer' in word) found.answered.resolve(word.answer);
		else if ('refused' in word) found.answered.reject(new Refusal(word.refused.code, word.refused.message));
		else found.answered.reject(Object.assign(new Error(word.broke.message), { stack: word.broke.stack }));
	};
	/** The thread is gone, for whatever reason: nobody waits for it in vain, and the next question begins another. */
	const lose = (own: Worker, error: Error): void => {
		if (worker !== own) return;
		worker = null;
		for (const { answered } of waiting.values()) answered.reject(error);
		waiting.clear();
	};
	const begin = (): Worker => {
		const post: Post = { assentAnswers: true, url };
		const own = new Worker(entry, {
			workerData: post,
			execArgv: [],
			resourceLimits: { maxOldGenerationSizeMb: mostMb }
		});
		own.on('message', hear);
		own.on('error', (error) => lose(own, error));
		own.on('exit', () => lose(own, new Error('The thread that answers ended without a word.')));
		// A server that has nothing else to do may end.
		own.unref();
		return own;
	};
	const end = async (): Promise<void> => {
		clearTimeout(idle);
		const own = worker;
		worker = null;
		for (const { answered } of waiting.values()) answered.reject(new Refusal('busy', 'The server ends.'));
		waiting.clear();
		await own?.terminate();
	};

	/** Counts the idle time from now. */
	const keep = (): void => {
		clearTimeout(idle);
		idle = setTimeout(() => void (waiting.size > 0 ? keep() : end()), idleMs).unref();
	};

	return {
		async ask(asker, question) {
			const own = (worker ??= begin());
			const say = (word: Ask) => own.postMessage(word);
			for (const [id, other] of waiting)
				if (other.asker === asker) {
					say({ id, over: true });
					waiting.delete(id);
					other.answered.reject(superseded());
				}
			const id = ++last;
			const answered = Promise.withResolvers<Json>();
			waiting.set(id, { asker, answered });
			say({ id, question });
			keep();
			return answered.promise;
		},
		stop: end
	};
}
