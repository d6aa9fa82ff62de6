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
import { rounds } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import { console as consoleActor } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cancelDecision, reportOutcome } from './agent.server.ts';
import { claimDecision, releaseDecision } from './claim.server.ts';
import { settleDue } from './clock.server.ts';
import { consumeGrant } from './grant.server.ts';
import { listDecisions } from './inbox.server.ts';
import { policyHistory, readPolicy, writePolicy } from './policy.server.ts';
import { readAsOperator } from './read.server.ts';
import { reviewDecision } from './review.server.ts';
import { submitDecision } from './submit.server.ts';
import { dryRun } from './dry-run.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
let other: Somebody;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[operator, other, admin] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

const judgmentsOf = (id: string) =>
	store.read.query<{ answers: string; rater: string; via: string; purpose: string }>(
		'select answers, rater, via, purpose from judgment where item_id = $1 order by id',
		id
	);

describe('a decision', () => {
	it('waits for a person when no policy says otherwise, and is approved by one', async () => {
		const { submit, read, approve } = acts(store, await newRuntime(store));
		const made = await submit(agent, { risk: 'low', confidence: 1 });
		expect(made).toMatchObject({
			status: 'pending',
			policy: { version: 0, rule: 'default', mode: 'in_the_loop' }
		});
		expect(made.grant).toBeUndefined();
		expect((await read(agent, made.id)).grant).toBeUndefined();
		await approve(operator, made.id);
		const approved = await read(agent, made.id);
		expect(approved).toMatchObject({ status: 'approved', action_hash: made.action_hash });
		expect(approved.grant).toMatchObject({ action_hash: made.action_hash });
		expect(await judgmentsOf(made.id)).toMatchObject([
			{ rater: operator.actor.email, via: 'session', purpose: 'work' }
		]);
		expect(await eventsOf(store, made.id, approved.grant?.id ?? '')).toEqual([
			'decision.submitted',
			'decision.approved',
			'grant.minted'
		]);
	});

	it('runs alone when the policy says so, with its grant at once and one event', async () => {
		const { submit } = acts(store, await newRuntime(store, { actions: { pay: { confidence_min: 0.9 } } }));
		const made = await submit(agent, { confidence: 0.95, risk: 'low' });
		expect(made).toMatchObject({
			status: 'auto_approved',
			policy: { rule: 'confidence_min' },
			confidence_min: 0.9
		});
		expect(made.grant).toBeDefined();
		expect(await eventsOf(store, made.id, made.grant?.id ?? '')).toEqual(['decision.submitted']);
	});

	it('is denied by a rule, for good, and no judgment comes of it', async () => {
		const { submit, read } = acts(store, await newRuntime(store, always('deny')));
		const made = await submit(agent);
		expect(made).toMatchObject({ status: 'denied', reason: { code: 'rule' } });
		expect((await read(agent, made.id)).grant).toBeUndefined();
		expect(await codeOf(claimDecision(store, operator.actor, made.id))).toBe('settled');
		expect(await judgmentsOf(made.id)).toEqual([]);
	});

	it('is rejected with a reason, and the same again gets the same for a while, without a judgment', async () => {
		const { submit, review, read } = acts(store, await newRuntime(store));
		const now = Date.now();
		const made = await submit(agent, {}, now);
		await review(
			operator,
			made.id,
			{ verdict: 'reject', reason: { code: 'wrong_amount', text: 'Ask for less.' } },
			now
		);
		expect(await read(agent, made.id, now)).toMatchObject({
			status: 'rejected',
			reason: { code: 'wrong_amount' }
		});
		const again = await submit(agent, {}, now + 1);
		expect(again).toMatchObject({ status: 'rejected', reason: { code: 'repeat' } });
		expect(await judgmentsOf(again.id)).toEqual([]);
		const changed = await submit(agent, { action: { name: 'pay', args: { amount: 6 } } }, now + 2);
		expect(changed.status).toBe('pending');
		expect((await submit(await newAgent(store), {}, now + 3)).status).toBe('pending');
		expect((await submit(agent, {}, now + 10 * 60_000 + 1)).status).toBe('pending');
	});

	it('is the same rejection for whatever differs only in what the hash leaves free', async () => {
		const slug = await newRuntime(store, { actions: { pay: { unbound_fields: ['note'] } } });
		const { submit, review } = acts(store, slug);
		const pay = (amount: number, note: string) =>
			submit(agent, { action: { name: 'pay', args: { amount, note } } });
		await review(await somebody(store), (await pay(5, 'a')).id, { verdict: 'reject' });
		expect(await pay(5, 'b')).toMatchObject({ status: 'rejected', reason: { code: 'repeat' } });
		expect(await pay(6, 'b')).toMatchObject({ status: 'pending' });
	});

	it('does not repeat what time or the agent itself ended', async () => {
		const { submit, read } = acts(store, await newRuntime(store));
		const now = Date.now();
		const late = await submit(agent, { expires_in: 1 }, now);
		expect((await read(agent, late.id, now + 1000)).status).toBe('expired');
		const back = await submit(agent, {}, now + 1001);
		expect(back.status).toBe('pending');
		await cancelDecision(store, secrets, agent, back.id, now + 1002);
		expect((await submit(agent, {}, now + 1003)).status).toBe('pending');
	});

	it('is answered in text', async () => {
		const { submit, review, read } = acts(store, await newRuntime(store));
		const made = await submit(agent);
		await review(operator, made.id, { verdict: 'respond', response: 'Ask for the invoice first.' });
		expect(await read(agent, made.id)).toMatchObject({
			status: 'responded',
			response: 'Ask for the invoice first.'
		});
	});

	it('offers only what the agent can use, and a rejection always', async () => {
		const { submit, review } = acts(store, await newRuntime(store));
		const made = await submit(agent, { allowed: ['approve'] });
		const edit = { verdict: 'edit' as const, action: { name: 'pay', args: { amount: 4 } } };
		expect(await codeOf(review(operator, made.id, edit))).toBe('not_offered');
		expect((await review(operator, made.id, { verdict: 'reject' })).status).toBe('rejected');
	});

	it('is taken back by its agent while it is open, twice is no mistake, and then stays so', async () => {
		const { submit, approve, read } = acts(store, await newRuntime(store));
		const made = await submit(agent);
		expect((await cancelDecision(store, secrets, agent, made.id)).status).toBe('cancelled');
		expect((await cancelDecision(store, secrets, agent, made.id)).status).toBe('cancelled');
		expect(await codeOf(approve(operator, made.id))).toBe('settled');
		expect((await read(agent, made.id)).grant).toBeUndefined();
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.cancelled']);
		const approved = await submit(agent);
		await approve(operator, approved.id);
		expect(await codeOf(cancelDecision(store, secrets, agent, approved.id))).toBe('settled');
	});

	it('tells how it went, once', async () => {
		const { submit, approve } = acts(store, await newRuntime(store));
		const made = await submit(agent);
		expect(await codeOf(reportOutcome(store, agent, made.id, { status: 'succeeded' }))).toBe('not_approved');
		await approve(operator, made.id);
		const outcome = { status: 'succeeded' as const, data: { id: 7 } };
		expect((await reportOutcome(store, agent, made.id, outcome)).outcome).toEqual(outcome);
		expect(await codeOf(reportOutcome(store, agent, made.id, outcome))).toBe('ok');
		expect(await codeOf(reportOutcome(store, agent, made.id, { status: 'failed' }))).toBe('settled');
		expect(await eventsOf(store, made.id)).toEqual([
			'decision.submitted',
			'decision.approved',
			'decision.outcome_reported'
		]);
	});

	it('is judged by the schema of its arguments', async () => {
		const args_schema = { type: 'object', required: ['to'], properties: { amount: { type: 'number' } } };
		const { submit } = acts(store, await newRuntime(store, { actions: { pay: { args_schema } } }));
		expect(await codeOf(submit(agent))).toBe('invalid_args');
		expect(await codeOf(submit(agent, { action: { name: 'pay', args: { to: 'x', amount: 'y' } } }))).toBe(
			'invalid_args'
		);
		expect(await codeOf(submit(agent, { action: { name: 'pay', args: { to: 'x' } } }))).toBe('ok');
	});

	it('is bounded in what it brings', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const many = { list: Array.from({ length: 9000 }, () => 1) };
		expect(await codeOf(submit(agent, { action: { name: 'pay', args: many } }))).toBe('too_large');
		const long = { text: 'x'.repeat(70_000) };
		expect(await codeOf(submit(agent, { action: { name: 'pay', args: long } }))).toBe('too_large');
	});
});

