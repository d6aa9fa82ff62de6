import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { item } from '#lib/schema/tables.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import {
	addItems,
	itemOf,
	makePerson,
	makeProject,
	placesOf,
	queueOf,
	some,
	inDispute
} from '../../../test/setup/queue.ts';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { release } from './assignment.server.ts';
import { enter } from './place.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';

let store: Store;
let second: Store;
let [ana, bo] = [] as unknown as [Person, Person];
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	[ana, bo] = [await makePerson(store), await makePerson(store)];
});

const countsOf = async (projectId: string, who: Person) => {
	const [row] = await store.read.query<{ submitted: number; skipped: number }>(
		`select sum(submitted) as submitted, sum(skipped) as skipped from seat
		where project_id = $1 and user_id = $2`,
		projectId,
		who.id
	);
	return { submitted: Number(row?.submitted), skipped: Number(row?.skipped) };
};
const setTo = (at: Store, row: ProjectRow, settings: Partial<ProjectSettings>) =>
	at.write((tx) =>
		tx.query(
			'update project set settings = $2 where id = $1',
			row.id,
			JSON.stringify({ ...row.settings, ...settings })
		)
	);
const change = async (at: Store, row: ProjectRow, settings: Partial<ProjectSettings>) => {
	await setTo(at, row, settings);
	await recount(at, row.id);
};

describe('a changed overlap', () => {
	it('opens finished items again, at the tail, and those who did them are not asked twice', async () => {
		const row = await makeProject(store);
		const ids = await addItems(store, row, some(3));
		const queue = queueOf(store, row);
		const [first] = (await queue.claim(ana, 1)).assignments;
		if (!first) throw new Error('nothing handed out');
		await queue.submit(ana, first);
		await change(store, row, { overlap: 2 });
		expect((await placesOf(store, row.id)).map(({ open }) => open)).toEqual([1, 2, 2]);
		expect((await queue.claim(ana, 5)).assignments.map(itemOf)).toEqual([ids[1], ids[2]]);
		expect((await queue.claim(bo, 5)).assignments.map(itemOf)).toEqual([ids[1], ids[2], ids[0]]);
	});

	it('below what is held or judged leaves nothing open, and is exact when leases come back', async () => {
		const row = await makeProject(store, { overlap: 3 });
		await addItems(store, row, some(1));
		const queue = queueOf(store, row);
		const [a] = (await queue.claim(ana, 1)).assignments;
		const [b] = (await queue.claim(bo, 1)).assignments;
		if (!a || !b) throw new Error('nothing handed out');
		await change(store, row, { overlap: 1 });
		expect(await placesOf(store, row.id)).toMatchObject([{ open: 0, leased: 2, counted: 0 }]);
		await release(store, ana, a.id, a);
		expect(await placesOf(store, row.id)).toMatchObject([{ open: 0, leased: 1 }]);
		await queue.submit(bo, b);
		await change(store, row, { overlap: 2 });
		expect(await placesOf(store, row.id)).toMatchObject([{ open: 1, leased: 0, counted: 1 }]);
	});

	it('by two people at once, while items come in, leaves every place with the one that stands', async () => {
		for (let round = 0; round < 4; round++) {
			const row = await makeProject(store);
			await addItems(store, row, some(120));
			await Promise.all([
				change(store, row, { overlap: 2 }),
				change(second, row, { overlap: 3 }),
				...[store, second, store, second].map((at) => addItems(at, row, some(40)))
			]);
			const [stands] = await store.read.query<{ settings: string }>(
				'select settings from project where id = $1',
				row.id
			);
			const { overlap } = JSON.parse(stands?.settings ?? '{}') as ProjectSettings;
			const places = await placesOf(store, row.id);
			expect(places).toHaveLength(280);
			expect(places.filter((p) => p.overlap !== overlap || p.open !== overlap)).toEqual([]);
			expect(new Set(places.map((p) => p.rank)).size).toBe(280);
		}
	});
});

