import { afterEach, describe, expect, it } from 'vitest';
import { console as onTheMachine } from '#lib/auth/actor.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { datasetChunk } from '#lib/schema/tables.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Keeper } from './attempt.server.ts';
import { beat, end, findJob, MOST_ATTEMPTS, requestJob, takeJob } from './job.server.ts';
import { buildOf, type Job } from './job.ts';
import { cancelJob, readJob } from './jobs.server.ts';
import { startJobs } from './run.server.ts';

const entry = new URL('../../../test/setup/job-thread.ts', import.meta.url);
const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Keeps pieces as files are kept; what a job comes to is what it says itself. */
const keeper: Keeper = {
	keep: async (tx, job, { file, part, data }) =>
		void (await tx.insert(datasetChunk).values({ build: buildOf(job), file, part, data: Buffer.from(data) })),
	finish: async (_tx, _job, result) => result,
	async discard(store, { id, attempt }, ended) {
		for (let n = 1; n < attempt + Number(ended); n++)
			await store.write((tx) =>
				tx.query('delete from dataset_chunk where build = $1', buildOf({ id, attempt: n }))
			);
	}
};
const kinds = ['pieces', 'refuse', 'break', 'vanish', 'spin', 'write'];
const faults: string[] = [];
function serve(store: Store, more: { silentMs?: number } = {}) {
	const server = startJobs(store, {
		entry,
		keepers: Object.fromEntries(kinds.map((kind) => [kind, keeper])),
		report: (error) => {
			faults.push(error instanceof Error ? error.message : String(error));
			return 'incident';
		},
		everyMs: 20,
		...more
	});
	servers.push(server);
	return server;
}
const ask = (store: Store, kind: string, input: Json = {}): Promise<Job> =>
	store.write((tx) => requestJob(tx, { kind, input, actor: 'system', project: null }));
const stateOf = async (store: Store, id: string) => (await findJob(store.read, id))?.state;
const until = (store: Store, id: string, state: string) =>
	expect.poll(() => stateOf(store, id), { timeout: 20_000 }).toBe(state);
const pieces = async (store: Store): Promise<number> =>
	(await store.read.query('select part from dataset_chunk')).length;
const events = async (store: Store, id: string): Promise<string[]> =>
	(
		await store.read.query<{ type: string }>('select type from event where subject_id = $1 order by id', id)
	).map(({ type }) => type);

describe('a job', () => {
	it('runs in a thread, hands over its pieces in order and says what it came to', async () => {
		const store = await freshStore();
		serve(store);
		const { id } = await ask(store, 'pieces', { parts: 12 });
		await until(store, id, 'done');
		expect(await readJob(store, onTheMachine, id)).toMatchObject({
			state: 'done',
			progress: { done: 12, total: 12 },
			result: { parts: 12, jobs: 1 },
			error: null
		});
		const kept = await store.read.select().from(datasetChunk).orderBy(datasetChunk.part);
		expect(kept.map(({ data }) => data.toString())).toEqual(
			Array.from({ length: 12 }, (_, i) => `piece ${i}`)
		);
		expect(await events(store, id)).toEqual(['job.requested', 'job.started', 'job.done']);
	});

	it('that is refused says why to a person; one that breaks tells a number and no detail', async () => {
		const store = await freshStore();
		serve(store);
		const refused = await ask(store, 'refuse');
		const broken = await ask(store, 'break');
		const vanished = await ask(store, 'vanish');
		const unknown = await ask(store, 'unheard');
		for (const { id } of [refused, broken, vanished, unknown]) await until(store, id, 'failed');
		const error = async ({ id }: Job) => (await findJob(store.read, id))?.error;
		expect(await error(refused)).toBe('There is nothing to do here.');
		expect(await error(broken)).toBe('Something broke here (incident). Ask for it again.');
		expect(await error(vanished)).toBe('Something broke here (incident). Ask for it again.');
		expect(await error(unknown)).toContain('knows no job');
		expect(faults).toContain('a secret detail');
	});

	it('can write nothing by itself', async () => {
		const store = await freshStore();
		serve(store);
		const { id } = await ask(store, 'write');
		await until(store, id, 'failed');
		expect((await findJob(store.read, id))?.kind).toBe('write');
	});
});

