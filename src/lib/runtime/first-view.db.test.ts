import { beforeAll, describe, expect, it } from 'vitest';
import {
	acts,
	always,
	codeOf,
	eventsOf,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { decisionsBefore } from './before.server.ts';
import { claimDecision } from './claim.server.ts';
import { readDossier } from './dossier.server.ts';
import { formView } from './first-view.server.ts';
import { listDecisions } from './inbox.server.ts';
import { readAsOperator } from './read.server.ts';
import { reviewDecision } from './review.server.ts';

let store: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
let lead: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[one, two, lead] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

const SECRET = 'iban-93175';
const proposal = {
	action: { name: 'pay', args: { to: SECRET, amount: 931_755 } },
	confidence: 0.93175,
	context: [{ type: 'note', text: 'An invoice came in.' }]
};
const hiding = (more: object = {}) => always('in_the_loop', { gate: { view_first: true, ...more } });
/** Whatever would give the proposal away. */
const tells = (answer: unknown): boolean => /93175|sha256:/.test(JSON.stringify(answer));

describe('a proposal that is hidden until a view is formed', () => {
	it('is in no answer of the server before the view is stored, and in all of them after', async () => {
		const slug = await newRuntime(store, hiding());
		const { id } = await acts(store, slug).submit(agent, proposal);
		const answers = async (who: Somebody) => [
			await listDecisions(store, who.actor, { project: slug, status: 'open', limit: 50 }),
			await listDecisions(store, who.actor, { status: 'all', limit: 50 }),
			await readAsOperator(store, who.actor, id),
			(await claimDecision(store, who.actor, id)).decision
		];
		const before = await answers(one);
		expect(before.map(tells)).toEqual([false, false, false, false]);
		expect(before[2]).toMatchObject({
			hidden: true,
			action: { name: 'pay', args: {} },
			context: [{ text: 'An invoice came in.' }]
		});
		expect(await codeOf(decisionsBefore(store, one.actor, id))).toBe('view_first');
		expect(await codeOf(readDossier(store, secrets, one.actor, id))).toBe('view_first');

		const { token, version } = await claimDecision(store, one.actor, id);
		const shown = await formView(store, one.actor, id, { token, version, would: 'other', text: 'Ask them.' });
		expect([shown, ...(await answers(one))].map(tells)).toEqual([true, true, true, true, true]);
		expect(shown.first_view).toEqual({ would: 'other', text: 'Ask them.' });
		// Another person has not said it.
		expect(tells(await readAsOperator(store, two.actor, id))).toBe(false);
	});

	it('takes no verdict before the view, keeps the view beside the verdict, and asks nobody who reviews nothing', async () => {
		const slug = await newRuntime(store, hiding());
		const { id } = await acts(store, slug).submit(agent, proposal);
		const { token, version } = await claimDecision(store, one.actor, id);
		for (const verdict of ['approve', 'reject'] as const)
			expect(
				await codeOf(reviewDecision(store, one.actor, one.session, id, { token, version, verdict }))
			).toBe('view_first');
		await formView(store, one.actor, id, { token, version, would: 'reject' });
		await formView(store, one.actor, id, { token, version, would: 'reject' });
		expect(await codeOf(formView(store, one.actor, id, { token, version, would: 'approve' }))).toBe(
			'settled'
		);
		const done = await reviewDecision(store, one.actor, one.session, id, {
			token,
			version,
			verdict: 'approve'
		});
		expect(done).toMatchObject({ status: 'approved', action: proposal.action });
		const [judged] = await store.read.query<{ answers: string }>(
			'select answers from judgment where item_id = $1',
			id
		);
		expect(JSON.parse(judged?.answers ?? '{}')).toMatchObject({
			verdict: 'approve',
			first: { would: 'reject' }
		});
		expect(await eventsOf(store, id)).toEqual([
			'decision.submitted',
			'decision.view_formed',
			'decision.approved'
		]);
		// What was answered hides nothing from anybody.
		expect(tells(await readAsOperator(store, two.actor, id))).toBe(true);
	});

	it('asks for the lease, and only where the gate says so', async () => {
		const slug = await newRuntime(store, hiding());
		const { id } = await acts(store, slug).submit(agent, proposal);
		const { token, version } = await claimDecision(store, one.actor, id);
		const view = { token, version, would: 'approve' as const };
		expect(await codeOf(formView(store, two.actor, id, view))).toBe('lease_lost');
		expect(await codeOf(formView(store, one.actor, id, { ...view, token: 'x' }))).toBe('lease_lost');
		const plain = await newRuntime(store, always('in_the_loop'));
		const other = await acts(store, plain).submit(agent, proposal);
		const held = await claimDecision(store, one.actor, other.id);
		expect(tells(held.decision)).toBe(true);
		expect(await codeOf(formView(store, one.actor, other.id, { ...held, would: 'approve' }))).toBe(
			'not_asked'
		);
	});

	it('is hidden from each of two who must sign, and nobody sees what the other said', async () => {
		const slug = await newRuntime(store, hiding({ quorum: 2 }));
		const { id } = await acts(store, slug).submit(agent, proposal);
		const sign = async (who: Somebody) => {
			const { token, version } = await claimDecision(store, who.actor, id);
			const hidden = await readAsOperator(store, who.actor, id);
			expect([hidden.hidden, hidden.signatures]).toEqual([true, []]);
			await formView(store, who.actor, id, { token, version, would: 'approve' });
			return reviewDecision(store, who.actor, who.session, id, { token, version, verdict: 'approve' });
		};
		expect((await sign(one)).status).toBe('pending');
		expect((await sign(two)).status).toBe('approved');
	});
});

describe('an approval that counts only after some seconds', () => {
	it('is refused before them, from when the proposal was shown; a rejection never is', async () => {
		const slug = await newRuntime(store, hiding({ min_seconds: 20 }));
		const { id } = await acts(store, slug).submit(agent, proposal);
		const at = Date.now();
		const { token, version } = await claimDecision(store, one.actor, id, at);
		const shown = await formView(store, one.actor, id, { token, version, would: 'approve' }, at + 15_000);
		expect(shown.approve_in_ms).toBe(20_000);
		const verdict = (more: object, after: number) =>
			codeOf(
				reviewDecision(
					store,
					one.actor,
					one.session,
					id,
					{ token, version, verdict: 'approve', ...more },
					at + after
				)
			);
		const edit = { verdict: 'edit', action: { name: 'pay', args: { amount: 1 } } };
		expect(await verdict({}, 34_999)).toBe('too_soon');
		expect(await verdict(edit, 34_999)).toBe('too_soon');
		expect(await verdict({}, 35_000)).toBe('ok');
		const plain = await newRuntime(store, always('in_the_loop', { gate: { min_seconds: 20 } }));
		const other = await acts(store, plain).submit(agent, proposal);
		const held = await claimDecision(store, one.actor, other.id, at);
		expect(held.decision.approve_in_ms).toBe(20_000);
		const early = { token: held.token, version: held.version };
		const answer = (verdictName: 'approve' | 'reject') =>
			codeOf(
				reviewDecision(store, one.actor, one.session, other.id, { ...early, verdict: verdictName }, at + 1000)
			);
		expect(await answer('approve')).toBe('too_soon');
		expect(await answer('reject')).toBe('ok');
	});

	it('begins anew for whoever takes it in hand again', async () => {
		const slug = await newRuntime(store, always('in_the_loop', { gate: { min_seconds: 20 } }));
		const { submit, approve } = acts(store, slug);
		const { id } = await submit(agent, proposal);
		const at = Date.now();
		await claimDecision(store, one.actor, id, at);
		// The lease ran out; another has it now.
		expect(await codeOf(approve(two, id, at + 700_000))).toBe('too_soon');
	});
});

describe('a policy from before these were there', () => {
	it('is the same, byte for byte, and its gates hide nothing', async () => {
		const slug = await newRuntime(store, always('in_the_loop', { gate: { quorum: 2 } }));
		const [row] = await store.read.query<{ document: string }>(
			'select document from policy join project on project.id = policy.project_id where slug = $1',
			slug
		);
		expect(row?.document).not.toMatch(/view_first|min_seconds/);
		const made = await acts(store, slug).submit(agent, proposal);
		const seen = await readAsOperator(store, lead.actor, made.id);
		expect([seen.gate.view_first, seen.hidden]).toEqual([undefined, undefined]);
	});
});
