/** An import taken back, beside people who claim and answer, and repeated after it was cut short. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { itemOf, placesOf, plainDesk, queueOf, inDispute } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { rounds } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { addNote } from '#lib/queue/note.server.ts';
import { release, skip } from '#lib/queue/assignment.server.ts';
import { rebuildQueue } from '#lib/queue/rebuild.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { addJudgments } from './add-judgments.server.ts';
import { addSuggestions } from './add-suggestions.server.ts';
import { ImportsQuery, listImports } from './imports.server.ts';
import { createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';
import { countOwn, countProject } from './stats.server.ts';
import { weighImport, withdrawImport } from './withdraw.server.ts';

let store: Store;
let second: Store;
let lead: Person;
let ana: Person;
let row: ProjectRow;
let made = 0;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	lead = await personIn(store, 'lead@example.org', 'researcher');
	ana = await personIn(store, 'ana@example.org', 'rater');
});
beforeEach(async () => {
	const slug = `withdrawn-${++made}`;
	row = await createProject(store, lead, { slug, name: slug, stage: 'alignment' });
});

const responses = [
	{ id: 'a', text: 'A' },
	{ id: 'b', text: 'B' }
];
const pair = (key: string, more: object = {}) => ({ key, payload: { prompt: key, responses }, ...more });
const answers = { preference: { tiers: [['a'], ['b']], strength: 1, all_bad: false } };
const numbered = (many: number, from = 0) => Array.from({ length: many }, (_, i) => pair(`k${from + i}`));

const latest = async (at = store) => (await listImports(at, lead, row.slug, ImportsQuery.parse({}))).items;
/** Brings items in. @returns the import's id */
async function bring(rows: unknown[], name = 'a.jsonl'): Promise<string> {
	await addItems(store, lead, row.slug, incoming(rows), { name });
	return (await latest()).find(({ kind }) => kind === 'items')?.id ?? '';
}
const keys = async () =>
	(
		await store.read.query<{ key: string }>('select key from item where project_id = $1 order by key', row.id)
	).map(({ key }) => key);
const seats = () =>
	store.read.query(
		`select user_id, band, served, submitted, counted, skipped from seat where project_id = $1
		order by user_id, band`,
		row.id
	);
const events = () =>
	store.read.query<{ data: string }>(
		"select data from event where project = $1 and type = 'items.withdrawn' order by id",
		row.slug
	);
/** What is derived is what a rebuild makes of what is there. */
async function expectDerived(): Promise<void> {
	const before = [await placesOf(store, row.id), await seats()];
	expect(before[0]).toHaveLength((await keys()).length);
	await rebuildQueue(store, row, inDispute);
	expect([await placesOf(store, row.id), await seats()]).toEqual(before);
	const { items } = await countProject(store, row);
	expect(items).toBe((await keys()).length);
}

describe('an import that nobody touched', () => {
	it('goes whole, with its places and suggestions, and the same keys can be used again', async () => {
		const other = await bring([pair('mine')], 'other.jsonl');
		const id = await bring(
			numbered(150).map((one) => ({ ...one, suggestions: [{ source: 'm', answers, score: 0.5 }] }))
		);
		expect(await weighImport(store, lead, row.slug, id)).toEqual({
			id,
			items: 150,
			stays: 0,
			judged: 0,
			held: 0
		});
		expect(await withdrawImport(store, lead, row.slug, id)).toEqual({
			id,
			withdrawn: 150,
			stays: 0,
			judged: 0,
			held: 0
		});
		expect(await keys()).toEqual(['mine']);
		await expectDerived();
		const [again] = (await latest()).filter((one) => one.id === id);
		expect(again).toMatchObject({ created: 150, withdrawn: 150, name: 'a.jsonl', by: 'lead' });
		const report = await addItems(
			store,
			lead,
			row.slug,
			incoming([pair('k1', { metadata: { right: true } })])
		);
		expect(report).toMatchObject({ created: 1, rejected: 0 });
		expect((await withdrawImport(store, lead, row.slug, other)).withdrawn).toBe(1);
	});

	it('is found among the items of others that came in at the same time', async () => {
		const [, , id] = await Promise.all([
			addItems(store, lead, row.slug, incoming(numbered(900)), { name: 'left' }),
			addItems(second, lead, row.slug, incoming(numbered(900, 5_000)), { name: 'right' }),
			bring(numbered(1), 'first')
		]);
		expect(id).not.toBe('');
		const right = (await latest()).find(({ name }) => name === 'right');
		expect((await withdrawImport(store, lead, row.slug, right?.id ?? '')).withdrawn).toBe(right?.created);
		expect((await keys()).filter((key) => /^k5\d{3}$/.test(key))).toEqual([]);
		await expectDerived();
	});

	it('is withdrawn once: saying it again changes nothing and leaves no event', async () => {
		const id = await bring(numbered(70));
		await withdrawImport(store, lead, row.slug, id);
		const before = await events();
		expect(before.length).toBe(2);
		expect(before.reduce((sum, { data }) => sum + (JSON.parse(data) as { count: number }).count, 0)).toBe(70);
		expect(await withdrawImport(store, lead, row.slug, id)).toMatchObject({ withdrawn: 0, stays: 0 });
		expect(await events()).toEqual(before);
	});

	it('is withdrawn by two at once as by one', async () => {
		const id = await bring(numbered(200));
		const both = await Promise.all([
			withdrawImport(store, lead, row.slug, id),
			withdrawImport(second, lead, row.slug, id)
		]);
		expect(await keys()).toEqual([]);
		expect(both.reduce((sum, { withdrawn }) => sum + withdrawn, 0)).toBe(200);
		expect((await latest())[0]).toMatchObject({ withdrawn: 200 });
		await expectDerived();
	});
});