describe('cancelled', () => {
	it('while it runs, it ends at once and nothing of it stays', async () => {
		const store = await freshStore();
		serve(store);
		const { id } = await ask(store, 'pieces', { parts: 100_000, pauseMs: 1 });
		await expect.poll(() => pieces(store)).toBeGreaterThan(2);
		await cancelJob(store, onTheMachine, id);
		await expect.poll(() => pieces(store)).toBe(0);
		const next = await ask(store, 'pieces', { parts: 2 });
		await until(store, next.id, 'done');
		expect(await stateOf(store, id)).toBe('cancelled');
		expect(await pieces(store)).toBe(2);
		expect(await events(store, id)).toEqual(['job.requested', 'job.started', 'job.cancelled']);
	});

	it('one that thinks of nothing else ends too', async () => {
		const store = await freshStore();
		serve(store);
		const { id } = await ask(store, 'spin');
		await until(store, id, 'running');
		await cancelJob(store, onTheMachine, id);
		const next = await ask(store, 'pieces');
		await until(store, next.id, 'done');
	});

	it('before it began, it never begins; twice changes nothing; after its end is refused', async () => {
		const store = await freshStore();
		const { id } = await ask(store, 'pieces');
		await cancelJob(store, onTheMachine, id);
		expect((await cancelJob(store, onTheMachine, id)).state).toBe('cancelled');
		serve(store);
		const next = await ask(store, 'pieces');
		await until(store, next.id, 'done');
		expect(await events(store, id)).toEqual(['job.requested', 'job.cancelled']);
		await expect(cancelJob(store, onTheMachine, next.id)).rejects.toMatchObject({ code: 'settled' });
	});
});

describe('of several servers', () => {
	it('one takes a job', async () => {
		const store = await freshStore();
		const other = await joinStore(store.url);
		for (let round = 0; round < 10; round++) {
			await ask(store, 'pieces');
			const taken = await Promise.all([takeJob(store, 0), takeJob(other, 0), takeJob(store, 0)]);
			expect(taken.filter((job) => job !== null)).toHaveLength(1);
		}
	});

	it('the later beginning alone may go on and end, though both hold it', async () => {
		const store = await freshStore();
		await ask(store, 'pieces');
		const first = await takeJob(store, 0);
		const second = await takeJob(store, Date.now() + 60_000);
		if (!first || !second) throw new Error('Nobody took it.');
		expect(second.id).toBe(first.id);
		expect(await store.write((tx) => beat(tx, first))).toBe(false);
		expect(await store.write((tx) => end(tx, first, 'done', 'late'))).toBe(false);
		expect(await store.write((tx) => beat(tx, second))).toBe(true);
		expect(await store.write((tx) => end(tx, second, 'done', 'right'))).toBe(true);
		expect(await findJob(store.read, first.id)).toMatchObject({ state: 'done', result: 'right' });
	});

	it('the next begins anew what one left without a sign of life, and the first can spoil nothing', async () => {
		const store = await freshStore();
		const { id } = await ask(store, 'pieces', { parts: 3 });
		const now = Date.now();
		const first = await takeJob(store, 0, now);
		if (!first) throw new Error('Nobody took it.');
		await store.write((tx) => keeper.keep(tx, first, { file: 'pieces', part: 0, data: Buffer.from('old') }));
		expect(await takeJob(store, now - 1, now)).toBeNull();
		serve(store, { silentMs: 100 });
		await until(store, id, 'done');
		expect(await store.write((tx) => beat(tx, first))).toBe(false);
		expect(await store.write((tx) => end(tx, first, 'done', 'late'))).toBe(false);
		expect((await findJob(store.read, id))?.result).toEqual({ parts: 3, jobs: 1 });
		expect(await pieces(store)).toBe(3);
	});

	it('none begins again what ended its server each time', async () => {
		const store = await freshStore();
		const { id } = await ask(store, 'pieces');
		for (let n = 0; n < MOST_ATTEMPTS; n++) expect(await takeJob(store, Date.now() + 60_000)).not.toBeNull();
		expect(await takeJob(store, Date.now() + 60_000)).toBeNull();
		expect(await findJob(store.read, id)).toMatchObject({ state: 'failed' });
	});

	it('one that ends in good order gives its job back, without a trace', async () => {
		const store = await freshStore();
		const { id } = await ask(store, 'pieces', { parts: 100_000, pauseMs: 1 });
		const server = serve(store);
		await expect.poll(() => pieces(store)).toBeGreaterThan(2);
		await server.stop();
		expect(await stateOf(store, id)).toBe('queued');
		expect(await pieces(store)).toBe(0);
	});
});

it('who asked for a job sees it, and an admin; for others there is none', async () => {
	const store = await freshStore();
	const lead = await personIn(store, 'lead@example.org', 'researcher');
	const other = await personIn(store, 'other@example.org', 'researcher');
	const admin = await personIn(store, 'admin@example.org', 'admin');
	const { id } = await store.write((tx) =>
		requestJob(tx, { kind: 'pieces', input: {}, actor: `user:${lead.id}`, project: null })
	);
	expect((await readJob(store, lead, id)).id).toBe(id);
	expect((await readJob(store, admin, id)).id).toBe(id);
	await expect(readJob(store, other, id)).rejects.toMatchObject({ code: 'not_found' });
	await expect(cancelJob(store, other, id)).rejects.toMatchObject({ code: 'not_found' });
	await expect(readJob(store, admin, 'none')).rejects.toMatchObject({ code: 'not_found' });
});