describe('a changed order', () => {
	it('moves what is there into the bands of its priorities, and back', async () => {
		const row = await makeProject(store);
		const ids = await addItems(store, row, [0, 5, 9]);
		const queue = queueOf(store, row);
		await queue.claim(ana, 1);
		await change(store, row, { order: 'priority' });
		expect((await placesOf(store, row.id)).map(({ band }) => band)).toEqual([9, 4, 0]);
		expect((await queue.claim(bo, 3)).assignments.map(itemOf)).toEqual([ids[2], ids[1]]);
		await change(store, row, { order: 'imported' });
		expect((await placesOf(store, row.id)).map(({ band }) => band)).toEqual([9, 9, 9]);
	});
});

describe('a rebuild', () => {
	const scene = async () => {
		const row = await makeProject(store, { overlap: 2 });
		const ids = await addItems(store, row, some(5));
		const queue = queueOf(store, row);
		const [first] = (await queue.claim(ana, 3)).assignments;
		if (!first) throw new Error('nothing handed out');
		await queue.submit(ana, first);
		await queue.claim(bo, 1);
		return { row, ids, queue };
	};

	it('recreates places and counts from what was judged and is held', async () => {
		const { row, ids } = await scene();
		const before = await placesOf(store, row.id);
		await store.write(async (tx) => {
			await tx.query(
				'update place set open = 7, leased = 5, counted = 3, overlap = 9 where project_id = $1',
				row.id
			);
			await tx.query('delete from place where item_id = $1', ids[4] ?? '');
			await tx.query('update seat set submitted = 9, served = 1, counted = 4 where project_id = $1', row.id);
			await tx.query('delete from seat where project_id = $1 and user_id = $2', row.id, bo.id);
		});
		expect(await rebuildQueue(store, row, inDispute)).toEqual({ items: 5, placesMade: 1, people: 2 });
		const after = await placesOf(store, row.id);
		expect(after.map(({ rank: _, ...place }) => place)).toEqual(before.map(({ rank: _, ...place }) => place));
		expect(await countsOf(row.id, ana)).toEqual({ submitted: 1, skipped: 0 });
	});

	it('changes nothing where nothing is wrong, also when it runs twice at once beside people who work', async () => {
		const { row, queue } = await scene();
		const work = async (who: Person) => {
			for (let n = 0; n < 6; n++)
				for (const mine of (await queue.claim(who, 2)).assignments) await queue.submit(who, mine);
		};
		await Promise.all([
			rebuildQueue(store, row, inDispute),
			rebuildQueue(second, row, inDispute),
			work(ana),
			work(bo),
			rebuildQueue(store, row, inDispute)
		]);
		const before = await placesOf(store, row.id);
		expect(before.every((p) => p.open + p.leased + p.counted === 2)).toBe(true);
		await rebuildQueue(store, row, inDispute);
		expect(await placesOf(store, row.id)).toEqual(before);
		expect(await countsOf(row.id, ana)).toEqual({ submitted: 5, skipped: 0 });
	});
});

// On SQLite the import would hold the one writer, and the change would wait for it.
if (engine === 'postgres')
	it('waits for an import that still enters under the old overlap', async () => {
		const row = await makeProject(store);
		const id = newId();
		let entered = () => {};
		let commit = () => {};
		const isEntered = new Promise<void>((resolve) => (entered = resolve));
		const mayCommit = new Promise<void>((resolve) => (commit = resolve));
		const importing = second.write(async (tx) => {
			await tx.insert(item).values({
				id,
				projectId: row.id,
				key: id,
				payload: {},
				priority: 0,
				digest: id,
				eventId: 'none',
				createdAt: 1
			});
			await enter(tx, row, [{ id, priority: 0, score: 0 }]);
			entered();
			await mayCommit;
		});
		await isEntered;
		const changing = change(store, row, { overlap: 2 });
		await sleep(100);
		commit();
		await Promise.all([importing, changing]);
		expect(await placesOf(store, row.id)).toMatchObject([{ overlap: 2, open: 2 }]);
	});

if (engine === 'postgres')
	it('has places swept early, since each claim updates one', async () => {
		const [found] = await store.read.query<{ reloptions: string[] }>(
			"select reloptions from pg_class where relname = 'place'"
		);
		expect(found?.reloptions).toEqual(['autovacuum_vacuum_scale_factor=0.02']);
	});
