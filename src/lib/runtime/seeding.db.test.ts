import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
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

import { changeProject } from '#lib/project/project.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cancelDecision, reportOutcome } from './agent.server.ts';
import { findDecision } from './decision.server.ts';
import { eraseDecision } from './erase.server.ts';
import { consumeGrant } from './grant.server.ts';
import { createHalt } from './halt.server.ts';
import type { ReviewInput } from './input.ts';
import { readOwn } from './read.server.ts';
import { before, claim, dossier, list, read, release, review, sayFirst } from './reviewer.server.ts';
import type { SeedInput } from './seed.ts';
import { listSeeds, makeSeed, retireSeed } from './seed.server.ts';
import { runtimeStanding } from './standing.server.ts';

let store: Store;
let second: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
let lead: Somebody;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	agent = await newAgent(store);
	[one, two, lead] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

const bad = (more: object = {}): SeedInput => ({
	key: agent.name,
	proposal: {
		action: { name: 'pay', args: { to: 'nobody', amount: 90_000 } },
		confidence: 0.97,
		risk: 'medium',
		context: [{ type: 'note', text: 'Pay this at once.' }]
	},
	wanted: 'reject',
	why: 'Nobody is owed that.',
	...more
});

/** A project with checks after every answer, and one seed. */
async function checked(gate: object = {}, seeds = 1): Promise<string> {
	const slug = await newRuntime(store, always('in_the_loop', { gate }));
	await changeProject(store, consoleActor, slug, { settings: { check_rate: 1 } });
	for (let i = 0; i < seeds; i++) await makeSeed(store, lead.actor, slug, bad());
	return slug;
}

/** Comes at once, first of the seeds. */
const zero = () => 0;

let count = 0;
/** Answers a real decision, after which a check comes. @returns what is in the list then */
async function answerOne(slug: string, who: Somebody, random: () => number = zero, now = Date.now()) {
	// The same again would be rejected with the first one.
	const action = { name: 'pay', args: { number: count++ } };
	const { id } = await acts(store, slug).submit(agent, { action }, now);
	const { token, version } = await claim(store, who.actor, id, now);
	if ((await read(store, who.actor, id, now)).hidden)
		await sayFirst(store, who.actor, id, { token, version, would: 'approve' }, now);
	await review(store, who.actor, who.session, id, { token, version, verdict: 'reject' }, now, random);
	return list(store, who.actor, { project: slug, status: 'open', limit: 50 }, now);
}

async function oneCheck(slug: string, who: Somebody, now = Date.now()): Promise<string> {
	for (const { id } of (await answerOne(slug, who, zero, now)).items)
		if ((await findDecision(store.read, id)) === null) return id;
	throw new Error('no check came');
}

/** Names of fields at any depth, in their order: what a program could tell two answers apart by. */
const shape = (value: unknown): unknown =>
	Array.isArray(value)
		? value.map(shape)
		: typeof value === 'object' && value !== null
			? Object.entries(value).map(([name, inner]) => [name, shape(inner)])
			: typeof value;