describe('a key', () => {
	it('never votes, claims or vetoes, whoever it was made for', async () => {
		const slug = await newRuntime(store);
		const { submit } = acts(store, slug);
		const made = await submit(agent);
		const persons = { ...operator.actor, via: 'key' as const };
		const programs = (role: 'admin' | 'operator' | 'agent') =>
			({ kind: 'program', id: 'k', name: 'k', role, via: 'key', only: null }) as const;
		for (const actor of [persons, programs('admin'), programs('operator'), programs('agent'), consoleActor]) {
			expect(await codeOf(claimDecision(store, actor, made.id))).toBe('forbidden');
			const input = { token: 't', version: 1, verdict: 'approve' as const };
			expect(await codeOf(reviewDecision(store, actor, null, made.id, input))).toBe('forbidden');
		}
	});

	it('that is not an agent’s submits nothing, and nor does a person', async () => {
		const slug = await newRuntime(store);
		const input = { project: slug, action: { name: 'pay', args: {} } };
		for (const actor of [admin.actor, operator.actor, consoleActor, { ...agent, role: 'admin' as const }])
			expect(await codeOf(submitDecision(store, secrets, actor, input))).toBe('forbidden');
		expect(await codeOf(submitDecision(store, secrets, { ...agent, only: 'another' }, input))).toBe(
			'forbidden'
		);
	});
});