describe('what stays', () => {
	it('is what somebody judged here or elsewhere, gave a final answer, or holds', async () => {
		const id = await bring([
			...numbered(6),
			pair('voted', { judgments: [{ rater: 'r', answers }] }),
			pair('settled')
		]);
		const queue = queueOf(store, row, plainDesk);
		const [first, held] = (await queue.claim(ana, 2)).assignments;
		if (!first || !held) throw new Error('nothing handed out');
		await queue.submit(ana, first);
		const [settled] = await store.read.query<{ id: string }>(
			"select id from item where project_id = $1 and key = 'settled'",
			row.id
		);
		await resolveItem(store, lead, row.slug, settled?.id ?? '', { answers });
		const expected = { id, stays: 4, judged: 3, held: 1 };
		expect(await weighImport(store, lead, row.slug, id)).toEqual({ ...expected, items: 8 });
		expect(await withdrawImport(store, lead, row.slug, id)).toEqual({ ...expected, withdrawn: 4 });
		expect(await keys()).toEqual(['k0', 'k1', 'settled', 'voted']);
		await queue.submit(ana, held);
		await expectDerived();
		expect(await withdrawImport(store, lead, row.slug, id)).toMatchObject({
			withdrawn: 0,
			judged: 4,
			held: 0
		});
	});

	it('is not what was given back, skipped or held too long: it goes, and people’s counts forget it', async () => {
		const id = await bring(numbered(5));
		const queue = queueOf(store, row, plainDesk);
		const long = Date.now() - 24 * 3600_000;
		const [given, skipped, lapsed, flagged] = (await queue.claim(ana, 4, long)).assignments;
		if (!given || !skipped || !lapsed || !flagged) throw new Error('nothing handed out');
		await release(store, ana, given.id, given);
		await skip(store, ana, skipped.id, { ...skipped, reason: 'broken' });
		await addNote(store, ana, flagged.id, 'flag', { token: flagged.token });
		expect(await countOwn(store, row.id, ana.id)).toMatchObject({ skipped: 1 });
		expect(await withdrawImport(store, lead, row.slug, id)).toMatchObject({ withdrawn: 5, stays: 0 });
		expect(await countOwn(store, row.id, ana.id)).toEqual({ submitted: 0, counted: 0, skipped: 0 });
		await expectDerived();
		await expect(queue.submit(ana, lapsed)).rejects.toMatchObject({ code: 'not_found' });
		await expect(skip(store, ana, given.id, given)).rejects.toMatchObject({ code: 'not_found' });
	});

	it('is every judgment and suggestion of a file of their own', async () => {
		await bring(numbered(1));
		await addJudgments(store, lead, row.slug, incoming([{ item: 'k0', rater: 'r', answers }]));
		await addSuggestions(store, lead, row.slug, incoming([{ item: 'k0', source: 'm', answers }]));
		for (const { id, kind } of await latest())
			if (kind !== 'items')
				await expect(withdrawImport(store, lead, row.slug, id), kind).rejects.toMatchObject({
					code: 'append_only'
				});
	});
});

