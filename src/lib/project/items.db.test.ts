import { beforeAll, describe, expect, it } from 'vitest';
import { addItems as addPlain, queueOf, some } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { skip } from '#lib/queue/assignment.server.ts';
import { addNote } from '#lib/queue/note.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { addJudgments } from './add-judgments.server.ts';
import { ProjectInput } from './input.ts';
import { ItemsQuery, listItems, type ItemStatus } from './items.server.ts';
import { createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';

let store: Store;
let keys: string[] = [];
const NOW = 1_000_000;

beforeAll(async () => {
	store = await freshStore();
	for (const slug of ['listed', 'other']) {
		await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
		await addItems(
			store,
			actor,
			slug,
			incoming(
				Array.from({ length: 60 }, (_, i) => ({
					key: `k${String(i).padStart(2, '0')}`,
					payload: {
						prompt: 'p',
						responses: [
							{ id: 'a', text: 'A' },
							{ id: 'b', text: 'B' }
						]
					}
				}))
			)
		);
	}
	keys = Array.from({ length: 60 }, (_, i) => `k${String(i).padStart(2, '0')}`);
	const lead = await personIn(store, 'lead@example.org', 'admin');
	const items = await store.read.query<{ id: string; project_id: string }>(
		`select item.id, project_id from item join project on project.id = project_id where slug = 'listed' order by item.id`
	);
	const idAt = (i: number) => items[i]?.id ?? '';
	// Each tenth item: filled; the one after it: given a final answer; then: held, held until just now.
	for (let i = 0; i < 60; i += 10) {
		await store.write((tx) =>
			tx.query('update place set counted = overlap, open = 0 where item_id = $1', idAt(i))
		);
		await resolveItem(store, lead, 'listed', idAt(i + 1), {
			answers: { preference: { tiers: [['a'], ['b']] } }
		});
		for (const [at, due] of [
			[i + 2, NOW + 5],
			[i + 3, NOW - 5]
		] as const)
			await store.write((tx) =>
				tx.query(
					`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease, due_at, form_version, guideline_version, created_at)
					values ($1, $2, $3, $4, 'work', 1, 'leased', 't', 1, $5, 1, 1, 0)`,
					`a${at}`,
					items[0]?.project_id ?? '',
					idAt(at),
					lead.id,
					due
				)
			);
	}
});

async function paged(status: ItemStatus | undefined, limit: number): Promise<string[]> {
	const found: string[] = [];
	for (let cursor: string | null | undefined; cursor !== null;) {
		const query = ItemsQuery.parse({ limit, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) });
		const page = await listItems(store, actor, 'listed', query, NOW);
		expect(page.items.length).toBeLessThanOrEqual(limit);
		expect(status === undefined || page.items.every((item) => item.status === status)).toBe(true);
		found.push(...page.items.map(({ key }) => key));
		cursor = page.next_cursor;
	}
	return found;
}
const endingIn = (...digits: string[]) => keys.filter((key) => digits.includes(key.at(-1) ?? ''));

it.each([1, 7, 200])(
	'lists every item once, in order, by pages of %i, of each status and of all',
	async (limit) => {
		expect(await paged(undefined, limit)).toEqual(keys);
		expect(await paged('resolved', limit)).toEqual(endingIn('0', '1'));
		expect(await paged('leased', limit)).toEqual(endingIn('2'));
		expect(await paged('open', limit)).toEqual(endingIn('3', '4', '5', '6', '7', '8', '9'));
	}
);

describe('a search', () => {
	const slug = 'searched';
	const MANY = 11_000;
	beforeAll(async () => {
		await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
		const rows = Array.from({ length: MANY }, (_, i) => ({
			key: i % 1000 === 7 ? `msg-${i}` : `other-${i}`,
			payload: {
				prompt: i % 2500 === 0 ? `Où est msg-7, le café ${i}?` : `Question ${i}`,
				responses: [
					{ id: 'a', text: 'A', model: i % 1000 === 7 ? 'north' : 'south' },
					{ id: 'b', text: 'B', model: i % 2500 === 0 ? 'east' : 'west' }
				]
			}
		}));
		await addItems(store, actor, slug, incoming(rows));
	}, 60_000);

	/** All pages of a search, and how far each looked. */
	async function found(query: object) {
		const keysFound: string[] = [];
		const looked: number[] = [];
		for (let cursor: string | null | undefined; cursor !== null;) {
			const page = await listItems(
				store,
				actor,
				slug,
				ItemsQuery.parse({ ...query, ...(cursor ? { cursor } : {}) })
			);
			keysFound.push(...page.items.map(({ key }) => key));
			looked.push(page.looked ?? -1);
			cursor = page.next_cursor;
		}
		return { keys: keysFound, looked };
	}
	const messages = Array.from({ length: 11 }, (_, i) => `msg-${i}007`.replace('msg-0007', 'msg-7')).sort();
	const coffees = [0, 2500, 5000, 7500, 10_000].map((i) => `other-${i}`);

	it.each([1, 4, 200])(
		'finds keys that begin with it first, then what says it, by pages of %i',
		async (limit) => {
			expect((await found({ search: 'msg-', limit })).keys).toEqual([...messages, ...coffees]);
			expect((await found({ search: 'CAFE où', limit })).keys).toEqual(coffees);
			expect((await found({ search: 'msg-10007', limit })).keys).toEqual(['msg-10007']);
		}
	);

	it('looks so far at a time, says how far, and goes on from there', async () => {
		const { keys: none, looked } = await found({ search: 'nowhere' });
		expect(none).toEqual([]);
		expect(looked.length).toBe(3);
		expect(looked.reduce((sum, n) => sum + n, 0)).toBe(MANY);
		expect(Math.max(...looked)).toBeLessThan(5_300);
	});

	it('finds the items of a model, and those of two against each other, whatever else is asked', async () => {
		for (const limit of [3, 200]) {
			expect((await found({ model: 'north', limit })).keys.sort()).toEqual(messages);
			expect((await found({ model: 'east', against: 'south', limit })).keys).toEqual(coffees);
		}
		expect((await found({ model: 'east', against: 'north' })).keys).toEqual([]);
		expect((await found({ model: 'west', against: 'north', search: 'msg-100' })).keys).toEqual([
			'msg-10007',
			'msg-1007'
		]);
		expect((await found({ model: 'east', search: 'msg-7' })).keys).toEqual(coffees);
		const { looked } = await found({ model: 'nowhere' });
		expect([looked.length, looked.reduce((sum, n) => sum + n, 0)]).toEqual([3, MANY]);
	});

	it('knows no wildcards, and keeps to its status', async () => {
		for (const search of ['%', 'msg_', '*']) expect((await found({ search })).keys, search).toEqual([]);
		expect((await found({ search: 'msg-', status: 'resolved' })).keys).toEqual([]);
		expect((await found({ search: 'msg-', status: 'open' })).keys).toHaveLength(16);
	});
});

