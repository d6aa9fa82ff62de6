import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dyingAt } from '../../../test/setup/faults.ts';
import { histories } from '../../../test/setup/rounds.ts';
import {
	acts,
	always,
	codeOf,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cancelDecision, reportOutcome } from './agent.server.ts';
import { claimDecision } from './claim.server.ts';
import { settleDue, settleHalted } from './clock.server.ts';
import { consumeGrant, type GrantView } from './grant.server.ts';
import { createHalt } from './halt.server.ts';
import { liftHalt } from './lift.server.ts';
import { finalStatuses } from './lifecycle.ts';
import { writePolicy } from './policy.server.ts';
import { readAsOperator, readOwn } from './read.server.ts';
import { reviewDecision } from './review.server.ts';
import { vetoDecision } from './veto.server.ts';
import { submitDecision } from './submit.server.ts';
import { signOfLife } from './watch.server.ts';

let store: Store;
let second: Store;
let agent: Program;
let people: Somebody[];
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	agent = await newAgent(store);
	people = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

/** Everything of a project that an act may change, to compare before and after. */
const photograph = async (slug: string): Promise<string> => {
	const tables = {
		item: 'project_id = (select id from project where slug = $1)',
		decision: 'project_id = (select id from project where slug = $1)',
		judgment: 'project_id = (select id from project where slug = $1)',
		policy: 'project_id = (select id from project where slug = $1)',
		halt: 'project_id = (select id from project where slug = $1)',
		watch: 'project_id = (select id from project where slug = $1)',
		event: 'project = $1',
		idempotency: `key = $1`,
		halt_switch: `name = 'project:' || (select id from project where slug = $1)`,
		permit:
			'decision_id in (select decision.id from decision join project on project.id = project_id where slug = $1)',
		signature:
			'decision_id in (select decision.id from decision join project on project.id = project_id where slug = $1)'
	};
	const rows: unknown[] = [];
	for (const [table, where] of Object.entries(tables)) {
		const found = await store.read.query<Record<string, unknown>>(
			`select * from ${table} where ${where}`,
			slug
		);
		rows.push(table, found.map((row) => JSON.stringify({ ...row, position: null, salt: null })).sort());
	}
	return JSON.stringify(rows);
};