describe('agent B', () => {
	it('learns nothing of the decisions and grants of agent A, repeats of a request included', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { read } = acts(store, slug);
		const b = await newAgent(store);
		const input = { project: slug, action: { name: 'pay', args: {} } };
		const mine = await submitDecision(store, secrets, agent, input, { idempotencyKey: 'same' });
		expect(await codeOf(read(b, mine.view.id))).toBe('not_found');
		expect(await codeOf(cancelDecision(store, secrets, b, mine.view.id))).toBe('not_found');
		expect(await codeOf(reportOutcome(store, b, mine.view.id, { status: 'failed' }))).toBe('not_found');
		const { id, token, action_hash } = mine.view.grant ?? { id: '', token: '', action_hash: '' };
		expect(await codeOf(consumeGrant(store, secrets, b, id, { token, action_hash }))).toBe('not_found');
		const theirs = await submitDecision(store, secrets, b, input, { idempotencyKey: 'same' });
		expect(theirs.replayed).toBe(false);
		expect(theirs.view.id).not.toBe(mine.view.id);
		expect(await codeOf(readAsOperator(store, b, mine.view.id))).toBe('not_found');
		expect(await codeOf(consumeGrant(store, secrets, agent, id, { token, action_hash }))).toBe('ok');
	});
});

