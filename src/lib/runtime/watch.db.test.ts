import { beforeAll, describe, expect, it } from 'vitest';
import {
	acts,
	always,
	codeOf,
	eventsOf,
	newAgent,
	newRuntime,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { settleDue } from './clock.server.ts';
import { createHalt } from './halt.server.ts';
import { vetoDecision } from './veto.server.ts';
import { signOfLife } from './watch.server.ts';

let store: Store;
let agent: Program;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
});

const SECOND = 1000;
const setUp = async (more: { [name: string]: Json } = {}, seconds = 60) => {
	const slug = await newRuntime(store, always('on_the_loop', { veto_seconds: seconds, ...more }));
	const watcher = await somebody(store);
	const look = (now: number, { visible = true, who = watcher, tab = 'tab-one-1' } = {}) =>
		signOfLife(store, who.actor, who.session, slug, { tab, visible }, now);
	return { slug, watcher, look, ...acts(store, slug) };
};
const signOut = (who: Somebody) =>
	store.write(async (tx) => {
		await tx.query('delete from session where id = $1', who.session);
	});
/** Watches from one moment to another, with a sign of life every 10 s. */
const keepLooking = async (look: (now: number) => Promise<unknown>, from: number, to: number) => {
	for (let at = from; at <= to; at += 10 * SECOND) await look(at);
};
const now = Date.now();

