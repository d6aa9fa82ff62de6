import { afterEach, describe, expect, it } from 'vitest';
import { console as admin } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { isSigned, startReceiver } from '../../../test/setup/receiver.ts';
import { acts, always, codeOf, newAgent, newRuntime, somebody } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { dropDeliveries, listDeliveries, retryDeliveries } from './deliveries.server.ts';
import { startWebhooks } from './deliver.server.ts';
import { DeliveryQuery } from './input.ts';
import { fill, liveHooks, LEASE_MS, settleDelivery, take, tidy } from './outbox.server.ts';
import { openReach } from './reach.server.ts';
import { MOST_ATTEMPTS } from './schedule.ts';
import {
	changeWebhook,
	createWebhook,
	readWebhook,
	removeWebhook,
	rotateSecret,
	ROTATION_MS,
	testWebhook
} from './webhooks.server.ts';

const means = { hmac: Buffer.alloc(32, 7), reach: openReach(['127.0.0.1']) };
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
	for (const one of running.splice(0)) await one.stop();
});

/** Starts to send, as a server does; each looks for what is new by itself. */
const send = async (store: Store) => {
	let position = await seal(store);
	const timer = setInterval(() => void seal(store).then((last) => (position = last)), 40);
	const faults: unknown[] = [];
	const own = startWebhooks(store, {
		...means,
		origin: 'https://here.example',
		position: () => position,
		report: (error) => faults.push(error),
		everyMs: 30
	});
	running.push({
		async stop() {
			clearInterval(timer);
			await own.stop();
		}
	});
	return faults;
};

const KINDS = ['decision.pending', 'decision.approved', 'halt.created', 'dataset.versioned'] as const;
const hookTo = (store: Store, url: string, more: object = {}) =>
	createWebhook(store, means, admin, { name: 'Desk', url, kinds: [...KINDS], ...more });

/** An act of any project, as a verb writes it; `false` takes it back. */
const act = (store: Store, project: string, stands = true) =>
	codeOf(
		store.write(async (tx) => {
			const subject = { type: 'dataset', id: newId() };
			await append(tx, {
				type: 'dataset.versioned',
				actor: 'system',
				project: { slug: project, stage: 'annotation' },
				subject
			});
			if (!stands) throw new Error('taken back');
		})
	);

const filled = async (store: Store) => {
	const to = await seal(store);
	for (;;) {
		const hooks = await liveHooks(store.read);
		const behind = hooks.filter(({ position }) => position < to);
		const ends = await Promise.all(
			behind.map((hook) => fill(store, hook, hook.position, 'https://here.example', Date.now()))
		);
		if (ends.every(({ wrote }) => !wrote)) return;
	}
};
const page = (store: Store, id: string, state: string) =>
	listDeliveries(store, admin, id, DeliveryQuery.parse({ state, limit: 200 }));