describe('a check among the decisions of a reviewer', () => {
	it('comes after an answer at the rate of the project, once a seed and person, and never two at a time', async () => {
		const slug = await checked({}, 3);
		await changeProject(store, consoleActor, slug, { settings: { check_rate: 0.5 } });
		expect((await answerOne(slug, one, () => 0.5)).items).toEqual([]);
		const met = new Set<string>();
		for (let round = 0; round < 3; round++) {
			expect((await answerOne(slug, one)).items).toHaveLength(1);
			const [line] = (await answerOne(slug, one)).items;
			const id = line?.id ?? '';
			met.add(id);
			const { token, version } = await claim(store, one.actor, id);
			await review(store, one.actor, one.session, id, { token, version, verdict: 'reject' });
		}
		expect(met.size).toBe(3);
		expect((await answerOne(slug, one)).items).toEqual([]);
		expect((await answerOne(slug, two)).items).toHaveLength(1);
	});

	it('comes some time later, not the moment somebody answers', async () => {
		const slug = await checked();
		const now = Date.now();
		// The seed's number, then how late it comes.
		const draws = [0, 0, 0.5];
		expect((await answerOne(slug, one, () => draws.shift() ?? 0, now)).items).toEqual([]);
		const later = await list(store, one.actor, { project: slug, status: 'open', limit: 50 }, now + 30_000);
		expect(later.items).toHaveLength(1);
	});

	it.each([{}, { view_first: true }, { min_seconds: 1, quorum: 2 }])(
		'gives answers of the shape that a decision gives, under a gate that asks %j',
		async (gate) => {
			const slug = await checked(gate);
			const id = await oneCheck(slug, one);
			const real = (
				await acts(store, slug).submit(agent, {
					action: { name: 'pay', args: { to: 'ada', amount: 5 } },
					confidence: 0.5,
					risk: 'medium',
					context: [{ type: 'note', text: 'Please.' }]
				})
			).id;
			for (const status of ['open', 'all'] as const) {
				const { items } = await list(store, one.actor, { project: slug, status, limit: 50 });
				const [a, b] = [id, real].map((wanted) => items.find((line) => line.id === wanted));
				expect(shape(a)).toEqual(shape(b));
			}
			const both = async (act: (of: string) => Promise<unknown>) => {
				const [a, b] = [await act(id), await act(real)];
				expect(shape(a)).toEqual(shape(b));
			};
			await both((of) => read(store, one.actor, of));
			await both((of) => codeOf(before(store, one.actor, of)));
			await both((of) => codeOf(dossier(store, secrets, one.actor, of)));
			await both((of) => claim(store, one.actor, of));
			await both((of) => read(store, one.actor, of));
			const refused = (input: Partial<ReviewInput>) => async (of: string) => {
				const { token, version } = await claim(store, one.actor, of);
				return codeOf(
					review(store, one.actor, one.session, of, { token, version, verdict: 'approve', ...input })
				);
			};
			await both(refused({ token: 'x' }));
			await both(refused({ version: 99 }));
			if ('view_first' in gate || 'min_seconds' in gate) await both(refused({}));
			await both(refused({ verdict: 'edit', action: { name: 'other', args: {} } }));
			if ('view_first' in gate)
				await both(async (of) => {
					const { token, version } = await claim(store, one.actor, of);
					return sayFirst(store, one.actor, of, { token, version, would: 'reject' });
				});
			await both(async (of) => {
				const early = await claim(store, one.actor, of);
				await claim(store, one.actor, of);
				await release(store, one.actor, of, early.token);
				const held = await read(store, one.actor, of);
				expect(held.holder?.mine).toBe(true);
				return held;
			});
			await both(async (of) => {
				const { token } = await claim(store, one.actor, of);
				await release(store, one.actor, of, token);
				return read(store, one.actor, of);
			});
			const standing = await runtimeStanding(store, one.actor, slug);
			const { items } = await list(store, one.actor, { project: slug, status: 'open', limit: 50 });
			expect(standing?.open).toBe(items.length);
		}
	);

	it('is nobody else’s: not in their lists, and not there when they ask', async () => {
		const slug = await checked();
		const id = await oneCheck(slug, one);
		for (const who of [two, lead]) {
			const { items } = await list(store, who.actor, { project: slug, status: 'all', limit: 50 });
			expect(items.map((line) => line.id)).not.toContain(id);
			expect(await codeOf(read(store, who.actor, id))).toBe('not_found');
			expect(await codeOf(claim(store, who.actor, id))).toBe('not_found');
		}
		expect(await codeOf(readOwn(store, secrets, agent, id))).toBe('not_found');
	});

	it('stands where its time puts it, on whichever page that is', async () => {
		const slug = await checked({ timeout_seconds: 100 });
		const { submit } = acts(store, slug);
		const now = Date.now();
		const early = await Promise.all([0, 1, 2].map((n) => submit(agent, {}, now - 10_000 * (n + 1))));
		const id = await oneCheck(slug, one, now);
		const late = await Promise.all([0, 1].map((n) => submit(agent, {}, now + 1000 * (n + 1))));
		const wanted = [...early.toReversed(), { id }, ...late].map((line) => line.id);
		for (const limit of [1, 2, 3, 4, 50]) {
			const seen: string[] = [];
			let cursor: string | undefined;
			do {
				const page = await list(
					store,
					one.actor,
					{ project: slug, status: 'open', limit, cursor },
					now + 3000
				);
				seen.push(...page.items.map((line) => line.id));
				cursor = page.next_cursor ?? undefined;
			} while (cursor);
			expect([limit, seen]).toEqual([limit, wanted]);
		}
	});

	it('is told after the answer, with what was right and why', async () => {
		const slug = await checked();
		const id = await oneCheck(slug, one);
		const { token, version } = await claim(store, one.actor, id);
		const told = await review(store, one.actor, one.session, id, { token, version, verdict: 'approve' });
		expect(told).toMatchObject({
			status: 'cancelled',
			check: { caught: false, wanted: 'reject', why: 'Nobody is owed that.' }
		});
		expect(await codeOf(claim(store, one.actor, id))).toBe('not_found');
		expect((await listSeeds(store, lead.actor, slug)).items).toMatchObject([{ answered: 1, caught: 0 }]);
	});

	it('is ended by a halt, by its time and by the end of checks, as a decision is', async () => {
		const slug = await checked({ timeout_seconds: 60 });
		const now = Date.now();
		const id = await oneCheck(slug, one, now);
		const { token, version } = await claim(store, one.actor, id, now);
		const answer = (at: number) =>
			codeOf(review(store, one.actor, one.session, id, { token, version, verdict: 'approve' }, at));
		const listed = async (at = now) =>
			(await list(store, one.actor, { project: slug, status: 'open', limit: 50 }, at)).items.length;
		expect(await listed(now + 60_001)).toBe(0);
		expect(await answer(now + 60_001)).toBe('settled');
		await changeProject(store, consoleActor, slug, { settings: { check_rate: 0 } });
		expect(await listed()).toBe(0);
		await changeProject(store, consoleActor, slug, { settings: { check_rate: 1 } });
		expect(await listed()).toBe(1);
		await createHalt(store, one.actor, { scope: 'project', project: slug, reason: 'x' });
		expect(await listed()).toBe(0);
		expect(await answer(now)).toBe('settled');
	});
});

