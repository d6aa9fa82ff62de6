/** What must hold for any policy, any key and any two agents, as properties. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { histories } from '../../../test/setup/rounds.ts';
import {
	acts,
	codeOf,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Actor, type Program } from '#lib/auth/actor.ts';
import type { Role } from '#lib/schema/values.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cancelDecision, reportOutcome } from './agent.server.ts';
import { claimDecision } from './claim.server.ts';
import { consumeGrant, type GrantView } from './grant.server.ts';
import { listDecisions } from './inbox.server.ts';
import { readAsOperator, readOwn } from './read.server.ts';
import { reviewDecision } from './review.server.ts';
import { vetoDecision } from './veto.server.ts';
import { submitDecision } from './submit.server.ts';
import { signOfLife } from './watch.server.ts';

let store: Store;
let second: Store;
let a: Program;
let b: Program;
let one: Somebody;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	[a, b] = [await newAgent(store), await newAgent(store)];
	[one, admin] = [await somebody(store), await somebody(store, 'admin')];
});
const runs = { numRuns: Math.ceil(histories / 2) };
const pay = (amount: number) => ({ name: 'pay', args: { amount } });

describe('an edit, for any policy', () => {
	const gates = fc.record({
		over: fc.integer({ min: 0, max: 100 }),
		mode: fc.constantFrom('in_the_loop', 'deny'),
		quorum: fc.integer({ min: 1, max: 3 }),
		admin: fc.boolean(),
		timeout: fc.integer({ min: 60, max: 600 })
	});

	it('passes the gates of what was proposed and of what it makes, and never what is denied', async () => {
		const amounts = fc.integer({ min: 0, max: 100 });
		await fc.assert(
			fc.asyncProperty(fc.array(gates, { maxLength: 4 }), amounts, amounts, async (rules, was, is) => {
				fc.pre(was !== is);
				const slug = await newRuntime(store, {
					rules: [
						{ name: 'all', when: 'true', mode: 'in_the_loop' },
						...rules.map(({ over, mode, quorum, admin: asked, timeout }, i) => ({
							name: `rule-${i}`,
							when: `args.amount > ${over}`,
							mode,
							...(mode === 'deny'
								? {}
								: { gate: { quorum, roles: [asked ? 'admin' : 'operator'], timeout_seconds: timeout } })
						}))
					]
				});
				const { submit, review } = acts(store, slug);
				const asks = (amount: number) => rules.filter(({ over }) => amount > over);
				const made = await submit(a, { action: pay(was) });
				if (asks(was).some(({ mode }) => mode === 'deny')) {
					expect(made.status).toBe('denied');
					return;
				}
				const edited = review(admin, made.id, { verdict: 'edit', action: pay(is) });
				if (asks(is).some(({ mode }) => mode === 'deny')) {
					expect(await codeOf(edited)).toBe('edit_widens');
					return;
				}
				const { status, gate } = await edited;
				const demands = [...asks(was), ...asks(is)];
				expect(gate.quorum).toBe(Math.max(1, ...demands.map(({ quorum }) => quorum)));
				expect(gate.roles.includes('operator')).toBe(!demands.some(({ admin: asked }) => asked));
				expect(gate.timeout_seconds).toBe(Math.min(3600, ...demands.map(({ timeout }) => timeout)));
				expect(status).toBe(gate.quorum > 1 ? 'pending' : 'approved_with_edit');
			}),
			runs
		);
	});
});

describe('a key, whatever it is and whatever it tries', () => {
	it('casts no vote, holds nothing, watches nothing', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'watched', when: 'args.amount > 50', mode: 'on_the_loop', veto_seconds: 60 },
				{ name: 'asked', when: 'args.amount <= 50', mode: 'in_the_loop' }
			]
		});
		const programs = fc.constantFrom<Role>('admin', 'operator', 'researcher', 'rater', 'agent');
		const actors = fc.oneof(
			programs.map((role): Actor => ({ kind: 'program', id: 'k', name: 'k', role, via: 'key', only: null })),
			fc.constantFrom(0, 1).map((i): Actor => ({ ...(i ? one : admin).actor, via: 'key' })),
			fc.constant<Actor>(consoleActor)
		);
		const counts = async () => {
			const rows = await store.read.query<{ n: number }>(
				`select (select count(*) from judgment) + (select count(*) from signature) + (select count(*) from watch)
				+ (select count(*) from decision where holder = 'k') as n`
			);
			return Number(rows[0]?.n);
		};
		await signOfLife(store, one.actor, one.session, slug, { tab: 'tab-one-1', visible: true });
		const tries = fc.constantFrom('claim', 'approve', 'reject', 'veto', 'watch');
		await fc.assert(
			fc.asyncProperty(actors, tries, fc.boolean(), async (actor, what, open) => {
				const { id } = await acts(store, slug).submit(a, { action: pay(open ? 60 : 10) });
				// Somebody's own lease does not help: the key has read its token.
				const lease = open ? { token: 't', version: 1 } : await claimDecision(store, one.actor, id);
				const before = await counts();
				const vote = (verdict: 'approve' | 'reject') =>
					reviewDecision(store, actor, one.session, id, {
						token: lease.token,
						version: lease.version,
						verdict
					});
				const act = {
					claim: () => claimDecision(store, actor, id),
					approve: () => vote('approve'),
					reject: () => vote('reject'),
					veto: () => vetoDecision(store, actor, id),
					watch: () => signOfLife(store, actor, one.session, slug, { tab: 'tab-key-1', visible: true })
				}[what];
				expect(await codeOf(act())).toBe('forbidden');
				expect(await counts()).toBe(before);
			}),
			runs
		);
	});
});

describe('agent B, whatever both do', () => {
	it('sees of agent A what it sees of nobody: the same words as for what is not there', async () => {
		const slug = await newRuntime(store, {
			rules: [
				{ name: 'alone', when: 'args.amount > 50', mode: 'out_of_the_loop' },
				{ name: 'asked', when: 'args.amount <= 50', mode: 'in_the_loop' }
			]
		});
		const nobody = '0'.repeat(24);
		const told = (act: () => Promise<unknown>) =>
			act().then(
				(seen) => ({ seen: JSON.stringify(seen) }),
				(error: { code?: string; message: string }) => ({ code: error.code, message: error.message })
			);
		const probes = (
			by: Store,
			id: string,
			grant: GrantView | undefined
		): Record<string, () => Promise<unknown>> => ({
			read: () => readOwn(by, secrets, b, id),
			cancel: () => cancelDecision(by, secrets, b, id),
			outcome: () => reportOutcome(by, b, id, { status: 'failed' }),
			operator: () => readAsOperator(by, b, id),
			consume: () =>
				consumeGrant(by, secrets, b, grant?.id ?? id, {
					token: grant?.token ?? 't',
					action_hash: grant?.action_hash ?? 'h'
				}),
			list: () => listDecisions(by, b, { project: slug, status: 'all', limit: 50 })
		});
		const steps = fc.array(
			fc.record({
				amount: fc.constantFrom(10, 60),
				key: fc.constantFrom('k1', 'k2', 'k3'),
				act: fc.constantFrom('nothing', 'approve', 'consume', 'cancel')
			}),
			{ minLength: 1, maxLength: 4 }
		);
		let round = 0;
		await fc.assert(
			fc.asyncProperty(steps, async (history) => {
				const tag = `round-${++round}`;
				for (const { amount, key, act } of history) {
					const secretly = `only-A-${tag}-${amount}`;
					const input = { project: slug, action: { name: 'pay', args: { amount, note: secretly } } };
					const idempotencyKey = `${tag}-${key}`;
					const mine = await submitDecision(store, secrets, a, input, { idempotencyKey }).catch(() => null);
					if (!mine) continue;
					const { id, grant } = mine.view;
					if (act === 'approve') await codeOf(acts(store, slug).approve(one, id));
					if (act === 'consume' && grant) await codeOf(consumeGrant(store, secrets, a, grant.id, grant));
					if (act === 'cancel') await codeOf(cancelDecision(store, secrets, a, id));
					const theirs = probes(second, id, grant);
					const absent = probes(store, nobody, undefined);
					for (const [name, probe] of Object.entries(theirs))
						expect([name, await told(probe)]).toEqual([name, await told(absent[name] ?? probe)]);
					// The same Idempotency-Key is B's own: neither A's answer nor a conflict with A's body.
					const replay = await submitDecision(
						second,
						secrets,
						b,
						{ project: slug, action: { name: 'pay', args: { amount: 10, key } } },
						{ idempotencyKey }
					);
					const said = JSON.stringify(replay.view);
					expect(said).not.toContain(secretly);
					expect(said).not.toContain(id);
				}
			}),
			runs
		);
	});
});
