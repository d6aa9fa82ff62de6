import { beforeAll, describe, expect, it } from 'vitest';
import { keyOf, openJws } from '../../../test/setup/jws.ts';
import {
	acts,
	always,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import { eventsAfter } from '#lib/log/follow.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cancelDecision } from './agent.server.ts';
import { claimDecision } from './claim.server.ts';
import { settleHalted } from './clock.server.ts';
import { consumeGrant } from './grant.server.ts';
import { createHalt } from './halt.server.ts';
import { liftHalt } from './lift.server.ts';
import { readAsOperator } from './read.server.ts';
import { receiptOfEvent, withReceipt } from './receipt.server.ts';
import { vetoDecision } from './veto.server.ts';
import { signOfLife } from './watch.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
let other: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[operator, other] = [await somebody(store), await somebody(store)];
});

const open = (receipt: string | undefined) => openJws(receipt ?? '', [keyOf(secrets.signer())]);
/** What an agent's reading says, after the log was sealed. */
const receiptOf = async (slug: string, id: string, now?: number) => {
	await seal(store);
	return open((await acts(store, slug).read(agent, id, now)).receipt).payload;
};
/** The event that a receipt names. */
const eventOf = async ({ event, position }: Record<string, unknown>) => {
	const [found] = await eventsAfter(store, Number(position) - 1, 1);
	expect(found?.id).toBe(event);
	return found;
};

