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
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { writePolicy } from './policy.server.ts';
import { readAsOperator } from './read.server.ts';
import { claimDecision } from './claim.server.ts';
import { reviewDecision } from './review.server.ts';

let store: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[one, two, admin] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

const gated = (gate: { [name: string]: Json }) => newRuntime(store, always('in_the_loop', { gate }));
const edit = (args: { [name: string]: Json }, name = 'pay') => ({
	verdict: 'edit' as const,
	action: { name, args }
});

describe('a quorum', () => {
	it('counts different people', async () => {
		const { submit, approve, read } = acts(store, await gated({ quorum: 2 }));
		const made = await submit(agent);
		expect((await approve(one, made.id)).status).toBe('pending');
		expect(await codeOf(approve(one, made.id))).toBe('already_signed');
		expect((await read(agent, made.id)).grant).toBeUndefined();
		const done = await approve(two, made.id);
		expect(done).toMatchObject({ status: 'approved', signatures: [{ mine: false }, { mine: true }] });
		expect(await eventsOf(store, made.id)).toEqual([
			'decision.submitted',
			'decision.signed',
			'decision.approved'
		]);
	});

	it('needs everybody for a yes and one for a no', async () => {
		const { submit, approve, review } = acts(store, await gated({ quorum: 3 }));
		const made = await submit(agent);
		await approve(one, made.id);
		expect((await review(two, made.id, { verdict: 'reject' })).status).toBe('rejected');
	});

	it('counts one signature of two answers that one person gives at once', async () => {
		const { submit } = acts(store, await gated({ quorum: 2 }));
		const second = await joinStore(store.url);
		for (let round = 0; round < 5; round++) {
			const made = await submit(agent, { action: { name: 'pay', args: { round } } });
			const { token, version } = await claimDecision(store, one.actor, made.id);
			const input = { token, version, verdict: 'approve' as const };
			const codes = await Promise.all(
				[store, second, store, second].map((by) =>
					codeOf(reviewDecision(by, one.actor, one.session, made.id, input))
				)
			);
			expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
			const { signatures, status } = await readAsOperator(store, two.actor, made.id);
			expect({ status, many: signatures.length }).toEqual({ status: 'pending', many: 1 });
		}
	});

	it('must sign the same: an edit starts it anew, and its editor’s word is the first', async () => {
		const { submit, approve, review, read } = acts(store, await gated({ quorum: 2 }));
		const made = await submit(agent);
		await approve(one, made.id);
		const edited = await review(two, made.id, edit({ amount: 4 }));
		expect(edited).toMatchObject({
			status: 'pending',
			signatures: [{ mine: true }],
			proposed: { args: { amount: 5 } }
		});
		expect(await codeOf(approve(two, made.id))).toBe('already_signed');
		expect((await approve(one, made.id)).status).toBe('approved_with_edit');
		expect(await read(agent, made.id)).toMatchObject({
			action: { args: { amount: 4 } },
			proposed: { args: { amount: 5 } }
		});
	});

	it('leaves out whoever made the agent’s key, where more than one must sign', async () => {
		const own = await newAgent(store, admin.actor);
		const { submit, approve } = acts(store, await gated({ quorum: 2 }));
		const made = await submit(own);
		expect(await codeOf(approve(admin, made.id))).toBe('separation_of_duties');
		await approve(one, made.id);
		expect((await approve(two, made.id)).status).toBe('approved');
		const single = acts(store, await gated({ quorum: 1 }));
		expect((await single.approve(admin, (await single.submit(own)).id)).status).toBe('approved');
	});
});

describe('a gate', () => {
	it('that names admin needs one', async () => {
		const { submit, approve } = acts(store, await gated({ roles: ['admin'] }));
		const made = await submit(agent);
		expect(await codeOf(approve(one, made.id))).toBe('forbidden');
		expect((await approve(admin, made.id)).status).toBe('approved');
	});

	it('that asks for the password again takes one of the last five minutes', async () => {
		const { submit, approve, review } = acts(store, await gated({ assurance: 'reauth' }));
		const now = Date.now();
		const stale = await somebody(store, 'operator', now - 5 * 60_000);
		const freshly = await somebody(store, 'operator', now - 5 * 60_000 + 1);
		const made = await submit(agent, {}, now);
		expect(await codeOf(approve(stale, made.id, now))).toBe('reauth_required');
		// What lets nothing run asks for nothing.
		const other = await submit(agent, { action: { name: 'pay', args: { amount: 9 } } }, now);
		expect((await review(stale, other.id, { verdict: 'reject' }, now)).status).toBe('rejected');
		await writePolicy(store, consoleActor, made.project, always('in_the_loop'));
		expect(await codeOf(approve(stale, made.id, now))).toBe('reauth_required');
		const lapsed = now + 11 * 60_000;
		expect(await codeOf(approve(freshly, made.id, lapsed))).toBe('reauth_required');
		expect((await approve(await somebody(store, 'operator', lapsed), made.id, lapsed)).status).toBe(
			'approved'
		);
	});

	it('does not take another person’s fresh session for one’s own', async () => {
		const { submit } = acts(store, await gated({ assurance: 'reauth' }));
		const now = Date.now();
		const stale = await somebody(store, 'operator', now - 3_600_000);
		const fresh = await somebody(store, 'operator', now);
		const made = await submit(agent, {}, now);
		const { token, version } = await claimDecision(store, stale.actor, made.id, now);
		const input = { token, version, verdict: 'approve' as const };
		expect(await codeOf(reviewDecision(store, stale.actor, fresh.session, made.id, input, now))).toBe(
			'reauth_required'
		);
	});

	it('is the one the decision was made under, whatever the policy says later', async () => {
		const slug = await gated({ quorum: 2 });
		const { submit, approve } = acts(store, slug);
		const made = await submit(agent);
		await writePolicy(store, consoleActor, slug, always('in_the_loop', { gate: { quorum: 1 } }));
		expect((await approve(one, made.id)).status).toBe('pending');
	});
});