describe('any history of acts on one decision, on two servers at once', () => {
	type Move = { what: string; who: number; twin: boolean };
	const moves = fc.array(
		fc.record({
			what: fc.constantFrom(
				...[
					'approve',
					'approve',
					'edit',
					'reject',
					'respond',
					'cancel',
					'read',
					'consume',
					'consume',
					'tick',
					'expire'
				],
				...['halt', 'settle', 'veto', 'late']
			),
			who: fc.nat(2),
			twin: fc.boolean()
		}),
		{ minLength: 4, maxLength: 14 }
	);
	const start = fc.record({
		mode: fc.constantFrom('in_the_loop', 'in_the_loop', 'out_of_the_loop', 'on_the_loop'),
		quorum: fc.constantFrom(1, 1, 2)
	});

	it('has one final answer, one run at most, one event an act, and no vote of whom it may not count', async () => {
		await fc.assert(
			fc.asyncProperty(start, moves, async ({ mode, quorum }, history) => {
				const gate = mode === 'out_of_the_loop' ? {} : { gate: { quorum, timeout_seconds: 600 } };
				const veto = mode === 'on_the_loop' ? { veto_seconds: 20 } : {};
				const slug = await newRuntime(store, always(mode, { ...gate, ...veto }));
				let now = Date.now();
				if (mode === 'on_the_loop' && people[0])
					await signOfLife(
						store,
						people[0].actor,
						people[0].session,
						slug,
						{ tab: 'tab-one-1', visible: true },
						now
					);
				const { id, grant } = await acts(store, slug).submit(agent, {}, now);
				const grants: GrantView[] = grant ? [grant] : [];
				const leases: { who: Somebody; token: string; version: number }[] = [];
				let ran = 0;
				let finalSeen: string | null = null;

				const act = async (by: Store, { what, who }: Move, at: number): Promise<void> => {
					const person = people[who];
					if (!person) return;
					const verdict = async (more: object) => {
						const { token, version } = await claimDecision(by, person.actor, id, at);
						leases.push({ who: person, token, version });
						await reviewDecision(
							by,
							person.actor,
							person.session,
							id,
							{ token, version, verdict: 'approve', ...more },
							at
						);
					};
					switch (what) {
						case 'approve':
							return verdict({});
						case 'edit':
							return verdict({ verdict: 'edit', action: { name: 'pay', args: { amount: who } } });
						case 'reject':
							return verdict({ verdict: 'reject' });
						case 'respond':
							return verdict({ verdict: 'respond', response: 'no' });
						case 'cancel':
							await cancelDecision(by, secrets, agent, id, at);
							return;
						case 'veto':
							await vetoDecision(by, person.actor, id, undefined, at);
							return;
						case 'halt':
							await createHalt(by, person.actor, { scope: 'project', project: slug, reason: 'test' }, at);
							return;
						case 'settle':
							await settleDue(by, at);
							await settleHalted(by, at);
							return;
						case 'late': {
							const old = leases[0];
							if (!old) return;
							await reviewDecision(
								by,
								old.who.actor,
								old.who.session,
								id,
								{ ...old, verdict: 'approve' },
								at
							);
							return;
						}
						case 'consume': {
							const last = grants.at(-1);
							if (!last) return;
							await consumeGrant(by, secrets, agent, last.id, last, null, at);
							ran++;
							return;
						}
						default: {
							const seen = await readOwn(by, secrets, agent, id, at);
							if (seen.grant) grants.push(seen.grant);
							if (finalStatuses.some((status) => status === seen.status)) {
								finalSeen ??= seen.status;
								expect(seen.status).toBe(finalSeen);
							}
						}
					}
				};
				for (let i = 0; i < history.length;) {
					const move = history[i++];
					if (!move) break;
					if (move.what === 'tick') now += 15_000;
					if (move.what === 'expire') now += 700_000;
					const twin = move.twin ? history[i++] : undefined;
					const both = [act(store, move, now), ...(twin ? [act(second, twin, now)] : [])];
					for (const done of await Promise.allSettled(both))
						if (done.status === 'rejected' && (done.reason as Error).name !== 'Refusal') throw done.reason;
				}

				const end = await readOwn(store, secrets, agent, id, now);
				if (finalSeen) expect(end.status).toBe(finalSeen);
				expect(ran).toBeLessThanOrEqual(1);
				const events = await store.read.query<{ type: string; actor: string }>(
					`select type, actor from event where subject_id = $1 order by id`,
					id
				);
				const ends = events.filter(({ type }) =>
					/\.(approved|approved_with_edit|rejected|responded|expired|cancelled|vetoed)$/.test(type)
				);
				expect(ends.length).toBeLessThanOrEqual(1);
				const [judged] = await store.read.query<{ n: number }>(
					'select count(*) as n from judgment where item_id = $1',
					id
				);
				const verdicts = events.filter(({ actor }) => actor.startsWith('user:'));
				expect(Number(judged?.n)).toBe(verdicts.length);
				const [signed] = await store.read.query<{ people: number; signatures: number }>(
					`select count(distinct user_id) as people, count(*) as signatures from signature where decision_id = $1
					and action_digest = (select action_digest from signature where decision_id = $1 order by at desc, judgment_id desc limit 1)`,
					id
				);
				expect(Number(signed?.people ?? 0)).toBe(Number(signed?.signatures ?? 0));
				if (/^approved/.test(end.status) && end.reason?.code !== 'unvetoed')
					expect(Number(signed?.people)).toBeGreaterThanOrEqual(quorum);
				if (ran > 0) expect(['approved', 'approved_with_edit', 'auto_approved']).toContain(end.status);
			}),
			{ numRuns: histories }
		);
	});
});

