import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { holding } from '../../../test/setup/faults.ts';
import { histories } from '../../../test/setup/rounds.ts';
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
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Person, type Program } from '#lib/auth/actor.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { consumeGrant, type GrantView } from './grant.server.ts';
import { createHalt, listHalts } from './halt.server.ts';
import { changeInstance, readInstance } from './instance.server.ts';
import { liftHalt } from './lift.server.ts';
import { settleHalted } from './clock.server.ts';
import { listDecisions } from './inbox.server.ts';
import { claimDecision } from './claim.server.ts';
import { reviewDecision } from './review.server.ts';
import { submitDecision } from './submit.server.ts';

let store: Store;
let second: Store;
let agent: Program;
let operator: Somebody;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	agent = await newAgent(store);
	[operator, admin] = [await somebody(store), await somebody(store, 'admin')];
});

const use = (
	grant: GrantView | undefined,
	{
		by = store,
		now = Date.now(),
		key = null as string | null,
		hash = grant?.action_hash ?? '',
		token = grant?.token ?? ''
	} = {}
) => consumeGrant(by, secrets, agent, grant?.id ?? 'none', { action_hash: hash, token }, key, now);

const alone = async () => acts(store, await newRuntime(store, always('out_of_the_loop')));
const stop = (slug: string, now = Date.now()) =>
	createHalt(store, operator.actor, { scope: 'project', project: slug, reason: 'test' }, now);

describe('a grant', () => {
	it('is good for exactly its action, for its key, with its token, once', async () => {
		const { submit } = await alone();
		const { grant, id } = await submit(agent);
		expect(await codeOf(use(grant, { hash: `sha256:${'0'.repeat(64)}` }))).toBe('action_mismatch');
		expect(await codeOf(use(grant, { token: 'a'.repeat(43) }))).toBe('bad_token');
		expect(await use(grant)).toMatchObject({ decision: id, action: { name: 'pay' } });
		expect(await codeOf(use(grant))).toBe('grant_consumed');
		expect(await eventsOf(store, id, grant?.id ?? '')).toEqual(['decision.submitted', 'grant.consumed']);
	});

	it('answers the same Idempotency-Key again, and no other', async () => {
		const { submit } = await alone();
		const { grant, id } = await submit(agent);
		const first = await use(grant, { key: 'k' });
		expect(await use(grant, { key: 'k' })).toEqual(first);
		expect(await codeOf(use(grant, { key: 'l' }))).toBe('grant_consumed');
		expect(await codeOf(use(grant))).toBe('grant_consumed');
		expect(await eventsOf(store, id, grant?.id ?? '')).toEqual(['decision.submitted', 'grant.consumed']);
	});

	it('lives five minutes, and a new reading makes a new one and voids the old', async () => {
		const { submit, read } = await alone();
		const now = Date.now();
		const { grant, id } = await submit(agent, {}, now);
		expect(await codeOf(use(grant, { now: now + 5 * 60_000 }))).toBe('grant_expired');
		const later = await read(agent, id, now + 6 * 60_000);
		expect(later.grant?.id).not.toBe(grant?.id);
		expect(await codeOf(use(grant, { now: now + 1 }))).toBe('grant_expired');
		expect(await codeOf(use(later.grant, { now: now + 6 * 60_000 }))).toBe('ok');
		expect((await read(agent, id, now + 6 * 60_000)).grant).toBeUndefined();
	});

	it('has a token that is stored nowhere', async () => {
		const { submit } = await alone();
		const { grant } = await submit(agent);
		for (const table of ['permit', 'decision', 'item', 'event', 'idempotency']) {
			const rows = await store.read.query<Record<string, unknown>>(`select * from ${table}`);
			expect(JSON.stringify(rows)).not.toContain(grant?.token);
		}
	});

	it('is used once by any number at once, on two servers', async () => {
		const { submit } = await alone();
		for (let round = 0; round < 5; round++) {
			const { grant } = await submit(agent);
			const codes = await Promise.all(
				Array.from({ length: 8 }, (_, i) => codeOf(use(grant, { by: i % 2 ? store : second })))
			);
			expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
			expect(codes.filter((code) => code === 'grant_consumed')).toHaveLength(7);
		}
	});

	it('of one decision is used once, however often it is read meanwhile', async () => {
		const { submit, read } = await alone();
		for (let round = 0; round < histories / 5; round++) {
			const { grant, id } = await submit(agent);
			const grants = [grant];
			const codes: string[] = [];
			const hand = async (by: Store) => {
				for (let turn = 0; turn < 3; turn++) {
					grants.push((await read(agent, id)).grant);
					codes.push(await codeOf(use(grants.at(-1), { by })));
				}
			};
			await Promise.all([hand(store), hand(second), hand(store)]);
			expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
			const [count] = await store.read.query<{ n: number }>(
				`select count(*) as n from permit where decision_id = $1 and state = 'consumed'`,
				id
			);
			expect(Number(count?.n)).toBe(1);
		}
	});
});