describe('a seed', () => {
	it('is made of what a person refused or changed, once, and goes when that is erased', async () => {
		const slug = await checked({}, 0);
		const { submit, review: judge } = acts(store, slug);
		const [refused, changed, fine] = await Promise.all(
			[11, 12, 13].map((amount) => submit(agent, { action: { name: 'pay', args: { amount } } }))
		);
		if (!refused || !changed || !fine) throw new Error('nothing came');
		await judge(two, refused.id, { verdict: 'reject', reason: { code: 'wrong', text: 'Paid already.' } });
		await judge(two, changed.id, { verdict: 'edit', action: { name: 'pay', args: { amount: 1 } } });
		await judge(two, fine.id, { verdict: 'approve' });
		const make = (decision: string) => makeSeed(store, lead.actor, slug, { decision });
		await make(refused.id);
		await make(changed.id);
		expect(await codeOf(make(fine.id))).toBe('not_bad');
		expect(await codeOf(make(refused.id))).toBe('seeded');
		expect(await codeOf(makeSeed(store, one.actor, slug, bad()))).toBe('forbidden');
		expect(await codeOf(makeSeed(store, lead.actor, slug, bad({ key: 'nobody' })))).toBe('no_agent');
		expect((await listSeeds(store, lead.actor, slug)).items).toMatchObject([
			{ wanted: 'edit', right: { args: { amount: 1 } } },
			{ wanted: 'reject', why: 'Paid already.' }
		]);
		// Whoever judged it would know it again.
		expect((await answerOne(slug, two)).items).toEqual([]);
		const id = await oneCheck(slug, one);
		await eraseDecision(store, consoleActor, refused.id, { reason: 'asked to', early: true });
		await eraseDecision(store, consoleActor, changed.id, { reason: 'asked to', early: true });
		expect(await codeOf(claim(store, one.actor, id))).toBe('not_found');
		const left = await store.read.query('select proposal, why from seed where source_id is not null');
		expect(left).toEqual([
			{ proposal: null, why: null },
			{ proposal: null, why: null }
		]);
	});

	it('comes to nobody once it is retired, nor to whoever made it, nor where the policy would not ask', async () => {
		const slug = await checked();
		const [{ id = '' } = {}] = (await listSeeds(store, lead.actor, slug)).items;
		expect((await answerOne(slug, lead)).items).toEqual([]);
		await retireSeed(store, lead.actor, slug, id);
		await retireSeed(store, lead.actor, slug, id);
		expect((await answerOne(slug, one)).items).toEqual([]);
		const denied = await newRuntime(store, {
			rules: [
				{ name: 'never', when: 'args.amount > 1000', mode: 'deny' },
				{ name: 'ask', when: 'true', mode: 'in_the_loop' }
			]
		});
		await changeProject(store, consoleActor, denied, { settings: { check_rate: 1 } });
		await makeSeed(store, lead.actor, denied, bad());
		expect((await answerOne(denied, one)).items).toEqual([]);
	});

	it('comes once to a person who answers on two servers at the same time', async () => {
		const slug = await checked({}, 4);
		const { submit } = acts(store, slug);
		const now = Date.now();
		const held = await Promise.all(
			[store, second, store, second].map(async (by) => {
				const { id } = await submit(agent);
				const { token, version } = await claim(by, one.actor, id, now);
				return { by, id, input: { token, version, verdict: 'approve' as const } };
			})
		);
		await Promise.all(
			held.map(({ by, id, input }) => review(by, one.actor, one.session, id, input, now, zero))
		);
		expect(
			(await list(store, one.actor, { project: slug, status: 'open', limit: 50 }, now)).items
		).toHaveLength(1);
	});
});

