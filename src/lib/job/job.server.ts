/**
 * Jobs as their table holds them. Every change of state is one guarded update, so that of two servers one takes a
 * job, and one that was cancelled or begun again is never finished by an earlier beginning.
 */
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { job } from '#lib/schema/tables.ts';
import { and, eq, inArray } from 'drizzle-orm';
import type { Job } from './job.ts';

/** A job that was begun so often without an end is not begun again. */
export const MOST_ATTEMPTS = 5;

type Stored = { id: string; attempt: number };

const tell = (tx: Tx, row: Job, what: string, actor: string, now: number): Promise<string> =>
	append(
		tx,
		{
			type: `job.${what}`,
			actor,
			project: row.project,
			subject: { type: 'job', id: row.id },
			data: { kind: row.kind }
		},
		now
	);

export async function findJob(db: ReadDb, id: string): Promise<Job | null> {
	const [row] = await db.select().from(job).where(eq(job.id, id));
	return row ?? null;
}

async function readJob(db: ReadDb, id: string): Promise<Job> {
	const row = await findJob(db, id);
	if (row === null) throw new Error(`Job ${id} is gone.`);
	return row;
}

/** Those that wait or run, the oldest first. */
export const openJobs = (db: ReadDb, kind: string): Promise<Job[]> =>
	db
		.select()
		.from(job)
		.where(and(inArray(job.state, ['queued', 'running']), eq(job.kind, kind)))
		.orderBy(job.id);

/** Puts a job in line, in the write that has a reason for it. */
export async function requestJob(
	tx: Tx,
	asked: Pick<Job, 'kind' | 'input' | 'actor' | 'project'>,
	now = Date.now()
): Promise<Job> {
	const row: Job = {
		...asked,
		id: newId(now),
		state: 'queued',
		attempt: 0,
		done: 0,
		total: null,
		result: null,
		error: null,
		createdAt: now,
		startedAt: null,
		finishedAt: null
	};
	await tx.insert(job).values({ ...row, heartbeatAt: null });
	await tell(tx, row, 'requested', row.actor, now);
	return row;
}

/**
 * Takes the job that waits longest, or one whose server gave no sign of life.
 * @param silentSince running jobs whose last sign is older belong to nobody
 */
export async function takeJob(store: Store, silentSince: number, now = Date.now()): Promise<Job | null> {
	const free = `(state = 'queued' or (state = 'running' and heartbeat_at < $1))`;
	// Looked for outside of a write: mostly there is none, and a write would wait for its turn.
	const [waiting] = await store.read.query(`select id from job where ${free} limit 1`, silentSince);
	if (!waiting) return null;
	return store.write(async (tx) => {
		const [taken] = await tx.query<Stored>(
			`update job set state = 'running', attempt = attempt + 1, done = 0, total = null,
				started_at = $2, heartbeat_at = $2
			where id = (select id from job where ${free} order by id limit 1${store.skipLocked}) and ${free}
			returning id, attempt`,
			silentSince,
			now
		);
		if (!taken) return null;
		const row = await readJob(tx, taken.id);
		if (row.attempt <= MOST_ATTEMPTS) {
			await tell(tx, row, 'started', 'system', now);
			return row;
		}
		await end(tx, row, 'failed', `It was begun ${MOST_ATTEMPTS} times and the server ended each time.`, now);
		return null;
	});
}

const mine = `state = 'running' and attempt = $2`;

/** A sign of life. @returns whether the job is still this beginning's */
export async function beat(tx: Tx, { id, attempt, done, total }: Job, now = Date.now()): Promise<boolean> {
	const rows = await tx.query(
		`update job set heartbeat_at = $3, done = $4, total = $5 where id = $1 and ${mine} returning id`,
		id,
		attempt,
		now,
		done,
		total
	);
	return rows.length > 0;
}

/** Whether the job is still this beginning's, without saying anything. */
export async function isMine(db: ReadDb, { id, attempt }: Stored): Promise<boolean> {
	return (await db.query(`select id from job where id = $1 and ${mine}`, id, attempt)).length > 0;
}

/** @returns whether it was still this beginning's to end */
export async function end(
	tx: Tx,
	row: Job,
	state: 'done' | 'failed',
	outcome: Json,
	now = Date.now()
): Promise<boolean> {
	const rows = await tx.query(
		`update job set state = $3, ${state === 'done' ? 'done = coalesce(total, done), result' : 'error'} = $4, finished_at = $5
		where id = $1 and ${mine} returning id`,
		row.id,
		row.attempt,
		state,
		state === 'done' ? canonical(outcome) : String(outcome),
		now
	);
	if (rows.length > 0) await tell(tx, row, state, 'system', now);
	return rows.length > 0;
}

/** Puts it back in line: this server ends in good order, and another one, or its successor, begins anew. */
export const giveBack = (store: Store, { id, attempt }: Stored): Promise<unknown> =>
	store.write((tx) =>
		tx.query(`update job set state = 'queued' where id = $1 and ${mine} returning id`, id, attempt)
	);

/** Ends a job that waits or runs. @returns whether there was something to end */
export function stopJob(store: Store, row: Job, actor: string, now = Date.now()): Promise<boolean> {
	return store.write(async (tx) => {
		const rows = await tx.query(
			`update job set state = 'cancelled', finished_at = $2 where id = $1 and state in ('queued', 'running') returning id`,
			row.id,
			now
		);
		if (rows.length > 0) await tell(tx, row, 'cancelled', actor, now);
		return rows.length > 0;
	});
}