describe('a halt', () => {
	it('ends what is open and voids grants, for good: lifting revives nothing', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'a', when: 'args.amount < 10', mode: 'out_of_the_loop' },
				{ name: 'b', when: 'args.amount >= 10', mode: 'in_the_loop' }
			]
		});
		const { submit, read, approve } = acts(store, slug);
		const ran = await submit(agent);
		await use(ran.grant);
		const granted = await submit(agent);
		const big = { action: { name: 'pay', args: { amount: 10 } } };
		const open = await submit(agent, big);
		const approved = await submit(agent, big);
		await approve(operator, approved.id);
		const { id } = await stop(slug);
		expect(await codeOf(use(granted.grant))).toBe('halted');
		expect((await read(agent, open.id)).status).toBe('halted');
		expect(await submit(agent)).toMatchObject({ status: 'halted', reason: { code: 'halted' } });
		expect((await read(agent, approved.id)).grant).toBeUndefined();
		await liftHalt(store, operator.actor, id);
		expect(await codeOf(use(granted.grant))).toBe('halted');
		expect((await read(agent, granted.id)).grant).toBeUndefined();
		expect((await read(agent, approved.id)).grant).toBeUndefined();
		expect(await codeOf(approve(operator, open.id))).toBe('settled');
		expect((await submit(agent)).status).toBe('auto_approved');
		expect(await eventsOf(store, open.id, id)).toEqual(['decision.submitted', 'halt.created', 'halt.lifted']);
	});

	it('is not slipped past by the repeat of an answer that was lost', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { submit } = acts(store, slug);
		const { grant } = await submit(agent);
		await use(grant, { key: 'k' });
		await stop(slug);
		expect(await codeOf(use(grant, { key: 'k' }))).toBe('halted');
	});

	it('is read without anything having run: an old claim votes no more', async () => {
		const slug = await newRuntime(store);
		const { submit } = acts(store, slug);
		const made = await submit(agent);
		const { token, version } = await claimDecision(store, operator.actor, made.id);
		const halt = await stop(slug);
		await liftHalt(store, operator.actor, halt.id);
		const all = await listDecisions(store, operator.actor, { project: slug, status: 'all', limit: 5 });
		expect(all.items.map(({ status }) => status)).toEqual(['halted']);
		const input = { token, version, verdict: 'approve' as const };
		expect(await codeOf(reviewDecision(store, operator.actor, operator.session, made.id, input))).toBe(
			'settled'
		);
		const page = await listDecisions(store, operator.actor, { project: slug, status: 'open', limit: 5 });
		expect(page.items).toEqual([]);
	});

	it('reaches as far as it says', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const elsewhere = await newRuntime(store, always('out_of_the_loop'));
		const b = await newAgent(store);
		const status = async (of: string, who: Program, name = 'pay') =>
			(await acts(store, of).submit(who, { action: { name, args: {} } })).status;
		const lift = async (halt: { id: string }) => liftHalt(store, admin.actor, halt.id);
		const reason = 'test';
		const ofAgent = await createHalt(store, operator.actor, {
			scope: 'agent',
			project: slug,
			agent: agent.name,
			reason
		});
		expect([await status(slug, agent), await status(slug, b), await status(elsewhere, agent)]).toEqual([
			'halted',
			'auto_approved',
			'auto_approved'
		]);
		await lift(ofAgent);
		const everywhere = await createHalt(store, admin.actor, { scope: 'agent', agent: agent.name, reason });
		expect([await status(elsewhere, agent), await status(elsewhere, b)]).toEqual(['halted', 'auto_approved']);
		await lift(everywhere);
		const ofAction = await createHalt(store, operator.actor, {
			scope: 'action',
			project: slug,
			action: 'pay',
			reason
		});
		expect([await status(slug, b), await status(slug, b, 'mail'), await status(elsewhere, b)]).toEqual([
			'halted',
			'auto_approved',
			'auto_approved'
		]);
		await lift(ofAction);
		const all = await createHalt(store, admin.actor, { scope: 'all', reason });
		expect([await status(slug, b), await status(elsewhere, agent)]).toEqual(['halted', 'halted']);
		await lift(all);
		expect(await status(slug, agent)).toBe('auto_approved');
	});

	it('stands until the last of several is lifted, and each is lifted once', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { submit } = acts(store, slug);
		const [a, b] = await Promise.all([stop(slug), stop(slug)]);
		await Promise.all([1, 2, 3].map(() => liftHalt(store, operator.actor, a.id)));
		expect((await submit(agent)).status).toBe('halted');
		await liftHalt(store, operator.actor, b.id);
		expect((await submit(agent)).status).toBe('auto_approved');
		expect(await eventsOf(store, a.id)).toEqual(['halt.created', 'halt.lifted']);
	});

	it('is made by those whose project it is, of everything by an admin, and says what it stops', async () => {
		const slug = await newRuntime(store);
		const reason = 'test';
		expect(await codeOf(createHalt(store, operator.actor, { scope: 'all', reason }))).toBe('forbidden');
		expect(await codeOf(createHalt(store, operator.actor, { scope: 'agent', agent: 'x', reason }))).toBe(
			'forbidden'
		);
		const rater = await somebody(store, 'rater');
		expect(await codeOf(createHalt(store, rater.actor, { scope: 'project', project: slug, reason }))).toBe(
			'forbidden'
		);
		expect(await codeOf(createHalt(store, agent, { scope: 'project', project: slug, reason }))).toBe(
			'forbidden'
		);
		expect(await codeOf(createHalt(store, operator.actor, { scope: 'agent', project: slug, reason }))).toBe(
			'invalid'
		);
		expect(await codeOf(createHalt(store, admin.actor, { scope: 'all', agent: 'x', reason }))).toBe(
			'invalid'
		);
		const made = await stop(slug);
		expect((await listHalts(store, operator.actor)).map(({ id }) => id)).toContain(made.id);
		await liftHalt(store, operator.actor, made.id);
	});

	it('is lifted by somebody else, where the instance says so', async () => {
		const slug = await newRuntime(store);
		const made = await stop(slug);
		await changeInstance(store, admin.actor, { halt_second_person: true });
		expect(await codeOf(liftHalt(store, operator.actor, made.id))).toBe('separation_of_duties');
		expect((await listHalts(store, operator.actor)).find(({ id }) => id === made.id)).toMatchObject({
			person: operator.actor.name,
			needs_second_person: true
		});
		expect(await eventsOf(store, made.id)).toEqual(['halt.created']);
		// Of two at once, the one who may does; the other's word is not half of it.
		const codes = await Promise.all([
			codeOf(liftHalt(second, operator.actor, made.id)),
			codeOf(liftHalt(store, admin.actor, made.id))
		]);
		expect(codes[1]).toBe('ok');
		expect(await eventsOf(store, made.id)).toEqual(['halt.created', 'halt.lifted']);
		const [row] = await store.read.query<{ lifted_by: string }>(
			'select lifted_by from halt where id = $1',
			made.id
		);
		expect(row?.lifted_by).toBe(`user:${admin.actor.id}`);
		await changeInstance(store, admin.actor, { halt_second_person: false });
		const alone = await stop(slug);
		expect(await codeOf(liftHalt(store, operator.actor, alone.id))).toBe('ok');
	});

	it('is not lifted by the same hands with a key, nor by taking the setting away', async () => {
		const reason = 'test';
		const other = await somebody(store, 'admin');
		await changeInstance(store, admin.actor, { halt_second_person: true });
		const program = async (by: Person): Promise<Program> => {
			const { id, name } = await createKey(store, by, { name: `key-${newId()}`, role: 'admin' });
			return { kind: 'program', id, name, role: 'admin', via: 'key', only: null };
		};
		const [mine, theirs] = [await program(admin.actor), await program(other.actor)];
		const halt = await createHalt(store, admin.actor, { scope: 'agent', agent: 'nobody', reason });
		expect(await codeOf(liftHalt(store, mine, halt.id))).toBe('separation_of_duties');
		const off = { halt_second_person: false };
		expect(await codeOf(changeInstance(store, admin.actor, off))).toBe('separation_of_duties');
		expect(await codeOf(changeInstance(store, mine, off))).toBe('separation_of_duties');
		expect(await codeOf(liftHalt(store, theirs, halt.id))).toBe('ok');
		const byKey = await createHalt(store, mine, { scope: 'agent', agent: 'nobody', reason });
		expect(await codeOf(liftHalt(store, admin.actor, byKey.id))).toBe('separation_of_duties');
		expect(await codeOf(liftHalt(store, other.actor, byKey.id))).toBe('ok');
		expect(await codeOf(changeInstance(store, admin.actor, off))).toBe('ok');
	});

	it('is under a setting that an admin alone changes, one event a change', async () => {
		const on = { halt_second_person: true };
		for (const who of [operator.actor, (await somebody(store, 'researcher')).actor, agent])
			expect([await codeOf(changeInstance(store, who, on)), await codeOf(readInstance(store, who))]).toEqual([
				'forbidden',
				'forbidden'
			]);
		const before = await eventsOf(store, 'halt_second_person');
		await Promise.all([store, second, store].map((by) => changeInstance(by, admin.actor, on)));
		await changeInstance(store, admin.actor, {});
		expect(await readInstance(second, admin.actor)).toMatchObject(on);
		expect(await eventsOf(store, 'halt_second_person')).toEqual([...before, 'instance.changed']);
		await changeInstance(store, admin.actor, { halt_second_person: false });
	});

	it('is written into what it ended by whoever comes by, and changes nothing else', async () => {
		const slug = await newRuntime(store);
		const { submit } = acts(store, slug);
		const made = await Promise.all(
			[1, 2, 3].map((amount) => submit(agent, { action: { name: 'pay', args: { amount } } }))
		);
		await stop(slug);
		await Promise.all([settleHalted(store), settleHalted(second)]);
		const rows = await store.read.query<{ status: string; version: number }>(
			'select status, version from decision where id in ($1, $2, $3)',
			...made.map(({ id }) => id)
		);
		expect(rows).toEqual(made.map(() => ({ status: 'halted', version: 2 })));
	});

	it('waits for the permission that is being given, and is seen by the next', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { submit } = acts(store, slug);
		const [{ grant }, later] = [await submit(agent), await submit(agent)];
		// The first write makes the switches' rows.
		const held = holding(second, 1);
		const consuming = codeOf(use(grant, { by: held.store }));
		await held.reached;
		let halted = false;
		const halting = stop(slug).then(() => (halted = true));
		await sleep(150);
		expect(halted).toBe(false);
		held.letGo();
		expect(await consuming).toBe('ok');
		await halting;
		expect(await codeOf(use(later.grant))).toBe('halted');
	});

	it('is waited for by permissions, approvals and new decisions, and stops them', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'a', when: 'args.amount < 10', mode: 'out_of_the_loop' },
				{ name: 'b', when: 'args.amount >= 10', mode: 'in_the_loop' }
			]
		});
		const { submit } = acts(store, slug);
		const { grant } = await submit(agent);
		const open = await submit(agent, { action: { name: 'pay', args: { amount: 10 } } });
		const { token, version } = await claimDecision(store, operator.actor, open.id);
		const held = holding(second);
		const halting = createHalt(held.store, operator.actor, {
			scope: 'project',
			project: slug,
			reason: 'test'
		});
		await held.reached;
		const consuming = codeOf(use(grant));
		const input = { token, version, verdict: 'approve' as const };
		const approving = codeOf(reviewDecision(store, operator.actor, operator.session, open.id, input));
		const submitting = submitDecision(store, secrets, agent, {
			project: slug,
			action: { name: 'pay', args: { amount: 1 } }
		});
		await sleep(100);
		held.letGo();
		await halting;
		expect(await consuming).toBe('halted');
		expect(await approving).toBe('settled');
		expect((await submitting).view.status).toBe('halted');
	});

	it('precedes no permission that was given, under random load on two servers', async () => {
		for (let round = 0; round < histories / 10; round++) {
			const slug = await newRuntime(store, always('out_of_the_loop'));
			const { submit } = acts(store, slug);
			const grants = await Promise.all(Array.from({ length: 24 }, () => submit(agent))).then((all) =>
				all.map(({ grant }) => grant)
			);
			let halted = false;
			const late: string[] = [];
			const consuming = grants.map(async (grant, i) => {
				await sleep(Math.random() * 25);
				const after = halted;
				const code = await codeOf(use(grant, { by: i % 2 ? store : second }));
				if (after && code !== 'halted') late.push(code);
				return code;
			});
			await sleep(Math.random() * 15);
			await stop(slug);
			halted = true;
			const consumed = () =>
				store.read.query<{ n: number }>(
					`select count(*) as n from permit join decision on decision.id = permit.decision_id
					join project on project.id = decision.project_id where project.slug = $1 and permit.state = 'consumed'`,
					slug
				);
			const [atHalt] = await consumed();
			const codes = await Promise.all(consuming);
			const [atEnd] = await consumed();
			expect(late).toEqual([]);
			expect(Number(atEnd?.n)).toBe(Number(atHalt?.n));
			expect(codes.filter((code) => code === 'ok')).toHaveLength(Number(atEnd?.n));
		}
	});

	it('of the console is an admin’s', async () => {
		const made = await createHalt(store, consoleActor, { scope: 'agent', agent: 'nobody', reason: 'test' });
		await liftHalt(store, consoleActor, made.id);
	});
});
