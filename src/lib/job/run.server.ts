/** Runs jobs: one at a time on each server, the one that waits longest first. */
import type { Store } from '#lib/schema/store.server.ts';
import { begin, type Attempt, type Keeper, type Report } from './attempt.server.ts';
import { end, giveBack, takeJob } from './job.server.ts';
import type { Job } from './job.ts';

export type Running = {
	/** The file that a thread begins with; it calls serveJob. */
	entry: URL;
	keepers: Record<string, Keeper>;
	report: Report;
	/** Looks for work, and whether what runs was cancelled, so often. */
	everyMs?: number;
	/** A server that gave no sign of life for so long has ended. */
	silentMs?: number;
};

/** Signs of life are given so many times as often as they are missed. */
const BEATS = 6;

export function startJobs(
	store: Store,
	{ entry, keepers, report, everyMs = 500, silentMs = 30_000 }: Running
): { stop(): Promise<void> } {
	let isStopped = false;
	let looking: Promise<void> | null = null;
	let attempt: Attempt | null = null;
	// One server a SQLite file: what runs there when this one starts was its predecessor's.
	let startedAt = store.dialect === 'sqlite' ? Date.now() : 0;

	const run = async (job: Job, keeper: Keeper): Promise<void> => {
		await keeper.discard(store, job, false);
		attempt = begin(store, job, keeper, entry, report, { everyMs, aliveMs: silentMs / BEATS });
		if (isStopped) attempt.leave();
		const outcome = await attempt.outcome;
		attempt = null;
		if (outcome !== 'done') await keeper.discard(store, job, true);
		if (outcome === 'left') await giveBack(store, job);
	};

	const look = async (): Promise<void> => {
		const job = await takeJob(store, Math.max(startedAt, Date.now() - silentMs));
		startedAt = 0;
		if (job === null) return;
		const keeper = Object.hasOwn(keepers, job.kind) ? keepers[job.kind] : undefined;
		if (keeper) await run(job, keeper);
		else
			await store.write((tx) =>
				end(tx, job, 'failed', `This server knows no job of the kind “${job.kind}”.`)
			);
	};

	const timer = setInterval(() => {
		if (isStopped) return;
		looking ??= look()
			.catch((error: unknown) => void (isStopped || report(error, 'jobs')))
			.finally(() => (looking = null));
	}, everyMs);
	timer.unref();

	return {
		async stop() {
			isStopped = true;
			clearInterval(timer);
			attempt?.leave();
			await looking;
		}
	};
}