it('lists what was judged as is asked, by whom and when, and what is tagged so', async () => {
	const slug = 'judged';
	await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
	const responses = ['a', 'b'].map((id) => ({ id, text: id, model: id }));
	await addItems(
		store,
		actor,
		slug,
		incoming(
			[0, 1, 2, 3].map((i) => ({
				key: `j${i}`,
				payload: { prompt: `${i}`, responses },
				metadata: { language: i < 2 ? 'de' : 'en' }
			}))
		)
	);
	const vote = (item: string, rater: string, more: object = {}) => ({
		item,
		rater,
		answers: { preference: { tiers: [['a'], ['b']] } },
		...more
	});
	await addJudgments(
		store,
		actor,
		slug,
		incoming([
			vote('j0', 'ann', { at: '2026-01-10T00:00:00Z' }),
			vote('j1', 'ann', { at: '2026-02-10T00:00:00Z' }),
			vote('j1', 'bob', { at: '2026-01-10T00:00:00Z' }),
			vote('j2', 'ann', { kind: 'model', at: '2026-01-10T00:00:00Z' }),
			// One name may be a person's and a model's.
			vote('j3', 'eve', { at: '2026-02-01T00:00:00Z' }),
			vote('j3', 'eve', { kind: 'model', at: '2026-02-02T00:00:00Z' }),
			// Of each the latest counts, as on a leaderboard.
			vote('j0', 'ann', { at: '2026-01-05T00:00:00Z', id: 'before' }),
			vote('j1', 'bob', { at: '2026-03-10T00:00:00Z', id: 'after' })
		])
	);
	const of = async (query: object) => {
		const { items, looked } = await listItems(store, actor, slug, ItemsQuery.parse(query));
		expect(looked).toBe(4);
		return items.map(({ key }) => key);
	};
	expect(await of({ judges: 'person' })).toEqual(['j0', 'j1', 'j3']);
	expect(await of({ judges: 'model' })).toEqual(['j2', 'j3']);
	expect(await of({ rater: 'ann' })).toEqual(['j0', 'j1', 'j2']);
	expect(await of({ rater: 'ann', judges: 'person', model: 'a', against: 'b' })).toEqual(['j0', 'j1']);
	expect(await of({ rater: 'bob', to: '2026-02-01T00:00:00Z' })).toEqual([]);
	expect(await of({ from: '2026-02-10T00:00:00Z' })).toEqual(['j1']);
	expect(await of({ to: '2026-01-10T00:00:00Z' })).toEqual([]);
	expect(await of({ from: '2026-01-10T00:00:00Z', to: '2026-01-11T00:00:00Z' })).toEqual(['j0', 'j2']);
	expect(await of({ tag: 'language:de' })).toEqual(['j0', 'j1']);
	expect(await of({ tag: 'language:en', judges: 'model' })).toEqual(['j2', 'j3']);
	expect(await of({ rater: 'nobody' })).toEqual([]);
});

it('lists what somebody flagged, commented on or skipped with a reason, and says what they said', async () => {
	const row = await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'noted', name: 'n', stage: 'alignment' })
	);
	const ids = await addPlain(store, row, some(6));
	const ana = await personIn(store, 'ana@example.org', 'rater');
	const { assignments } = await queueOf(store, row).claim(ana, 5);
	const [flagged, said, skipped, silent, answered] = assignments;
	if (!flagged || !said || !skipped || !silent || !answered) throw new Error('nothing handed out');
	await addNote(store, ana, flagged.id, 'flag', { token: flagged.token, text: 'two in one' });
	await addNote(store, ana, said.id, 'comment', { token: said.token, text: 'long' });
	await skip(store, ana, skipped.id, { ...skipped, reason: 'not my language' });
	await skip(store, ana, silent.id, silent);
	await skip(store, ana, answered.id, { ...answered, reason: 'later' });
	await queueOf(store, row).submit(ana, answered);
	for (const [noted, id, text] of [
		['flag', ids[0], 'two in one'],
		['comment', ids[1], 'long'],
		['skip', ids[2], 'not my language']
	] as const) {
		const { items } = await listItems(store, actor, 'noted', ItemsQuery.parse({ noted }));
		expect(items.map((item) => item.id)).toEqual([id]);
		expect(items[0]?.notes).toMatchObject([{ kind: noted, text, by: 'ana@example.org' }]);
		const search = items[0]?.key.slice(0, 20);
		const both = await listItems(store, actor, 'noted', ItemsQuery.parse({ noted, search }));
		expect(both.items.map((item) => item.id)).toEqual([id]);
	}
});