describe('an outbox', () => {
	it('holds each act once and nothing that was taken back, whoever fills it at once', async () => {
		const store = await freshStore();
		const other = await joinStore(store.url);
		const hook = await hookTo(store, 'http://127.0.0.1:9/');
		const stands = Array.from({ length: 60 }, (_, i) => i % 3 !== 0);
		await Promise.all(stands.map((one, i) => act(i % 2 ? store : other, `p${i}`, one)));
		await Promise.all([filled(store), filled(other), filled(store)]);
		const { items } = await page(store, hook.id, 'waiting');
		expect(items).toHaveLength(stands.filter(Boolean).length);
		expect(new Set(items.map(({ message }) => message)).size).toBe(items.length);
	});

	it('goes on where it was when a write of it came to nothing', async () => {
		const store = await freshStore();
		const hook = await hookTo(store, 'http://127.0.0.1:9/');
		await act(store, 'p');
		await seal(store);
		const [live] = await liveHooks(store.read);
		if (!live) throw new Error('no hook');
		// The messages go in and the position moves, or neither: here the write ends in the middle.
		const broken: Store = {
			...store,
			write: (run) =>
				store.write(async (tx) => {
					await run(tx);
					throw new Error('killed');
				})
		};
		await expect(fill(broken, live, live.position, '', Date.now())).rejects.toThrow('killed');
		expect((await page(store, hook.id, 'waiting')).items).toEqual([]);
		await filled(store);
		expect((await page(store, hook.id, 'waiting')).items).toHaveLength(1);
	});

	it('is of its project and of the kinds that were chosen, from its first moment on', async () => {
		const store = await freshStore();
		const slug = await newRuntime(store, always('in_the_loop'));
		const agent = await newAgent(store);
		const { submit, approve } = acts(store, slug);
		await submit(agent);
		const mine = await hookTo(store, 'http://127.0.0.1:9/', { project: slug });
		const quiet = await hookTo(store, 'http://127.0.0.1:9/', { kinds: ['decision.expired'] });
		const { id } = await submit(agent, { action: { name: 'mail', args: {} } });
		await approve(await somebody(store), id);
		await act(store, 'elsewhere');
		await filled(store);
		const kinds = (await page(store, mine.id, 'waiting')).items.map(({ kind }) => kind).reverse();
		expect(kinds).toEqual(['decision.pending', 'decision.approved']);
		expect((await page(store, quiet.id, 'waiting')).items).toEqual([]);
	});

	it('hands a message to one server, and again when that one gave no sign', async () => {
		const store = await freshStore();
		const other = await joinStore(store.url);
		const hook = await hookTo(store, 'http://127.0.0.1:9/');
		await testWebhook(store, admin, hook.id);
		const [waiting] = (await page(store, hook.id, 'waiting')).items;
		const due = { id: waiting?.id ?? '', at: Date.parse(waiting?.next_at ?? '') };
		const now = Date.now();
		const taken = await Promise.all([store, other, store, other].map((one) => take(one, due, now)));
		expect(taken.filter(Boolean)).toHaveLength(1);
		const again = await take(other, { id: due.id, at: now + LEASE_MS }, now + LEASE_MS);
		expect(again?.attempts).toBe(2);
		// What the first server still says of its attempt counts no more.
		const lost = taken.find((one) => one !== null);
		if (!lost) throw new Error('nobody took it');
		await settleDelivery(store, lost, { ok: false, status: 500, error: 'late', asked: null }, now, 0);
		expect((await page(store, hook.id, 'waiting')).items[0]?.error).toBeNull();
	});

	it('gives a message up after the last attempt, and keeps it until it is sent again or dropped', async () => {
		const store = await freshStore();
		const hook = await hookTo(store, 'http://127.0.0.1:9/');
		for (let i = 0; i < 3; i++) await testWebhook(store, admin, hook.id);
		let now = Date.now();
		for (let i = 0; i < MOST_ATTEMPTS; i++, now += 2 * 86_400_000)
			for (const { id, next_at } of (await page(store, hook.id, 'waiting')).items) {
				const taken = await take(store, { id, at: Date.parse(next_at ?? '') }, now);
				if (!taken) throw new Error('not taken');
				const outcome = { ok: false, status: 503, error: 'it answered 503', asked: null } as const;
				await settleDelivery(store, taken, outcome, now, 0);
			}
		const dead = (await page(store, hook.id, 'dead')).items;
		expect(dead.map(({ attempts, error }) => [attempts, error])).toEqual(
			Array.from({ length: 3 }, () => [MOST_ATTEMPTS, 'it answered 503'])
		);
		expect(await readWebhook(store, admin, hook.id)).toMatchObject({ dead: 3, failed: 3 * MOST_ATTEMPTS });
		const [one, two] = dead.map(({ id }) => id);
		expect(await retryDeliveries(store, admin, hook.id, { ids: [one ?? ''] })).toBe(1);
		expect(await dropDeliveries(store, admin, hook.id, { ids: [two ?? '', 'nothing'] })).toBe(1);
		expect(await dropDeliveries(store, admin, hook.id, { all: true })).toBe(1);
		expect(await readWebhook(store, admin, hook.id)).toMatchObject({ dead: 0, waiting: 1 });
	});

	it('forgets what was sent long ago, and nothing that waits', async () => {
		const store = await freshStore();
		const hook = await hookTo(store, 'http://127.0.0.1:9/');
		await testWebhook(store, admin, hook.id);
		await testWebhook(store, admin, hook.id);
		const [first] = (await page(store, hook.id, 'waiting')).items;
		const taken = await take(
			store,
			{ id: first?.id ?? '', at: Date.parse(first?.next_at ?? '') },
			Date.now()
		);
		if (!taken) throw new Error('not taken');
		await settleDelivery(store, taken, { ok: true, status: 200 }, Date.now(), 0);
		expect(await tidy(store, hook.id, Date.now())).toBe(0);
		expect(await tidy(store, hook.id, Date.now() + 40 * 86_400_000)).toBe(1);
		expect((await page(store, hook.id, 'waiting')).items).toHaveLength(1);
	});
});

