import { beforeAll, describe, expect, it } from 'vitest';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { once, type Once } from './idempotency.server.ts';

let store: Store;
let second: Store;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
});

const HOUR = 3600 * 1000;
const scope = (key: string, more: Partial<Once> = {}): Once => ({
	...{ actor: 'user:a', method: 'POST', resource: '/x', key },
	...more
});
const allowed = async () => {};
const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });
/** An act that counts how often it is done. */
const counting = () => {
	let done = 0;
	const act = async () => Response.json({ done: ++done }, { status: 201 });
	return { act, done: () => done };
};
const bodyOf = async (response: Response) => [response.status, await response.json()] as const;

describe('an Idempotency-Key', () => {
	it('does the act once and repeats its answer', async () => {
		const { act, done } = counting();
		expect(await bodyOf(await once(store, scope('a'), 'body', allowed, act))).toEqual([201, { done: 1 }]);
		const again = await once(store, scope('a'), 'body', allowed, act);
		expect(again.headers.get('idempotent-replayed')).toBe('true');
		expect(await bodyOf(again)).toEqual([201, { done: 1 }]);
		expect(done()).toBe(1);
	});

	it('does it once however many come at once, on two servers', async () => {
		const { act, done } = counting();
		const slow = async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			return act();
		};
		const all = await Promise.allSettled(
			Array.from({ length: 8 }, (_, i) => once(i % 2 ? store : second, scope('b'), 'body', allowed, slow))
		);
		expect(done()).toBe(1);
		expect(all.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
		for (const one of all)
			if (one.status === 'rejected') expect(one.reason).toEqual(refused('idempotency_pending'));
	});

	it('refuses another body', async () => {
		const { act, done } = counting();
		await once(store, scope('c'), 'body', allowed, act);
		await expect(once(store, scope('c'), 'other', allowed, act)).rejects.toEqual(
			refused('idempotency_conflict')
		);
		expect(done()).toBe(1);
	});

	it('means nothing to another actor, method or address', async () => {
		const { act, done } = counting();
		for (const more of [{}, { actor: 'user:b' }, { method: 'PATCH' }, { resource: '/y' }])
			await once(store, scope('d', more), 'body', allowed, act);
		expect(done()).toBe(4);
	});

	it('gives the stored answer under the rights of today', async () => {
		const { act } = counting();
		const forbidden = () => Promise.reject(new Refusal('forbidden', 'Not any more.'));
		await once(store, scope('e'), 'body', allowed, act);
		await expect(once(store, scope('e'), 'body', forbidden, act)).rejects.toEqual(refused('forbidden'));
	});

	it('keeps nothing of a refusal: mended, the same request may come again', async () => {
		const refuses = () => Promise.reject(new Refusal('paused', 'Later.'));
		await expect(once(store, scope('f'), 'body', allowed, refuses)).rejects.toEqual(refused('paused'));
		const { act } = counting();
		expect((await once(store, scope('f'), 'body', allowed, act)).status).toBe(201);
	});

	it('repeats an answer without a body', async () => {
		const empty = async () => new Response(null, { status: 204 });
		await once(store, scope('g'), '', allowed, empty);
		expect((await once(store, scope('g'), '', allowed, empty)).status).toBe(204);
	});

	it('is forgotten after a day', async () => {
		const { act, done } = counting();
		const now = Date.now();
		await once(store, scope('h'), 'body', allowed, act, now);
		await once(store, scope('h'), 'body', allowed, act, now + 23 * HOUR);
		expect(done()).toBe(1);
		await once(store, scope('h'), 'other', allowed, act, now + 25 * HOUR);
		expect(done()).toBe(2);
	});

	it('of a request that a killed server never answered may be tried again after a minute', async () => {
		const { act, done } = counting();
		const now = Date.now();
		const never = () => new Promise<Response>(() => {});
		void once(store, scope('i'), 'body', allowed, never, now);
		await new Promise((resolve) => setTimeout(resolve, 50));
		await expect(once(store, scope('i'), 'body', allowed, act, now + 59_000)).rejects.toEqual(
			refused('idempotency_pending')
		);
		expect((await once(store, scope('i'), 'body', allowed, act, now + 61_000)).status).toBe(201);
		expect(done()).toBe(1);
	});
});