describe('a veto window', () => {
	it('is open only while somebody watches; else a person is asked', async () => {
		const { submit, look } = await setUp();
		expect(await submit(agent, {}, now)).toMatchObject({ status: 'pending', reason: { code: 'no_watcher' } });
		await look(now);
		expect(await submit(agent, {}, now + 29 * SECOND)).toMatchObject({
			status: 'veto_open',
			veto_until: new Date(now + 89 * SECOND).toISOString()
		});
		expect((await submit(agent, {}, now + 30 * SECOND)).status).toBe('pending');
	});

	it('that lapses unvetoed under a watcher approves, by policy, with nobody’s judgment', async () => {
		const { submit, look, read } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		await keepLooking(look, now, now + 60 * SECOND);
		expect((await read(agent, made.id, now + 59_999)).status).toBe('veto_open');
		const done = await read(agent, made.id, now + 60 * SECOND);
		expect(done).toMatchObject({ status: 'approved', reason: { code: 'unvetoed' } });
		expect(done.grant).toBeDefined();
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.approved']);
		expect(await store.read.query('select 1 from judgment where item_id = $1', made.id)).toEqual([]);
	});

	it('closes at once and asks a person when the last watcher is gone', async () => {
		const { submit, look, read } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		expect((await read(agent, made.id, now + 29 * SECOND)).status).toBe('veto_open');
		expect(await read(agent, made.id, now + 31 * SECOND)).toMatchObject({
			status: 'pending',
			reason: { code: 'no_watcher' }
		});
		await look(now + 32 * SECOND);
		expect((await read(agent, made.id, now + 33 * SECOND)).status).toBe('pending');
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.unwatched']);
	});

	it('with a gap in the watch does not approve, though nobody looked during the gap and all is well again', async () => {
		const { submit, look, read } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		// A frozen tab: no sign of life for 31 seconds, then again as if nothing had been.
		await keepLooking(look, now + 31 * SECOND, now + 70 * SECOND);
		expect((await read(agent, made.id, now + 65 * SECOND)).status).toBe('pending');
	});

	it('is not kept open by a tab that hid', async () => {
		const { submit, look, read } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		await look(now + 5 * SECOND, { visible: false });
		expect((await read(agent, made.id, now + 6 * SECOND)).status).toBe('pending');
		expect((await submit(agent, {}, now + 6 * SECOND)).status).toBe('pending');
	});

	it('is not kept open by a second tab of somebody who signed out', async () => {
		const { submit, look, read, watcher } = await setUp();
		await look(now, { tab: 'tab-one-1' });
		await look(now, { tab: 'tab-two-2' });
		const made = await submit(agent, {}, now);
		await signOut(watcher);
		expect((await read(agent, made.id, now + SECOND)).status).toBe('pending');
	});

	it('is kept open by another person, or by another visible tab', async () => {
		const { submit, look, read } = await setUp();
		const colleague = await somebody(store);
		await look(now, { tab: 'tab-one-1' });
		await look(now, { tab: 'tab-two-2' });
		const made = await submit(agent, {}, now);
		await look(now + SECOND, { visible: false });
		expect((await read(agent, made.id, now + 2 * SECOND)).status).toBe('veto_open');
		await look(now + 3 * SECOND, { who: colleague });
		await look(now + 4 * SECOND, { visible: false, tab: 'tab-two-2' });
		expect((await read(agent, made.id, now + 5 * SECOND)).status).toBe('veto_open');
	});

	it('is not watched by whom the gate would not ask', async () => {
		const { submit, look } = await setUp({ gate: { roles: ['admin'] } });
		await look(now);
		expect((await submit(agent, {}, now)).status).toBe('pending');
		await look(now, { who: await somebody(store, 'admin') });
		expect((await submit(agent, {}, now)).status).toBe('veto_open');
	});

	it('is vetoed by one person, with a reason, and that is a judgment', async () => {
		const { submit, look, read, watcher } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		const reason = { code: 'take_over', text: 'I fly it myself.' };
		const vetoed = await vetoDecision(store, watcher.actor, made.id, reason, now + SECOND);
		expect(vetoed).toMatchObject({ status: 'rejected', reason });
		expect((await read(agent, made.id, now + 2 * SECOND)).grant).toBeUndefined();
		expect(await codeOf(vetoDecision(store, watcher.actor, made.id, reason, now + 3 * SECOND))).toBe(
			'settled'
		);
		const rows = await store.read.query<{ answers: string }>(
			'select answers from judgment where item_id = $1',
			made.id
		);
		expect(rows).toHaveLength(1);
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.vetoed']);
	});

	it('takes no veto that comes late, nor one of a key', async () => {
		const { submit, look, watcher } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		const key = { ...watcher.actor, via: 'key' as const };
		expect(await codeOf(vetoDecision(store, key, made.id, undefined, now))).toBe('forbidden');
		await keepLooking(look, now, now + 60 * SECOND);
		expect(await codeOf(vetoDecision(store, watcher.actor, made.id, undefined, now + 60 * SECOND))).toBe(
			'settled'
		);
	});

	it('has one end of two at once: a veto and its close', async () => {
		const { slug, submit, look, read, watcher } = await setUp();
		for (let round = 0; round < 5; round++) {
			const start = now + round * 100 * SECOND;
			await look(start);
			const made = await submit(agent, { action: { name: 'pay', args: { round } } }, start);
			await keepLooking(look, start, start + 60 * SECOND);
			const end = start + 60 * SECOND;
			const [vetoed, ...reads] = await Promise.all([
				codeOf(vetoDecision(store, watcher.actor, made.id, undefined, end - 1)),
				read(agent, made.id, end),
				read(agent, made.id, end),
				settleDue(store, end)
			]);
			const { status } = await read(agent, made.id, end);
			expect(status).toBe(vetoed === 'ok' ? 'rejected' : 'approved');
			expect(reads.every((seen) => typeof seen === 'number' || seen.status === status)).toBe(true);
			expect(await eventsOf(store, made.id)).toHaveLength(2);
		}
		expect(slug).toBeTruthy();
	});

	it('ends with a halt', async () => {
		const { slug, submit, look, read, watcher } = await setUp();
		await look(now);
		const made = await submit(agent, {}, now);
		await createHalt(store, watcher.actor, { scope: 'project', project: slug, reason: 'test' }, now + SECOND);
		expect((await read(agent, made.id, now + 2 * SECOND)).status).toBe('halted');
	});

	it('ends sooner when the agent cannot wait that long', async () => {
		const { submit, look, read } = await setUp();
		await look(now);
		const made = await submit(agent, { expires_in: 5 }, now);
		expect((await read(agent, made.id, now + 5 * SECOND)).status).toBe('expired');
	});
});

describe('presence', () => {
	it('is a signed-in person’s: no key, no console, nobody from elsewhere', async () => {
		const { slug, watcher, look } = await setUp();
		const input = { tab: 'tab-one-1', visible: true };
		const rater = await somebody(store, 'rater');
		expect(await codeOf(look(now, { who: rater }))).toBe('forbidden');
		expect(await codeOf(signOfLife(store, { ...watcher.actor, via: 'key' }, null, slug, input, now))).toBe(
			'forbidden'
		);
		expect(await codeOf(signOfLife(store, consoleActor, null, slug, input, now))).toBe('forbidden');
		expect(await codeOf(signOfLife(store, agent, null, slug, input, now))).toBe('forbidden');
		expect(await codeOf(signOfLife(store, watcher.actor, null, slug, input, now))).toBe('forbidden');
		expect(await look(now)).toMatchObject({ watching: true, seconds: 30 });
	});

	it('writes no event', async () => {
		const { slug, look } = await setUp();
		const count = async () =>
			(await store.read.query<{ n: number }>('select count(*) as n from event where project = $1', slug))[0]
				?.n;
		const before = await count();
		await look(now);
		await look(now + SECOND, { visible: false });
		expect(await count()).toBe(before);
	});
});