describe('an Idempotency-Key', () => {
	it('makes one decision of any number at once, and refuses another body', async () => {
		const slug = await newRuntime(store);
		const input = { project: slug, action: { name: 'pay', args: { amount: 1 } } };
		const all = await Promise.all(
			Array.from({ length: 8 }, () => submitDecision(store, secrets, agent, input, { idempotencyKey: 'k1' }))
		);
		expect(new Set(all.map(({ view }) => view.id)).size).toBe(1);
		expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
		const changed = { ...input, confidence: 0.5 };
		expect(await codeOf(submitDecision(store, secrets, agent, changed, { idempotencyKey: 'k1' }))).toBe(
			'idempotency_conflict'
		);
		const [count] = await store.read.query<{ n: number }>(
			'select count(*) as n from decision join project on project.id = decision.project_id where project.slug = $1',
			slug
		);
		expect(Number(count?.n)).toBe(1);
	});

	it('stores no token: a repeat reads anew, which voids the grant of before', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const input = { project: slug, action: { name: 'pay', args: {} } };
		const first = (await submitDecision(store, secrets, agent, input, { idempotencyKey: 'k2' })).view.grant;
		const second = (await submitDecision(store, secrets, agent, input, { idempotencyKey: 'k2' })).view.grant;
		const use = (grant: typeof first) =>
			consumeGrant(store, secrets, agent, grant?.id ?? '', {
				token: grant?.token ?? '',
				action_hash: grant?.action_hash ?? ''
			});
		expect(await codeOf(use(first))).toBe('grant_expired');
		expect(await codeOf(use(second))).toBe('ok');
		const rows = await store.read.query<{ answer: string }>(
			`select answer from idempotency where key = 'k2'`
		);
		expect(rows.every(({ answer }) => !answer.includes(second?.token ?? ''))).toBe(true);
	});
});

describe('time', () => {
	it('rejects, with no sweeper running, and what expired stays so', async () => {
		const slug = await newRuntime(store);
		const { submit, read, approve } = acts(store, slug);
		const now = Date.now();
		const made = await submit(agent, { expires_in: 60 }, now);
		expect((await read(agent, made.id, now + 59_999)).status).toBe('pending');
		const all = { project: slug, status: 'all' as const, limit: 5 };
		const listed = (await listDecisions(store, operator.actor, all, now + 60_000)).items;
		expect(listed.map(({ status }) => status)).toEqual(['expired']);
		expect(await read(agent, made.id, now + 60_000)).toMatchObject({
			status: 'expired',
			reason: { code: 'timeout' }
		});
		expect((await read(agent, made.id, now)).status).toBe('expired');
		expect(await codeOf(approve(operator, made.id, now))).toBe('settled');
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.expired']);
	});

	it('never approves: a verdict that arrives late is refused, though nobody read before', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const now = Date.now();
		const made = await submit(agent, { expires_in: 60 }, now);
		const { token, version } = await claimDecision(store, operator.actor, made.id, now + 59_000);
		const late = reviewDecision(
			store,
			operator.actor,
			operator.session,
			made.id,
			{ token, version, verdict: 'approve' },
			now + 60_000
		);
		expect(await codeOf(late)).toBe('settled');
		expect(await judgmentsOf(made.id)).toEqual([]);
	});

	it('is taken from the gate when the agent asks for longer', async () => {
		const { submit } = acts(
			store,
			await newRuntime(store, always('in_the_loop', { gate: { timeout_seconds: 30 } }))
		);
		const now = Date.now();
		const made = await submit(agent, { expires_in: 9999 }, now);
		expect(Date.parse(made.expires_at ?? '')).toBe(now + 30_000);
	});

	it('is written down once, by however many look at once', async () => {
		const { submit, read } = acts(store, await newRuntime(store));
		const now = Date.now();
		const made = await submit(agent, { expires_in: 1 }, now);
		await Promise.all([
			...Array.from({ length: 6 }, () => read(agent, made.id, now + 2000)),
			settleDue(store, now + 2000),
			settleDue(store, now + 2000)
		]);
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted', 'decision.expired']);
	});

	it('escalates by levels that were frozen when it was made', async () => {
		const gate = { timeout_seconds: 600, escalation: [{ roles: ['admin'], after_seconds: 60 }] };
		const slug = await newRuntime(store, always('in_the_loop', { gate }));
		const { submit, read, review } = acts(store, slug);
		const now = Date.now();
		const made = await submit(agent, {}, now);
		await writePolicy(store, consoleActor, slug, always('in_the_loop'));
		expect((await read(agent, made.id, now + 59_000)).status).toBe('pending');
		expect((await read(agent, made.id, now + 60_000)).status).toBe('escalated');
		expect(await codeOf(review(operator, made.id, { verdict: 'approve' }, now + 60_000))).toBe('forbidden');
		expect((await review(admin, made.id, { verdict: 'approve' }, now + 61_000)).status).toBe('approved');
	});

	it('does not take a decision out of the hands that hold it when it escalates', async () => {
		const gate = { timeout_seconds: 600, escalation: [{ roles: ['admin'], after_seconds: 60 }] };
		const { submit } = acts(store, await newRuntime(store, always('in_the_loop', { gate })));
		const now = Date.now();
		const made = await submit(agent, {}, now);
		const { token, version } = await claimDecision(store, operator.actor, made.id, now + 59_000);
		const input = { token, version, verdict: 'approve' as const };
		const verdict = await reviewDecision(
			store,
			operator.actor,
			operator.session,
			made.id,
			input,
			now + 61_000
		);
		expect(verdict.status).toBe('approved');
	});
});