describe('a receipt', () => {
	it('comes with what ran alone, says by which policy, and binds what was shown and what runs', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const action = { name: 'pay', args: { amount: 5, to: 'Zoë' } };
		const context = [{ type: 'text', text: 'An invoice.' }];
		const made = await acts(store, slug).submit(agent, { action, context });
		const { header, payload } = open(made.receipt);
		expect(header).toEqual({ alg: 'EdDSA', kid: secrets.signer().kid, typ: 'assent-receipt+jws' });
		expect(payload).toMatchObject({
			iss: 'http://localhost:3000',
			decision: made.id,
			project: slug,
			agent: agent.name,
			status: 'auto_approved',
			version: 1,
			action_hash: made.action_hash,
			action: `sha256:${digestOf(action)}`,
			edit: null,
			response: null,
			policy: { version: 1, rule: 'always', mode: 'out_of_the_loop' },
			by: { kind: 'policy' },
			at: made.settled_at,
			position: null
		});
		const { proposed } = { proposed: { action, context, allowed: ['approve', 'edit', 'reject', 'respond'] } };
		expect(payload.shown).toBe(`sha256:${digestOf({ ...proposed, unbound: [] })}`);
		const later = await receiptOf(slug, made.id);
		expect({ ...later, position: null }).toEqual(payload);
		expect((await eventOf(later))?.type).toBe('decision.submitted');
	});

	it('comes with the use of a grant', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { id, grant } = await acts(store, slug).submit(agent);
		const used = await consumeGrant(store, secrets, agent, grant?.id ?? '', {
			action_hash: grant?.action_hash ?? '',
			token: grant?.token ?? ''
		});
		expect(open(used.receipt).payload).toMatchObject({ decision: id, action_hash: grant?.action_hash });
	});

	it('is none while a decision is open', async () => {
		const slug = await newRuntime(store);
		const { id, receipt } = await acts(store, slug).submit(agent);
		expect(receipt).toBeUndefined();
		expect((await acts(store, slug).read(agent, id)).receipt).toBeUndefined();
		expect(await withReceipt(store.read, secrets, { id })).toEqual({ id });
	});

	it('names who approved, each of a quorum, and the edit they agreed on', async () => {
		const gate = { quorum: 2, timeout_seconds: 600 };
		const slug = await newRuntime(store, always('in_the_loop', { gate }));
		const { submit, review } = acts(store, slug);
		const { id, action_hash } = await submit(agent);
		const edited = { name: 'pay', args: { amount: 3 } };
		await review(operator, id, { verdict: 'edit', action: edited });
		await review(other, id, { verdict: 'approve' });
		const payload = await receiptOf(slug, id);
		expect(payload).toMatchObject({
			status: 'approved_with_edit',
			action: `sha256:${digestOf(edited)}`,
			edit: `sha256:${digestOf(edited)}`,
			by: {
				kind: 'people',
				people: [operator, other].map(({ actor }) => ({
					who: `user:${actor.id}`,
					role: 'operator',
					assurance: 'session'
				}))
			}
		});
		expect(payload.action_hash).not.toBe(action_hash);
		expect((await eventOf(payload))?.type).toBe('decision.approved_with_edit');
	});

	it.each(['reject', 'respond'] as const)('names who gave the verdict “%s”', async (verdict) => {
		const slug = await newRuntime(store);
		const { id } = await acts(store, slug).submit(agent);
		await acts(store, slug).review(operator, id, {
			verdict,
			...(verdict === 'respond' ? { response: 'Ask tomorrow.' } : {})
		});
		const payload = await receiptOf(slug, id);
		expect(payload).toMatchObject({
			status: verdict === 'reject' ? 'rejected' : 'responded',
			by: {
				kind: 'people',
				people: [{ who: `user:${operator.actor.id}`, role: 'operator', assurance: null }]
			}
		});
		expect(payload.response === null).toBe(verdict === 'reject');
		await eventOf(payload);
	});

	it('says what else ended a decision: its agent, the time, a halt, a veto, the same before', async () => {
		const now = Date.now();
		const slug = await newRuntime(store, always('in_the_loop', { gate: { timeout_seconds: 60 } }));
		const { submit, review } = acts(store, slug);
		const back = await submit(agent);
		await cancelDecision(store, secrets, agent, back.id);
		expect(await receiptOf(slug, back.id)).toMatchObject({ status: 'cancelled', by: { kind: 'agent' } });

		const late = await submit(agent, {}, now);
		await acts(store, slug).read(agent, late.id, now + 61_000);
		expect(await receiptOf(slug, late.id, now + 61_000)).toMatchObject({
			status: 'expired',
			by: { kind: 'time' }
		});

		const rejected = { action: { name: 'pay', args: { amount: 77 } } };
		await review(operator, (await submit(agent, rejected)).id, { verdict: 'reject' });
		expect(open((await submit(agent, rejected)).receipt).payload).toMatchObject({
			status: 'rejected',
			by: { kind: 'repeat' }
		});

		const stopped = await submit(agent);
		const halt = await createHalt(store, operator.actor, {
			scope: 'project',
			project: slug,
			reason: 'Stop.'
		});
		await settleHalted(store);
		const payload = await receiptOf(slug, stopped.id);
		expect(payload).toMatchObject({ status: 'halted', by: { kind: 'halt' } });
		expect((await eventOf(payload))?.subject).toEqual({ type: 'halt', id: halt.id });
		expect(open((await submit(agent)).receipt).payload).toMatchObject({ by: { kind: 'halt' } });
		await liftHalt(store, operator.actor, halt.id);

		const watched = await newRuntime(store, always('on_the_loop', { veto_seconds: 60 }));
		const life = { tab: 'tab-one-1', visible: true };
		await signOfLife(store, operator.actor, operator.session, watched, life);
		const { id } = await acts(store, watched).submit(agent);
		await vetoDecision(store, operator.actor, id);
		expect(await receiptOf(watched, id)).toMatchObject({
			status: 'rejected',
			by: { kind: 'people', people: [{ who: `user:${operator.actor.id}` }] }
		});
	});

	it('stays what it was when a person looks afterwards', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop', { sample: 1 }));
		const made = await acts(store, slug).submit(agent);
		const before = await receiptOf(slug, made.id);
		await claimDecision(store, operator.actor, made.id);
		await acts(store, slug).review(operator, made.id, { verdict: 'reject' });
		expect((await readAsOperator(store, operator.actor, made.id)).reversed).toBe(true);
		expect(await receiptOf(slug, made.id)).toEqual(before);
	});

	it('goes with the event of an answer, and with no other', async () => {
		const slug = await newRuntime(store);
		const before = await seal(store);
		const { id } = await acts(store, slug).submit(agent);
		await acts(store, slug).approve(operator, id);
		await acts(store, slug).read(agent, id);
		await seal(store);
		const told: Record<string, unknown> = {};
		for (const entry of await eventsAfter(store, before)) {
			const receipt = await receiptOfEvent(store.read, secrets, entry);
			told[entry.type] = receipt === null ? null : open(receipt).payload.status;
		}
		expect(told).toEqual({
			'decision.submitted': null,
			'decision.approved': 'approved',
			'grant.minted': null
		});
	});
});
