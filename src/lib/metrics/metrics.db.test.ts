import { describe, expect, it } from 'vitest';
import { console as admin } from '#lib/auth/actor.ts';
import { seal } from '#lib/log/seal.server.ts';
import { append } from '#lib/log/append.server.ts';
import { createHalt } from '#lib/runtime/halt.server.ts';
import { giveNotice } from '#lib/runtime/notice.server.ts';
import { settleDue } from '#lib/runtime/clock.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { readMetrics, valueOf } from '../../../test/setup/prometheus.ts';
import { acts, always, newAgent, newRuntime, somebody } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { expose } from './exposition.ts';
import { gather } from './gather.server.ts';
import { openMetrics } from './metrics.server.ts';
import { readTallies, tallyOn } from './tally.server.ts';

const counted = async (store: Store) => {
	await seal(store);
	while (await tallyOn(store));
};
const read = async (store: Store, now = Date.now()) => readMetrics(expose(await gather(store, now)));

describe('the counts of the log', () => {
	it('are what counting the log gives, whoever counts at once, and after a write that came to nothing', async () => {
		const store = await freshStore();
		const other = await joinStore(store.url);
		for (let i = 0; i < 90; i++)
			await store.write((tx) =>
				append(tx, {
					type: `thing.${i % 7}`,
					actor: 'system',
					project: i % 2 ? { slug: `p${i % 3}`, stage: 'runtime' } : null,
					subject: { type: 'thing', id: String(i) }
				})
			);
		await seal(store);
		const broken: Store = {
			...store,
			write: (act) =>
				store.write(async (tx) => {
					await act(tx);
					throw new Error('killed');
				})
		};
		await expect(tallyOn(broken)).rejects.toThrow('killed');
		await Promise.all([tallyOn(store), tallyOn(other), tallyOn(store), tallyOn(other)]);
		await counted(store);
		const byHand = await store.read.query<{ project: string; label: string; value: number }>(
			`select coalesce(project, '') as project, type as label, count(*) as value from event group by 1, 2`
		);
		const sorted = (rows: { project: string; label: string; value: number }[]) =>
			rows.map(({ project, label, value }) => [project, label, Number(value)].join(' ')).sort();
		const events = (await readTallies(store.read)).filter(({ name }) => name === 'event');
		expect(sorted(events)).toEqual(sorted(byHand));
	});
});