describe('a claim', () => {
	it('is one person’s until it lapses or is given back, and the fence keeps the last holder out', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const now = Date.now();
		const made = await submit(agent, {}, now);
		const first = await claimDecision(store, operator.actor, made.id, now);
		expect(first.decision.status).toBe('claimed');
		expect(await codeOf(claimDecision(store, other.actor, made.id, now + 1))).toBe('held');
		const again = await claimDecision(store, operator.actor, made.id, now + 1000);
		expect(again.version).toBe(first.version);
		expect(Date.parse(again.leased_until)).toBeGreaterThan(Date.parse(first.leased_until));
		const lapsed = now + 11 * 60_000 + 1000;
		const second = await claimDecision(store, other.actor, made.id, lapsed);
		expect(second.version).toBeGreaterThan(first.version);
		const late = { token: first.token, version: first.version, verdict: 'approve' as const };
		expect(await codeOf(reviewDecision(store, operator.actor, operator.session, made.id, late, lapsed))).toBe(
			'lease_lost'
		);
		await releaseDecision(store, operator.actor, made.id, first.token);
		expect(await codeOf(claimDecision(store, operator.actor, made.id, lapsed))).toBe('held');
		for (let twice = 0; twice < 2; twice++) await releaseDecision(store, other.actor, made.id, second.token);
		expect(await codeOf(claimDecision(store, operator.actor, made.id, lapsed))).toBe('ok');
		await releaseDecision(store, other.actor, made.id, second.token);
		expect(await codeOf(claimDecision(store, other.actor, made.id, lapsed))).toBe('held');
		expect(await judgmentsOf(made.id)).toEqual([]);
		expect(await eventsOf(store, made.id)).toEqual(['decision.submitted']);
	});

	it('that lapsed votes no more, though it comes at the moment another takes it over, on another server', async () => {
		const slug = await newRuntime(store, always('in_the_loop', { gate: { timeout_seconds: 86_400 } }));
		const { submit } = acts(store, slug);
		const second = await joinStore(store.url);
		for (let round = 0; round < rounds * 2; round++) {
			const now = Date.now();
			const { id } = await submit(agent, { action: { name: 'pay', args: { amount: round } } }, now);
			const old = await claimDecision(store, operator.actor, id, now);
			const later = now + 11 * 60_000;
			const vote = (by: Store, who: Somebody, lease: { token: string; version: number }) =>
				reviewDecision(
					by,
					who.actor,
					who.session,
					id,
					{ token: lease.token, version: lease.version, verdict: 'approve' },
					later
				);
			const [lapsed, taken] = await Promise.all([
				codeOf(vote(store, operator, old)),
				codeOf(claimDecision(second, other.actor, id, later).then((lease) => vote(second, other, lease)))
			]);
			expect([['lease_lost', 'settled'].includes(lapsed), taken]).toEqual([true, 'ok']);
			const votes = await store.read.query<{ user_id: string }>(
				'select user_id from judgment where item_id = $1',
				id
			);
			expect(votes).toEqual([{ user_id: other.actor.id }]);
		}
	});

	it('that lapsed votes no more, even when nobody took it since', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const now = Date.now();
		const made = await submit(agent, {}, now);
		const { token, version } = await claimDecision(store, operator.actor, made.id, now);
		const late = { token, version, verdict: 'approve' as const };
		const after = now + 10 * 60_000;
		expect(await codeOf(reviewDecision(store, operator.actor, operator.session, made.id, late, after))).toBe(
			'lease_lost'
		);
	});

	it('that is handed out again, on two servers at once, is given back with its last token alone and answered with either', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const elsewhere = await joinStore(store.url);
		for (let round = 0; round < rounds * 2; round++) {
			const { id } = await submit(agent, { action: { name: 'pay', args: { amount: round } } });
			const isFree = async () => (await codeOf(claimDecision(store, other.actor, id))) !== 'held';
			const first = await claimDecision(store, operator.actor, id);
			const both = await Promise.all([store, elsewhere].map((by) => claimDecision(by, operator.actor, id)));
			expect(new Set([first, ...both].map(({ token }) => token)).size).toBe(3);
			// What was meant for a lease before this one comes late.
			await releaseDecision(elsewhere, operator.actor, id, first.token);
			expect(await isFree()).toBe(false);
			if (round % 2 === 0) {
				const answer = { token: first.token, version: first.version, verdict: 'approve' as const };
				const done = await reviewDecision(elsewhere, operator.actor, operator.session, id, answer);
				expect(done.status).toBe('approved');
			} else {
				for (const { token } of both) await releaseDecision(elsewhere, operator.actor, id, token);
				expect(await isFree()).toBe(true);
			}
		}
	});

	it('is proven by its token', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const made = await submit(agent);
		const { token, version } = await claimDecision(store, operator.actor, made.id);
		const guess = { token: `${token.slice(1)}0`, version, verdict: 'approve' as const };
		const guessed = reviewDecision(store, operator.actor, operator.session, made.id, guess);
		expect(await codeOf(guessed)).toBe('lease_lost');
		await releaseDecision(store, operator.actor, made.id, guess.token);
		expect(await codeOf(claimDecision(store, other.actor, made.id))).toBe('held');
	});

	it('at a version that has passed votes no more', async () => {
		const { submit } = acts(store, await newRuntime(store));
		const made = await submit(agent);
		const { token, version } = await claimDecision(store, operator.actor, made.id);
		const stale = { token, version: version - 1, verdict: 'approve' as const };
		expect(await codeOf(reviewDecision(store, operator.actor, operator.session, made.id, stale))).toBe(
			'lease_lost'
		);
		expect(await judgmentsOf(made.id)).toEqual([]);
	});
});