describe('messages', () => {
	it('come signed to their receiver, once each, though two servers send', async () => {
		const store = await freshStore();
		const receiver = await startReceiver();
		const { id, secret } = await hookTo(store, receiver.url);
		const faults = [await send(store), await send(await joinStore(store.url))];
		for (let i = 0; i < 25; i++) await act(store, `p${i}`);
		await expect.poll(() => receiver.came.length).toBe(25);
		await expect.poll(async () => (await readWebhook(store, admin, id)).sent).toBe(25);
		expect(new Set(receiver.came.map((message) => message.id)).size).toBe(25);
		expect(receiver.came.every((message) => isSigned(message, secret))).toBe(true);
		expect(receiver.came.every((message) => Math.abs(message.seconds - Date.now() / 1000) < 60)).toBe(true);
		expect(faults.flat()).toEqual([]);
	});

	it('keep their id from one attempt to the next', async () => {
		const store = await freshStore();
		const receiver = await startReceiver();
		const hook = await hookTo(store, receiver.url);
		receiver.answers((_, response) => response.writeHead(500).end('out\u0000 of\n order'));
		await send(store);
		await act(store, 'p');
		await expect.poll(async () => (await page(store, hook.id, 'failing')).items.length).toBe(1);
		const [line] = (await page(store, hook.id, 'failing')).items;
		expect(line).toMatchObject({ status: 500, attempts: 1, error: 'it answered 500: out of order' });
		receiver.answers();
		await retryDeliveries(store, admin, hook.id, { ids: [line?.id ?? ''] });
		await expect.poll(() => receiver.came.length).toBe(2);
		expect(receiver.came[0]?.id).toBe(receiver.came[1]?.id);
		expect(receiver.came[0]?.body).toBe(receiver.came[1]?.body);
	});

	it('are signed by both secrets for a day after a rotation', async () => {
		const store = await freshStore();
		const receiver = await startReceiver();
		const first = await hookTo(store, receiver.url);
		const second = await rotateSecret(store, means, admin, first.id);
		expect(second.secret).not.toBe(first.secret);
		await send(store);
		await testWebhook(store, admin, first.id);
		await expect.poll(() => receiver.came.length).toBe(1);
		await store.write((tx) =>
			tx.query('update webhook set former_until = former_until - $1', ROTATION_MS + 1)
		);
		await testWebhook(store, admin, first.id);
		await expect.poll(() => receiver.came.length).toBe(2);
		const good = receiver.came.map((message) =>
			[first, second].map(({ secret }) => isSigned(message, secret))
		);
		expect(good).toEqual([
			[true, true],
			[false, true]
		]);
	});

	it('end for a receiver that is gone, until it is wanted again; then come from that moment on', async () => {
		const store = await freshStore();
		const receiver = await startReceiver();
		const hook = await hookTo(store, receiver.url);
		receiver.answers((_, response) => response.writeHead(410).end());
		await send(store);
		await act(store, 'p');
		await expect.poll(async () => (await readWebhook(store, admin, hook.id)).state).toBe('gone');
		await act(store, 'while-it-was-gone');
		receiver.answers();
		await changeWebhook(store, means, admin, hook.id, { state: 'on' });
		await act(store, 'again');
		await expect.poll(() => receiver.came.length).toBe(2);
		expect(receiver.came.map(receiver.dataOf).map(({ project }) => project)).toEqual(['p', 'again']);
		const types = await store.read.query<{ type: string }>(
			`select type from event where subject_id = $1 order by id`,
			hook.id
		);
		expect(types.map(({ type }) => type)).toEqual(['webhook.created', 'webhook.gone', 'webhook.changed']);
	});

	it('wait while it is paused, and go when it goes on', async () => {
		const store = await freshStore();
		const receiver = await startReceiver();
		const hook = await hookTo(store, receiver.url);
		await changeWebhook(store, means, admin, hook.id, { state: 'paused' });
		await send(store);
		await act(store, 'p');
		await expect.poll(async () => (await readWebhook(store, admin, hook.id)).waiting).toBe(1);
		expect(await codeOf(testWebhook(store, admin, hook.id))).toBe('paused');
		expect(receiver.came).toEqual([]);
		await changeWebhook(store, means, admin, hook.id, { state: 'on' });
		await expect.poll(() => receiver.came.length).toBe(1);
	});

	it('follow no redirect, and a receiver that hangs keeps no other one waiting', async () => {
		const store = await freshStore();
		const [here, there, slow] = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
		here.answers((_, response) => response.writeHead(307, { location: there.url }).end());
		slow.answers(() => {});
		const redirecting = await hookTo(store, here.url);
		await hookTo(store, slow.url);
		await send(store);
		for (let i = 0; i < 8; i++) await act(store, `p${i}`);
		await expect.poll(async () => (await page(store, redirecting.id, 'failing')).items.length).toBe(8);
		expect((await page(store, redirecting.id, 'failing')).items[0]?.error).toContain(
			'redirects are not followed'
		);
		expect(there.came).toEqual([]);
		// As many as are sent at once, and no more until one of them ends.
		expect(slow.came.length).toBeLessThanOrEqual(4);
	});

	it('are for admins to set up, leave no address or secret in the log, and go with their webhook', async () => {
		const store = await freshStore();
		const { actor: operator } = await somebody(store);
		const url = 'http://127.0.0.1:9/path-that-is-a-secret';
		const input = { name: 'Desk', url, kinds: [...KINDS] };
		expect(await codeOf(createWebhook(store, means, operator, input))).toBe('forbidden');
		expect(await codeOf(createWebhook(store, { ...means, reach: openReach([]) }, admin, input))).toBe(
			'unreachable'
		);
		const hook = await createWebhook(store, means, admin, input);
		await testWebhook(store, admin, hook.id);
		await rotateSecret(store, means, admin, hook.id);
		await removeWebhook(store, admin, hook.id);
		expect(await codeOf(readWebhook(store, admin, hook.id))).toBe('not_found');
		const rows = await store.read.query<{ data: string }>('select data from event');
		expect(rows.map(({ data }) => data).join()).not.toMatch(/path-that-is|whsec/);
		expect(await store.read.query('select id from webhook_delivery')).toEqual([]);
	});
});