describe('the numbers', () => {
	it('tell what waits and for how long, what people overrode, what ran out, what was stopped', async () => {
		const store = await freshStore();
		const gate = { timeout_seconds: 3600, escalation: [{ roles: ['admin'], after_seconds: 600 }] };
		const slug = await newRuntime(store, always('in_the_loop', { gate }));
		const agent = await newAgent(store);
		const who = await somebody(store);
		const { submit, approve, review } = acts(store, slug);
		const now = Date.now() - 7_200_000;
		const ask = (name: string, at: number, more: object = {}) =>
			submit(agent, { action: { name, args: { n: 1 } }, ...more }, at);
		await approve(who, (await ask('a', now)).id, now + 1000);
		await review(who, (await ask('b', now)).id, { verdict: 'reject' }, now + 2000);
		const edited = await ask('c', now);
		await review(who, edited.id, { verdict: 'edit', action: { name: 'c', args: { n: 2 } } }, now + 3000);
		const expired = await ask('d', now);
		await giveNotice(store, now + 700_000);
		await settleDue(store, now + 3_600_000);
		expect((await acts(store, slug).read(agent, expired.id)).status).toBe('expired');
		await ask('e', now + 7_100_000);
		await ask('f', now + 7_190_000);
		await counted(store);
		const seen = await read(store, now + 7_200_000);
		const value = (name: string, labels = {}) => valueOf(seen, name, { project: slug, ...labels });
		expect({
			decisions: value('assent_decisions_total', { status: 'pending' }),
			approved: value('assent_verdicts_total', { verdict: 'approved' }),
			overrides: value('assent_overrides_total'),
			edited: value('assent_overrides_total', { how: 'edited' }),
			breaches: value('assent_breaches_total'),
			expiries: value('assent_expiries_total'),
			pending: value('assent_pending_decisions'),
			median: value('assent_pending_age_seconds', { quantile: '0.5' }),
			oldest: value('assent_pending_age_seconds', { quantile: '1' })
		}).toEqual({
			decisions: 6,
			approved: 1,
			overrides: 2,
			edited: 1,
			breaches: 1,
			expiries: 1,
			pending: 2,
			median: 10,
			oldest: 100
		});
		await createHalt(store, admin, { scope: 'all', reason: 'Stop.' });
		await counted(store);
		const stopped = await read(store);
		expect(valueOf(stopped, 'assent_halts_total', { scope: 'all' })).toBe(1);
		expect(valueOf(stopped, 'assent_halts_active')).toBe(1);
		expect(valueOf(stopped, 'assent_database_bytes')).toBeGreaterThan(10_000);
		expect(valueOf(stopped, 'assent_log_position')).toBe(await seal(store));
	});

	it('count no approval of time’s among those of people', async () => {
		const store = await freshStore();
		await store.write((tx) =>
			append(tx, {
				type: 'decision.approved',
				actor: 'system',
				project: { slug: 'p', stage: 'runtime' },
				subject: { type: 'decision', id: 'd' }
			})
		);
		await counted(store);
		expect(valueOf(await read(store), 'assent_verdicts_total')).toBe(0);
	});

	it('have a hundred projects by name and the others together', async () => {
		const store = await freshStore();
		await store.write(async (tx) => {
			for (let i = 0; i < 130; i++)
				await tx.query(
					'insert into tally (name, project, label, value) values ($1, $2, $3, $4)',
					'event',
					`p${String(i).padStart(3, '0')}`,
					'decision.expired',
					2
				);
		});
		const samples = (await read(store)).get('assent_expiries_total')?.samples ?? [];
		expect(samples).toHaveLength(101);
		expect(samples.find(({ labels }) => labels.project === 'other')?.value).toBe(60);
	});

	it('tell how long people took: until somebody had it in hand, and until the answer', async () => {
		const store = await freshStore();
		const metrics = openMetrics(store, 'a token');
		const slug = await newRuntime(store, always('in_the_loop'));
		const agent = await newAgent(store);
		const now = Date.now();
		const { submit, approve } = acts(store, slug);
		await approve(await somebody(store), (await submit(agent, {}, now)).id, now + 45_000);
		const text = await metrics.page({ actor: admin, refused: null, bearer: null });
		const seen = readMetrics(text);
		const bucket = (le: string) =>
			seen
				.get('assent_time_to_claim_seconds')
				?.samples.find(({ labels }) => labels.project === slug && labels.le === le)?.value;
		expect([bucket('30'), bucket('60')]).toEqual([0, 1]);
		expect(text).toContain(`assent_handling_seconds_count{project="${slug}"} 1`);
		metrics.stop();
	});

	it('are for admins and for who has the scraper’s token', async () => {
		const store = await freshStore();
		const metrics = openMetrics(store, 'a token');
		const closed = openMetrics(store, '');
		const { actor } = await somebody(store);
		const asked = { actor: null, refused: null, bearer: null };
		await expect(metrics.page(asked)).rejects.toMatchObject({ code: 'unauthenticated' });
		await expect(metrics.page({ ...asked, bearer: 'another' })).rejects.toMatchObject({
			code: 'unauthenticated'
		});
		await expect(closed.page({ ...asked, bearer: '' })).rejects.toMatchObject({ code: 'unauthenticated' });
		await expect(metrics.page({ ...asked, actor })).rejects.toMatchObject({ code: 'forbidden' });
		expect(await metrics.page({ ...asked, bearer: 'a token' })).toContain('assent_halts_active 0');
		metrics.stop();
		closed.stop();
	});
});