describe('the inbox', () => {
	it('lists what waits, the soonest first, page by page, and nothing that has ended', async () => {
		const slug = await newRuntime(store);
		const { submit, approve } = acts(store, slug);
		const now = Date.now();
		const made = [];
		for (const seconds of [50, 10, 40, 20, 30, 5])
			made.push({ seconds, id: (await submit(agent, { expires_in: seconds }, now)).id });
		const [approved] = made.splice(0, 1);
		await approve(operator, approved?.id ?? '', now);
		const wanted = made.filter(({ seconds }) => seconds > 5).sort((a, b) => a.seconds - b.seconds);
		const seen: string[] = [];
		for (let cursor: string | null | undefined; cursor !== null;) {
			const page = await listDecisions(
				store,
				operator.actor,
				{ project: slug, status: 'open', limit: 2, ...(cursor ? { cursor } : {}) },
				now + 5000
			);
			seen.push(...page.items.map(({ id }) => id));
			cursor = page.next_cursor;
		}
		expect(seen).toEqual(wanted.map(({ id }) => id));
		const latest = await listDecisions(
			store,
			operator.actor,
			{ project: slug, status: 'all', limit: 3 },
			now
		);
		expect(latest.items.map(({ id }) => id)).toEqual(
			made
				.slice(-3)
				.map(({ id }) => id)
				.reverse()
		);
	});

	it('is not for those who do not work there', async () => {
		const slug = await newRuntime(store);
		const rater = await somebody(store, 'rater');
		expect(await codeOf(listDecisions(store, rater.actor, { project: slug, status: 'open', limit: 5 }))).toBe(
			'forbidden'
		);
		expect(await codeOf(listDecisions(store, agent, { project: slug, status: 'open', limit: 5 }))).toBe(
			'forbidden'
		);
	});
});