describe('whatever is answered to a check, by anybody, twice at once and on two servers', () => {
	const moves = fc.array(
		fc.record({
			what: fc.constantFrom(
				...['approve', 'approve', 'edit', 'reject', 'respond', 'view', 'release'],
				...['agent reads', 'agent consumes', 'agent cancels', 'agent reports', 'tick', 'halt']
			),
			other: fc.boolean(),
			twin: fc.boolean()
		}),
		{ minLength: 3, maxLength: 10 }
	);
	const gates = fc.record({
		quorum: fc.constantFrom(1, 2),
		view_first: fc.boolean(),
		timeout_seconds: fc.constant(600)
	});

	it('is never granted, executed, receipted, exported or counted as a decision', async () => {
		await fc.assert(
			fc.asyncProperty(gates, moves, async (gate, history) => {
				const slug = await checked(gate);
				let now = Date.now();
				const id = await oneCheck(slug, one, now);
				const counts = async () =>
					Promise.all(
						['decision', 'item', 'judgment', 'signature', 'permit', 'first_view'].map(
							async (table) =>
								(await store.read.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n
						)
					);
				const settled = await counts();
				const act = async (by: Store, { what, other }: (typeof history)[number]) => {
					const who = other ? two : one;
					const verdict = async (more: Partial<ReviewInput>) => {
						const { token, version } = await claim(by, who.actor, id, now);
						return review(
							by,
							who.actor,
							who.session,
							id,
							{ token, version, verdict: 'approve', ...more },
							now,
							() => 1
						);
					};
					switch (what) {
						case 'approve':
							return verdict({});
						case 'edit':
							return verdict({ verdict: 'edit', action: { name: 'pay', args: { amount: 2 } } });
						case 'reject':
							return verdict({ verdict: 'reject' });
						case 'respond':
							return verdict({ verdict: 'respond', response: 'no' });
						case 'view': {
							const { token, version } = await claim(by, who.actor, id, now);
							return sayFirst(by, who.actor, id, { token, version, would: 'approve' }, now);
						}
						case 'release': {
							const { token } = await claim(by, who.actor, id, now);
							return release(by, who.actor, id, token, now);
						}
						case 'agent reads':
							return readOwn(by, secrets, agent, id, now);
						case 'agent consumes':
							return consumeGrant(by, secrets, agent, id, { action_hash: '', token: '' }, null, now);
						case 'agent cancels':
							return cancelDecision(by, secrets, agent, id, now);
						case 'agent reports':
							return reportOutcome(by, agent, id, { status: 'succeeded' }, now);
						case 'halt':
							return createHalt(by, lead.actor, { scope: 'project', project: slug, reason: 'x' }, now);
						default:
							now += 200_000;
					}
				};
				for (const move of history) {
					const both = [act(store, move), ...(move.twin ? [act(second, move)] : [])];
					for (const done of await Promise.allSettled(both)) {
						if (done.status === 'rejected' && (done.reason as Error).name !== 'Refusal') throw done.reason;
						if (done.status === 'fulfilled')
							expect(JSON.stringify(done.value ?? null)).not.toMatch(/"grant"|"receipt"/);
						if (done.status === 'fulfilled' && move.what.startsWith('agent'))
							throw new Error(`an agent has ${id}`);
					}
				}
				expect(await counts()).toEqual(settled);
				const events = await store.read.query<{ type: string }>(
					`select type from event where project = $1 and (subject_id = $2 or type like 'check.%' and type <> 'check.seeded')`,
					slug,
					id
				);
				expect(events.map(({ type }) => type).filter((type) => type !== 'check.answered')).toEqual([]);
				expect(events.length).toBeLessThanOrEqual(1);
			}),
			{ numRuns: Math.ceil(histories / 2) }
		);
	});
});