describe('an edit', () => {
	const policy = {
		rules: [
			{ name: 'any', when: 'true', mode: 'in_the_loop' },
			{ name: 'big', when: 'args.amount > 500', mode: 'in_the_loop', gate: { quorum: 2 } },
			{ name: 'huge', when: 'args.amount > 5000', mode: 'in_the_loop', gate: { roles: ['admin'] } },
			{ name: 'never', when: 'args.amount > 50000', mode: 'deny' }
		]
	};

	it('is approved as edited, and the grant is for that alone', async () => {
		const { submit, review, read } = acts(store, await newRuntime(store, policy));
		const made = await submit(agent);
		const done = await review(one, made.id, edit({ amount: 4 }));
		expect(done.status).toBe('approved_with_edit');
		const seen = await read(agent, made.id);
		expect(seen.action_hash).not.toBe(made.action_hash);
		expect(seen.grant?.action_hash).toBe(seen.action_hash);
		expect(seen).toMatchObject({ action: { args: { amount: 4 } }, proposed: { args: { amount: 5 } } });
	});

	it('is judged by policy anew: what it makes bigger asks for more', async () => {
		const { submit, review, approve } = acts(store, await newRuntime(store, policy));
		const made = await submit(agent);
		expect((await review(one, made.id, edit({ amount: 600 }))).status).toBe('pending');
		expect((await approve(two, made.id)).status).toBe('approved_with_edit');
	});

	it('never asks for less than what was proposed, nor than the editor may give', async () => {
		const { submit, review } = acts(store, await newRuntime(store, policy));
		const big = await submit(agent, { action: { name: 'pay', args: { amount: 600 } } });
		expect(await review(one, big.id, edit({ amount: 1 }))).toMatchObject({
			status: 'pending',
			gate: { quorum: 2 }
		});
		const made = await submit(agent);
		expect(await codeOf(review(one, made.id, edit({ amount: 6000 })))).toBe('forbidden');
		expect(await codeOf(review(admin, made.id, edit({ amount: 60_000 })))).toBe('edit_widens');
		expect(await codeOf(review(admin, made.id, edit({ amount: 5 }, 'wire')))).toBe('edit_widens');
		expect(await codeOf(review(admin, made.id, edit({ amount: 5 })))).toBe('invalid');
		expect((await readAsOperator(store, admin.actor, made.id)).action.args).toEqual({ amount: 5 });
	});

	it('counts under the policy of now, too, when that became stricter', async () => {
		const slug = await newRuntime(store, always('in_the_loop'));
		const { submit, review } = acts(store, slug);
		const made = await submit(agent);
		await writePolicy(store, consoleActor, slug, always('in_the_loop', { gate: { quorum: 2 } }));
		expect((await review(one, made.id, edit({ amount: 4 }))).status).toBe('pending');
	});

	it('of what the hash leaves free is an edit still', async () => {
		const slug = await newRuntime(store, { actions: { pay: { unbound_fields: ['note'] } } });
		const { submit, review, read } = acts(store, slug);
		const made = await submit(agent, { action: { name: 'pay', args: { amount: 5, note: 'a' } } });
		const done = await review(one, made.id, edit({ amount: 5, note: 'b' }));
		expect(done).toMatchObject({ status: 'approved_with_edit', action_hash: made.action_hash });
		expect((await read(agent, made.id)).action.args).toEqual({ amount: 5, note: 'b' });
	});
});

describe('a sampled decision', () => {
	it('runs alone and comes back for a look, and a reversal is recorded', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop', { sample: 1 }));
		const { submit, review, read } = acts(store, slug);
		const made = await submit(agent);
		expect(made.status).toBe('auto_approved');
		expect(await codeOf(review(one, made.id, edit({ amount: 4 })))).toBe('not_offered');
		const seen = await review(one, made.id, { verdict: 'reject', reason: { code: 'wrong', text: 'No.' } });
		expect(seen).toMatchObject({ status: 'auto_approved', reversed: true });
		expect(await codeOf(review(two, made.id, { verdict: 'approve' }))).toBe('settled');
		// What has not run yet does not run any more.
		expect((await read(agent, made.id)).grant).toBeUndefined();
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.reversed']);
		const [judged] = await store.read.query<{ purpose: string }>(
			'select purpose from judgment where item_id = $1',
			made.id
		);
		expect(judged?.purpose).toBe('review');
	});

	it('is confirmed by one person, once', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop', { sample: 1 }));
		const { submit, approve } = acts(store, slug);
		const made = await submit(agent);
		expect(await approve(one, made.id)).toMatchObject({ reversed: false, status: 'auto_approved' });
		expect(await codeOf(approve(two, made.id))).toBe('settled');
	});

	it('is as many as the policy says', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop', { sample: 0 }));
		const { submit, approve } = acts(store, slug);
		expect(await codeOf(approve(one, (await submit(agent)).id))).toBe('settled');
	});
});