describe('a policy', () => {
	it('is versioned, and a decision says which one judged it', async () => {
		const slug = await newRuntime(store, always('in_the_loop'));
		const { submit } = acts(store, slug);
		expect((await submit(agent)).policy).toMatchObject({ version: 1, rule: 'always' });
		await writePolicy(store, consoleActor, slug, always('out_of_the_loop'));
		expect((await submit(agent)).policy).toMatchObject({ version: 2, mode: 'out_of_the_loop' });
		expect((await policyHistory(store, operator.actor, slug)).map(({ version }) => version)).toEqual([2, 1]);
	});

	it('that did not change makes no version', async () => {
		const slug = await newRuntime(store, always('in_the_loop'));
		expect((await writePolicy(store, consoleActor, slug, always('in_the_loop'))).version).toBe(1);
	});

	it('saved over another one is refused, and two at once make two versions', async () => {
		const slug = await newRuntime(store, always('in_the_loop'));
		const read = await readPolicy(store, admin.actor, slug);
		await writePolicy(store, admin.actor, slug, always('out_of_the_loop'));
		const stale = { ...read, rules: [] } as unknown as Record<string, never>;
		expect(await codeOf(writePolicy(store, admin.actor, slug, stale))).toBe('stale_policy');
		await Promise.all(
			[0.1, 0.2, 0.3].map((sample) =>
				writePolicy(store, admin.actor, slug, always('out_of_the_loop', { sample }))
			)
		);
		expect((await readPolicy(store, admin.actor, slug)).version).toBe(5);
	});

	it('that denies, or asks for an admin, is changed by an admin only', async () => {
		const lead = await somebody(store, 'researcher');
		for (const guarded of [
			always('deny'),
			always('in_the_loop', { gate: { roles: ['admin'] } }),
			always('in_the_loop', { gate: { escalation: [{ roles: ['admin'], after_seconds: 5 }] } })
		]) {
			const slug = await newRuntime(store);
			await store.write(async (tx) => {
				await tx.query('update project set created_by = $2 where slug = $1', slug, lead.actor.id);
			});
			expect(await codeOf(writePolicy(store, lead.actor, slug, guarded))).toBe('ok');
			expect(await codeOf(writePolicy(store, lead.actor, slug, always('out_of_the_loop')))).toBe('forbidden');
			expect(await codeOf(writePolicy(store, admin.actor, slug, always('out_of_the_loop')))).toBe('ok');
			expect(await codeOf(writePolicy(store, operator.actor, slug, always('in_the_loop')))).toBe('forbidden');
		}
	});

	it('can be tried on the decisions that there were', async () => {
		const slug = await newRuntime(store);
		const { submit } = acts(store, slug);
		for (const amount of [1, 600, 700]) await submit(agent, { action: { name: 'pay', args: { amount } } });
		const small = { rules: [{ name: 'small', when: 'args.amount < 500', mode: 'out_of_the_loop' }] };
		const tried = await dryRun(store, operator.actor, slug, small, 100);
		expect(tried).toMatchObject({
			looked: 3,
			was: { in_the_loop: 3 },
			would: { in_the_loop: 2, out_of_the_loop: 1 }
		});
		expect(tried.changed).toMatchObject([{ was: { rule: 'default' }, would: { rule: 'small' } }]);
		expect((await readPolicy(store, operator.actor, slug)).version).toBe(0);
	});
});