describe('a withdrawal that is cut short', () => {
	it('has an event for all that is gone, and goes on where it was', async () => {
		const id = await bring(numbered(300));
		let writes = 0;
		const dying: Store = {
			...store,
			write: (act, how) => {
				if (++writes === 3) throw new Error('killed');
				return store.write(act, how);
			}
		};
		await expect(withdrawImport(dying, lead, row.slug, id)).rejects.toThrow('killed');
		const left = (await keys()).length;
		expect(left).toBeGreaterThan(0);
		expect(left).toBeLessThan(300);
		const told = (await events()).reduce(
			(sum, { data }) => sum + (JSON.parse(data) as { count: number }).count,
			0
		);
		expect(told).toBe(300 - left);
		await expectDerived();
		expect((await withdrawImport(store, lead, row.slug, id)).withdrawn).toBe(left);
		expect(await keys()).toEqual([]);
	});

	it('is made of writes that name few items', async () => {
		const id = await bring(numbered(300));
		const deleted: number[] = [];
		const watched: Store = {
			...store,
			write: (act, how) =>
				store.write(async (tx) => {
					const [before] = await tx.query<{ n: number }>('select count(*) as n from item');
					const result = await act(tx as Tx);
					const [after] = await tx.query<{ n: number }>('select count(*) as n from item');
					deleted.push(Number(before?.n) - Number(after?.n));
					return result;
				}, how)
		};
		await withdrawImport(watched, lead, row.slug, id);
		expect(Math.max(...deleted)).toBeLessThanOrEqual(64);
		expect(deleted.reduce((sum, n) => sum + n, 0)).toBe(300);
	});
});

describe('a withdrawal beside work', () => {
	it(`takes nothing from under anybody, in ${rounds} rounds`, { timeout: 120_000 }, async () => {
		for (let round = 0; round < rounds; round++) {
			const id = await bring(numbered(60, round * 1000));
			const refused: unknown[] = [];
			const work = async (at: Store, who: Person) => {
				const queue = queueOf(at, row, plainDesk);
				for (let n = 0; n < 8; n++) {
					const { assignments } = await queue.claim(who, 3);
					for (const mine of assignments)
						await queue.submit(who, mine).catch((error: unknown) => refused.push([itemOf(mine), error]));
				}
			};
			const bo = await personIn(store, `bo${made}-${round}@example.org`, 'rater');
			await Promise.all([work(store, ana), work(second, bo), withdrawImport(second, lead, row.slug, id)]);
			expect(refused).toEqual([]);
			await expectDerived();
		}
	});

	it(`meets a file of votes on the same items without a row lost or half there, in ${rounds} rounds`, async () => {
		for (let round = 0; round < rounds; round++) {
			const rows = numbered(130, round * 1000);
			const id = await bring(rows);
			const votes = rows.map(({ key }) => ({ item: key, rater: 'r', answers }));
			const [report, { withdrawn }] = await Promise.all([
				addJudgments(store, lead, row.slug, incoming(votes)),
				withdrawImport(second, lead, row.slug, id)
			]);
			expect(report.created + report.rejected).toBe(130);
			expect(report.created + withdrawn).toBe(130);
			expect(report.errors.every(({ code }) => code === 'unknown_item')).toBe(true);
			await expectDerived();
		}
	});
});

it('is for those who lead the project', async () => {
	const id = await bring(numbered(1));
	for (const act of [withdrawImport, weighImport])
		await expect(act(store, ana, row.slug, id)).rejects.toBeInstanceOf(Refusal);
	await expect(withdrawImport(store, lead, row.slug, 'none')).rejects.toMatchObject({ code: 'not_found' });
});

it('is listed page by page, the newest first', async () => {
	for (const name of ['a', 'b', 'c']) await bring([pair(name)], name);
	const first = await listImports(store, lead, row.slug, { limit: 2 });
	expect(first.items.map(({ name }) => name)).toEqual(['c', 'b']);
	const rest = await listImports(store, lead, row.slug, { limit: 2, cursor: first.next_cursor ?? '' });
	expect(rest).toMatchObject({ items: [{ name: 'a' }], next_cursor: null });
});
