import { describe, expect, it } from 'vitest';
import { createHalt } from './halt.server.ts';
import { EXPIRING_MS, nextNotice, noticesOf } from './notice.ts';
import { giveNotice } from './notice.server.ts';
import { defaultGate } from './gate.ts';
import { console as consoleActor } from '#lib/auth/actor.ts';
import { joinStore, freshStore } from '../../../test/setup/store.ts';
import { acts, always, eventsOf, newAgent, newRuntime, somebody } from '../../../test/setup/runtime.ts';

const HOUR = 3_600_000;
const gate = { timeout_seconds: 3600, escalation: [{ roles: ['admin'], after_seconds: 600 }] };
const told = ['decision.submitted', 'decision.escalated', 'decision.expiring'];

describe('what time says of a decision', () => {
	it('comes in order, and a warning takes a fifth of a short time and a quarter of an hour of a long one', () => {
		const short = { gate: defaultGate, createdAt: 0, expiresAt: 1000 };
		expect(noticesOf(short)).toEqual([{ at: 800, type: 'decision.expiring' }]);
		const long = { gate: defaultGate, createdAt: 0, expiresAt: 24 * HOUR };
		expect(noticesOf(long)[0]?.at).toBe(24 * HOUR - EXPIRING_MS);
		expect([nextNotice(short, 799), nextNotice(short, 800)]).toEqual([800, null]);
	});

	it('is in the log once, though two servers look at once, and though they look late', async () => {
		const store = await freshStore();
		const other = await joinStore(store.url);
		const slug = await newRuntime(store, always('in_the_loop', { gate }));
		const agent = await newAgent(store);
		const now = Date.now();
		const { id } = await acts(store, slug).submit(agent, {}, now);
		const late = await acts(store, slug).submit(agent, { action: { name: 'mail', args: {} } }, now + 1);
		await giveNotice(store, now + 599_999);
		expect(await eventsOf(store, id)).toEqual(told.slice(0, 1));
		await Promise.all([giveNotice(store, now + 600_000), giveNotice(other, now + 600_000)]);
		await giveNotice(store, now + 700_000);
		expect(await eventsOf(store, id)).toEqual(told.slice(0, 2));
		await Promise.all([giveNotice(store, now + 3_500_000), giveNotice(other, now + 3_500_000)]);
		expect(await eventsOf(store, id)).toEqual(told);
		expect(await eventsOf(store, late.id)).toEqual(told);
	});

	it('is silent of what was answered, stopped, or has run out', async () => {
		const store = await freshStore();
		const slug = await newRuntime(store, always('in_the_loop', { gate }));
		const agent = await newAgent(store);
		const now = Date.now();
		const { submit, approve } = acts(store, slug);
		const answered = await submit(agent, {}, now);
		await approve(await somebody(store), answered.id, now);
		const out = await submit(agent, { expires_in: 60 }, now);
		await giveNotice(store, now + 60_000);
		expect(await eventsOf(store, out.id)).toEqual(['decision.submitted']);
		const stopped = await submit(agent, { action: { name: 'mail', args: {} } }, now);
		await createHalt(store, consoleActor, { scope: 'all', reason: 'Stop.' }, now + 1);
		await giveNotice(store, now + HOUR - 1);
		expect(await eventsOf(store, stopped.id)).toEqual(['decision.submitted']);
		expect(await eventsOf(store, answered.id)).not.toContain('decision.escalated');
	});
});
