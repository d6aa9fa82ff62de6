/** A job as who asked for it follows it: how far it is, what it came to, and how to end it. Admins see all. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { may } from '#lib/auth/access.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { findJob, stopJob } from './job.server.ts';
import type { Job, JobState } from './job.ts';

export type JobView = {
	id: string;
	kind: string;
	state: JobState;
	/** `total` is null while nobody knows how much there is */
	progress: { done: number; total: number | null };
	/** what a job that is done came to */
	result: Json;
	/** why one failed, for a person */
	error: string | null;
	created_at: string;
	started_at: string | null;
	finished_at: string | null;
};

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export const jobView = (row: Job): JobView => ({
	id: row.id,
	kind: row.kind,
	state: row.state,
	progress: { done: row.done, total: row.total },
	result: row.result,
	error: row.error,
	created_at: new Date(row.createdAt).toISOString(),
	started_at: iso(row.startedAt),
	finished_at: iso(row.finishedAt)
});

/** @throws Refusal not_found, also for a job that somebody else asked for */
async function ownJob(store: Store, actor: Actor, id: string): Promise<Job> {
	const row = await findJob(store.read, id);
	if (row && (row.actor === actorName(actor) || may(actor, 'instance'))) return row;
	throw new Refusal('not_found', 'There is no such job, or somebody else asked for it.');
}

export const readJob = async (store: Store, actor: Actor, id: string): Promise<JobView> =>
	jobView(await ownJob(store, actor, id));

/** Ends a job that waits or runs; nothing of it stays. @throws Refusal not_found, settled when it has ended */
export async function cancelJob(store: Store, actor: Actor, id: string): Promise<JobView> {
	const row = await ownJob(store, actor, id);
	const stopped = await stopJob(store, row, actorName(actor));
	const view = jobView(await ownJob(store, actor, id));
	if (!stopped && view.state !== 'cancelled')
		throw new Refusal('settled', `This job is ${view.state}: there is nothing left to cancel.`);
	return view;
}
