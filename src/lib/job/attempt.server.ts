/**
 * One beginning of a job, from its thread's start to its end. Writes stay here, on the main thread: each is short, and
 * each asks first whether the job is still this beginning's, so that a server that was thought dead spoils nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Json } from '#lib/schema/json.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { beat, end, isMine } from './job.server.ts';
import type { Job, Order, Part, Word } from './job.ts';
import { limits } from './limits.ts';

/** What the main thread does for a kind of job. */
export type Keeper = {
	/** Keeps a piece, in a write of its own. */
	keep(tx: Tx, job: Job, part: Part): Promise<void>;
	/** Makes what was kept visible, in the write that ends the job. @returns what the job comes to */
	finish(tx: Tx, job: Job, result: Json, now: number): Promise<Json>;
	/** Takes away what earlier beginnings of this job kept; this one's too when `ended`. */
	discard(store: Store, job: Job, ended: boolean): Promise<void>;
};

/** @returns the number under which a bug stands in the log */
export type Report = (error: unknown, where?: string) => string;

/** lost: cancelled, or another beginning's. left: this server ends, or cannot write */
export type Outcome = 'done' | 'failed' | 'lost' | 'left';

export type Attempt = { outcome: Promise<Outcome>; leave(): void };

type Pace = { everyMs: number; aliveMs: number };

/** Thrown where a piece or an end comes too late. */
class Lost extends Error {}

/** What is written for a job, each only while it is this beginning's. */
function writesFor(store: Store, job: Job, keeper: Keeper) {
	const write = <T>(act: (tx: Tx) => Promise<T>, durable = false): Promise<T> =>
		store.write(
			async (tx) => {
				if (!(await beat(tx, job))) throw new Lost();
				return act(tx);
			},
			{ durable }
		);
	return {
		beat: () => write(async () => {}),
		keep: (part: Part) => write((tx) => keeper.keep(tx, job, part)),
		finish: (result: Json) =>
			write(async (tx) => {
				const now = Date.now();
				await end(tx, job, 'done', await keeper.finish(tx, job, result, now), now);
			}, true),
		fail: (why: string) => write((tx) => end(tx, job, 'failed', why), true)
	};
}

/** Who waited for the disk comes again within so long, */
const AGAIN_MS = 1_000;
/** and then has so long for themselves after each piece: their commits take to disk what pieces left unsynced. */
const GIVE_WAY_MS = 15;

/** With 8 MB more outlives the nursery, and lies dead where it is looked for later. */
const NURSERY_MB = 24;

/** Lets people at work go first: pieces ring no bell, what somebody waits for does. */
function manners(store: Store) {
	let workedAt = -Infinity;
	const leave = store.onCommit(() => (workedAt = performance.now()));
	return {
		leave,
		async giveWay(): Promise<void> {
			if (performance.now() - workedAt < AGAIN_MS) await sleep(GIVE_WAY_MS);
		}
	};
}

/** @param entry the file that the thread begins with; it calls serveJob */
export function begin(
	store: Store,
	job: Job,
	keeper: Keeper,
	entry: URL,
	report: Report,
	{ everyMs, aliveMs }: Pace
): Attempt {
	const order: Order = { assentJob: true, url: store.url, kind: job.kind, input: job.input };
	const worker = new Worker(entry, {
		workerData: order,
		execArgv: [],
		resourceLimits: limits(NURSERY_MB)
	});
	const writes = writesFor(store, job, keeper);
	const { giveWay, leave } = manners(store);
	const ending = Promise.withResolvers<Outcome>();
	let outcome: Outcome | null = null;
	const conclude = (how: Outcome) => ending.resolve((outcome ??= how));

	const fail = async (why: string) => {
		await writes.fail(why);
		conclude('failed');
	};
	const broke = (error: unknown) =>
		fail(`Something broke here (${report(error, `job ${job.kind}`)}). Ask for it again.`);
	const hear = async (word: Word): Promise<void> => {
		if (word.say === 'progress') Object.assign(job, { done: word.done, total: word.total });
		else if (word.say === 'part') {
			await writes.keep(word.part);
			await giveWay();
			const { buffer } = word.part.data;
			worker.postMessage(buffer, [buffer as ArrayBuffer]);
		} else if (word.say === 'done') {
			await writes.finish(word.result);
			conclude('done');
		} else if (word.refused) await fail(word.message);
		else await broke(Object.assign(new Error(word.message), { stack: word.stack }));
	};

	// One after the other: pieces and the end are written in the order in which they were made.
	let line = Promise.resolve();
	const inLine = (act: () => Promise<unknown>) => {
		line = line.then(async () => {
			if (outcome !== null) return;
			try {
				await act().catch((error: unknown) => {
					if (error instanceof Lost) throw error;
					return broke(error);
				});
			} catch (error) {
				if (!(error instanceof Lost)) report(error, `job ${job.kind}`);
				conclude(error instanceof Lost ? 'lost' : 'left');
			}
		});
	};
	worker.on('message', (word: Word) => inLine(() => hear(word)));
	worker.on('error', (error) => inLine(() => broke(error)));
	worker.on('exit', () => inLine(() => broke(new Error('The thread of a job ended without a word.'))));
	const timers = [
		setInterval(
			() => inLine(async () => void ((await isMine(store.read, job)) || conclude('lost'))),
			everyMs
		),
		setInterval(() => inLine(writes.beat), aliveMs)
	];

	const whole = async (): Promise<Outcome> => {
		const how = await ending.promise;
		for (const timer of timers) clearInterval(timer);
		leave();
		await worker.terminate();
		await line;
		return how;
	};
	return { outcome: whole(), leave: () => conclude('left') };
}
