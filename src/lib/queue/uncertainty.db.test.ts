/** Order `uncertainty`: what a model is least sure of comes first, and a later scoring moves only what it names. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	addItems,
	itemOf,
	makePerson,
	makeProject,
	placesOf,
	queueOf,
	randomOf,
	scoreItem,
	some,
	inDispute
} from '../../../test/setup/queue.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { newId } from '#lib/schema/id.ts';
import { bandOf, sureOf, type Suggested } from './band.ts';
import { bandAnew, enter } from './place.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';

let store: Store;
let second: Store;
let ana: Person;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	ana = await makePerson(store);
});

const inOrder = async (row: Awaited<ReturnType<typeof makeProject>>, who: Person) =>
	(await queueOf(store, row).claim(who, 10)).assignments.map(itemOf);

describe('a project that orders by uncertainty', () => {
	it('hands out the least sure first; what nobody scored counts as not sure at all', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		const [a = '', b = '', c = '', d = ''] = await addItems(store, row, some(4));
		await scoreItem(store, row, a, 0.95);
		await scoreItem(store, row, b, 0.31);
		await scoreItem(store, row, c, null);
		expect(await inOrder(row, ana)).toEqual([c, d, b, a]);
	});

	it('goes by the least sure of several models', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		const [a = '', b = ''] = await addItems(store, row, some(2));
		for (const score of [0.9, 0.2]) await scoreItem(store, row, a, score);
		for (const score of [0.5, 0.6]) await scoreItem(store, row, b, score);
		expect((await placesOf(store, row.id)).map(({ band }) => band)).toEqual([2, 5]);
	});

	it('moves only what a later scoring names, to the tail of its new band, past nobody’s cursor', async () => {
		const row = await makeProject(store, { order: 'uncertainty', overlap: 2 });
		const [a = '', b = '', c = ''] = await addItems(store, row, some(3));
		for (const id of [a, b, c]) await scoreItem(store, row, id, 0.55);
		const before = await placesOf(store, row.id);
		const queue = queueOf(store, row);
		// Ana's cursor has passed all of the band.
		for (const mine of (await queue.claim(ana, 3)).assignments.slice(0, 1)) await queue.submit(ana, mine);
		await scoreItem(store, row, b, 0.1);
		const after = await placesOf(store, row.id);
		expect(after.map(({ band }) => band)).toEqual([5, 1, 5]);
		expect(after[1]?.rank).toBeGreaterThan(Math.max(...before.map(({ rank }) => rank)));
		expect([after[0]?.rank, after[2]?.rank]).toEqual([before[0]?.rank, before[2]?.rank]);
		expect(await inOrder(row, await makePerson(store))).toEqual([b, a, c]);
	});

	it('sorts a batch that comes in by what the models say in it', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		const ids = await addItems(store, row, some(3));
		await store.write(async (tx) => {
			await tx.query('delete from place where project_id = $1', row.id);
			const scores = [0.38, 0.31, 0.35];
			await enter(
				tx,
				row,
				ids.map((id, i) => ({ id, priority: 0, score: scores[i] ?? 0 }))
			);
		});
		expect(await inOrder(row, await makePerson(store))).toEqual([ids[1], ids[2], ids[0]]);
	});

	it('has the same bands after a change of the order, and after a rebuild', async () => {
		const row = await makeProject(store, { order: 'priority' });
		const [a = '', b = ''] = await addItems(store, row, [9, 0]);
		await scoreItem(store, row, a, 0.7);
		await scoreItem(store, row, b, 0.3);
		const bands = async () => (await placesOf(store, row.id)).map(({ band }) => band);
		expect(await bands()).toEqual([0, 9]);
		const settings = JSON.stringify({ ...row.settings, order: 'uncertainty' });
		await store.write((tx) => tx.query('update project set settings = $2 where id = $1', row.id, settings));
		await recount(store, row.id);
		expect(await bands()).toEqual([7, 3]);
		await store.write((tx) => tx.query('delete from place where item_id = $1', b));
		await rebuildQueue(store, row, inDispute);
		expect(await bands()).toEqual([7, 3]);
	});

	it('loses no score when two models score an item at once', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		for (let round = 0; round < 10; round++) {
			const [id = ''] = await addItems(store, row, some(1));
			await Promise.all([scoreItem(store, row, id, 0.95), scoreItem(second, row, id, 0.25)]);
			const place = (await placesOf(store, row.id)).find(({ item_id }) => item_id === id);
			expect(place?.band).toBe(2);
		}
	});

	it('keeps up with scores that come in while the order changes', async () => {
		const row = await makeProject(store, { order: 'imported' });
		const ids = await addItems(store, row, some(120));
		const settings = JSON.stringify({ ...row.settings, order: 'uncertainty' });
		const change = async () => {
			await second.write((tx) =>
				tx.query('update project set settings = $2 where id = $1', row.id, settings)
			);
			await recount(second, row.id);
		};
		const scoring = async () => {
			for (const id of ids) await scoreItem(store, row, id, 0.45);
		};
		await Promise.all([scoring(), change()]);
		expect(new Set((await placesOf(store, row.id)).map(({ band }) => band))).toEqual(new Set([4]));
	});

	it('has the bands of the rule, whatever models say: by their chances, by their scores, by being alike', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		const random = randomOf(11);
		const pick = <T>(all: T[]): T => all[Math.floor(random() * all.length)] as T;
		const ids = await addItems(store, row, some(60));
		const said = ids.map((): Suggested[] =>
			Array.from({ length: Math.floor(random() * 5) }, () => ({
				answers: pick(['{"a":1}', '{"a":2}', '{"a":3}']),
				score: pick([null, null, 0.35, 0.8, 1]),
				sure: pick([null, null, 0.15, 0.62])
			}))
		);
		// Some of whom nobody says how sure it is.
		for (const all of said.slice(0, 20))
			for (const one of all) Object.assign(one, { score: null, sure: null });
		for (const [i, id] of ids.entries())
			await store.write(async (tx) => {
				for (const { answers, score, sure } of said[i] ?? []) {
					const own = newId();
					await tx.query(
						`insert into suggestion (id, project_id, item_id, source, answers, score, sure, event_id, created_at)
						values ($1, $2, $3, $1, $4, $5, $6, 'e', 0)`,
						...[own, row.id, id, answers, score, sure]
					);
				}
				await bandAnew(store, tx, row.id, [id]);
			});
		const ruled = said.map((all) => bandOf('uncertainty', { priority: 0, score: sureOf(all) }));
		expect(new Set(ruled).size).toBeGreaterThan(5);
		expect((await placesOf(store, row.id)).map(({ band }) => band)).toEqual(ruled);
		await store.write((tx) => tx.query('update place set band = 9 where project_id = $1', row.id));
		await recount(store, row.id);
		expect((await placesOf(store, row.id)).map(({ band }) => band)).toEqual(ruled);
	});
});