describe('a process that dies at any statement', () => {
	/** Runs an act with the process dying at its first statement, its second, … until it survives. */
	const dieEverywhere = async (slug: string, act: (by: Store) => Promise<unknown>): Promise<number> => {
		for (let statement = 0; statement < 60; statement++) {
			const before = await photograph(slug);
			const dying = dyingAt(store, statement);
			const code = await codeOf(act(dying.store));
			if (dying.survived()) {
				expect(code).toBe('ok');
				expect(await photograph(slug)).not.toBe(before);
				return statement;
			}
			// The process is gone by its own words, whatever it had written is not there.
			expect([statement, code, await photograph(slug)]).toEqual([statement, 'the process died', before]);
		}
		throw new Error('This act has no end.');
	};
	const one = () => {
		const [person] = people;
		if (!person) throw new Error('nobody');
		return person;
	};

	it('leaves all of a submission or nothing', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		await acts(store, slug).submit(agent);
		const input = { project: slug, action: { name: 'pay', args: { amount: 7 } } };
		const many = await dieEverywhere(slug, (by) =>
			submitDecision(by, secrets, agent, input, { idempotencyKey: slug })
		);
		expect(many).toBeGreaterThan(4);
	});

	it('leaves all of a verdict or nothing', async () => {
		const slug = await newRuntime(store, always('in_the_loop', { gate: { quorum: 2 } }));
		const { submit } = acts(store, slug);
		const verdict = async (more: object) => {
			const { id } = await submit(agent, { action: { name: 'pay', args: { more: JSON.stringify(more) } } });
			const { token, version } = await claimDecision(store, one().actor, id);
			const input = { token, version, verdict: 'approve' as const, ...more };
			expect(
				await dieEverywhere(slug, (by) => reviewDecision(by, one().actor, one().session, id, input))
			).toBeGreaterThan(3);
		};
		await verdict({});
		await verdict({ verdict: 'edit', action: { name: 'pay', args: { amount: 1 } } });
		await verdict({ verdict: 'reject' });
		await verdict({ verdict: 'respond', response: 'x' });
	});

	it('leaves all of a reading, a run, a cancel, an outcome, a halt, its lifting or nothing', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'a', when: 'args.amount < 10', mode: 'out_of_the_loop' },
				{ name: 'b', when: 'args.amount >= 10', mode: 'in_the_loop' }
			]
		});
		const { submit } = acts(store, slug);
		const made = await submit(agent);
		await dieEverywhere(slug, (by) => readOwn(by, secrets, agent, made.id));
		const { grant } = await readOwn(store, secrets, agent, made.id);
		if (!grant) throw new Error('no grant');
		await dieEverywhere(slug, (by) => consumeGrant(by, secrets, agent, grant.id, grant, 'k'));
		await dieEverywhere(slug, (by) => reportOutcome(by, agent, made.id, { status: 'succeeded' }));
		const open = await submit(agent, { action: { name: 'pay', args: { amount: 10 } } });
		await dieEverywhere(slug, (by) => cancelDecision(by, secrets, agent, open.id));
		const late = await submit(agent, { action: { name: 'pay', args: { amount: 11 } } });
		await dieEverywhere(slug, (by) => readAsOperator(by, one().actor, late.id, Date.now() + 4_000_000));
		await dieEverywhere(slug, (by) =>
			createHalt(by, one().actor, { scope: 'project', project: slug, reason: 'x' })
		);
		const [halt] = await store.read.query<{ id: string }>(
			'select halt.id from halt join project on project.id = project_id where slug = $1',
			slug
		);
		await dieEverywhere(slug, (by) => liftHalt(by, one().actor, halt?.id ?? ''));
		await dieEverywhere(slug, (by) => writePolicy(by, people[2]?.actor ?? one().actor, slug, always('deny')));
	});

	it('leaves all of a veto or nothing', async () => {
		const slug = await newRuntime(store, always('on_the_loop', { veto_seconds: 60 }));
		await signOfLife(store, one().actor, one().session, slug, { tab: 'tab-one-1', visible: true });
		const made = await acts(store, slug).submit(agent);
		await dieEverywhere(slug, (by) => vetoDecision(by, one().actor, made.id));
	});
});

describe('every act', () => {
	it('has exactly one event, and a lease none', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'a', when: 'args.amount < 10', mode: 'out_of_the_loop', sample: 1 },
				{ name: 'b', when: 'args.amount >= 10', mode: 'in_the_loop' }
			]
		});
		const { submit, read, review, approve } = acts(store, slug);
		const [one, two, admin] = people;
		if (!one || !two || !admin) throw new Error('nobody');
		const count = async () =>
			Number(
				(await store.read.query<{ n: number }>('select count(*) as n from event where project = $1', slug))[0]
					?.n
			);
		const adds = async (many: number, act: () => Promise<unknown>) => {
			const before = await count();
			await act();
			expect([act.toString(), (await count()) - before]).toEqual([act.toString(), many]);
		};
		const big = (amount: number) => submit(agent, { action: { name: 'pay', args: { amount } } });
		let ids: string[] = [];
		let grant: GrantView | undefined;
		await adds(4, async () => (ids = (await Promise.all([10, 11, 12, 13].map(big))).map(({ id }) => id)));
		const [a = '', b = '', c = '', d = ''] = ids;
		await adds(0, () => claimDecision(store, one.actor, a));
		await adds(0, () => claimDecision(store, one.actor, a));
		await adds(1, () => approve(one, a));
		await adds(0, () => readAsOperator(store, one.actor, a));
		await adds(1, async () => (grant = (await read(agent, a)).grant));
		await adds(1, () => consumeGrant(store, secrets, agent, grant?.id ?? '', grant as GrantView, 'k'));
		await adds(0, () => consumeGrant(store, secrets, agent, grant?.id ?? '', grant as GrantView, 'k'));
		await adds(0, () => read(agent, a));
		await adds(1, () => reportOutcome(store, agent, a, { status: 'succeeded' }));
		await adds(0, () => reportOutcome(store, agent, a, { status: 'succeeded' }));
		await adds(1, () => review(two, b, { verdict: 'edit', action: { name: 'pay', args: { amount: 1 } } }));
		await adds(1, () => review(two, c, { verdict: 'reject' }));
		await adds(1, () => cancelDecision(store, secrets, agent, d));
		await adds(0, () => cancelDecision(store, secrets, agent, d));
		await adds(0, () => codeOf(approve(one, d)));
		await adds(2, async () => review(two, (await big(1)).id, { verdict: 'reject' }));
		await adds(1, () => writePolicy(store, admin.actor, slug, always('deny')));
		await adds(0, () => writePolicy(store, admin.actor, slug, always('deny')));
		let halt = '';
		await adds(
			1,
			async () =>
				(halt = (await createHalt(store, one.actor, { scope: 'project', project: slug, reason: 'x' })).id)
		);
		await adds(1, () => liftHalt(store, one.actor, halt));
		await adds(0, () => liftHalt(store, one.actor, halt));
	});
});
