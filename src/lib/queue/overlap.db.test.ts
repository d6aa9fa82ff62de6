/** Adaptive overlap: people who disagree get an item one more judgment, up to the cap. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { inDispute, itemOf, placesOf, queueOf, sceneIn, twoServers } from '../../../test/setup/queue.ts';
import { release } from './assignment.server.ts';
import type { Handed } from './claim.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';

let store: Store;
let second: Store;
let people: Person[];
beforeAll(async () => {
	({ store, second, who: people } = await twoServers(6));
});

const who = (i: number): Person => people[i] as Person;
const handed = async (row: ProjectRow, i: number): Promise<Handed> =>
	(await queueOf(store, row).claim(who(i))).assignments[0] as Handed;
const says = async (row: ProjectRow, i: number, answer: string, mine?: Handed): Promise<Handed> => {
	const held = mine ?? (await handed(row, i));
	await queueOf(store, row).submit(who(i), held, { a: answer });
	return held;
};
async function placeIn(row: ProjectRow) {
	const [place] = await placesOf(store, row.id);
	const { open = -1, counted = -1, overlap = -1, rank = -1 } = place ?? {};
	return { open, counted, overlap, rank: Number(rank) };
}
const scene = async (settings: { overlap: number; overlap_cap: number | null }, items = 1) =>
	(await sceneIn(store, settings, items)).project;

describe('an item whose people disagree', () => {
	it('is given one more place at the tail, until more than half agree', async () => {
		const row = await scene({ overlap: 2, overlap_cap: 5 });
		await says(row, 0, 'x');
		const before = await placeIn(row);
		expect(before).toMatchObject({ open: 1, overlap: 2 });
		await says(row, 1, 'y');
		const after = await placeIn(row);
		expect(after).toMatchObject({ open: 1, counted: 2, overlap: 3 });
		expect(after.rank).toBeGreaterThan(before.rank);
		await says(row, 2, 'x');
		expect(await placeIn(row)).toMatchObject({ open: 0, counted: 3, overlap: 3 });
		expect((await queueOf(store, row).claim(who(3))).assignments).toEqual([]);
	});

	it('is given no more than the cap', async () => {
		const row = await scene({ overlap: 2, overlap_cap: 4 });
		for (const [i, answer] of ['x', 'y', 'z', 'w'].entries()) await says(row, i, answer);
		expect(await placeIn(row)).toMatchObject({ open: 0, counted: 4, overlap: 4 });
	});

	it('is given none where there is no cap', async () => {
		const row = await scene({ overlap: 2, overlap_cap: null });
		for (const [i, answer] of ['x', 'y'].entries()) await says(row, i, answer);
		expect(await placeIn(row)).toMatchObject({ open: 0, overlap: 2 });
	});

	it('loses a place that nobody filled when somebody changes their mind, and gets it back', async () => {
		const row = await scene({ overlap: 2, overlap_cap: 5 });
		await says(row, 0, 'x');
		const mine = await says(row, 1, 'y');
		await says(row, 1, 'x', mine);
		expect(await placeIn(row)).toMatchObject({ open: 0, counted: 2, overlap: 2 });
		await says(row, 1, 'z', mine);
		expect(await placeIn(row)).toMatchObject({ open: 1, counted: 2, overlap: 3 });
		await says(row, 2, 'w');
		await says(row, 1, 'w', mine);
		// What is filled stays filled.
		expect(await placeIn(row)).toMatchObject({ open: 0, counted: 3, overlap: 3 });
	});

	it('keeps the answer of whoever held the place that closed, as an extra one', async () => {
		const row = await scene({ overlap: 2, overlap_cap: 5 });
		await says(row, 0, 'x');
		const mine = await says(row, 1, 'y');
		const held = await handed(row, 2);
		await says(row, 1, 'x', mine);
		expect(await placeIn(row)).toMatchObject({ open: 0, overlap: 2 });
		const { judgment } = await queueOf(store, row).submit(who(2), held, { a: 'x' });
		expect(judgment.counted).toBe(false);
		expect(await placeIn(row)).toMatchObject({ open: 0, counted: 2, overlap: 2 });
	});

	it('opens one place when two disagree at once, on two servers', async () => {
		for (let round = 0; round < 12; round++) {
			const row = await scene({ overlap: 2, overlap_cap: 3 });
			const [a, b] = [await handed(row, 0), await handed(row, 1)];
			await Promise.all([
				queueOf(store, row).submit(who(0), a, { a: 'x' }),
				queueOf(second, row).submit(who(1), b, { a: 'y' })
			]);
			expect(await placeIn(row)).toMatchObject({ open: 1, counted: 2, overlap: 3 });
		}
	});

	it('never counts more than the cap, whoever claims and disagrees at once, on two servers', async () => {
		for (let round = 0; round < 6; round++) {
			const row = await scene({ overlap: 2, overlap_cap: 3 });
			const work = async (i: number): Promise<void> => {
				const queue = queueOf(i % 2 ? second : store, row);
				for (let tries = 0; tries < 4; tries++) {
					const [mine] = (await queue.claim(who(i))).assignments;
					if (!mine) continue;
					await queue.submit(who(i), mine, { a: `${i}` });
					return;
				}
			};
			await Promise.all(people.map((_, i) => work(i)));
			const { counted, overlap } = await placeIn(row);
			expect([counted, overlap].every((many) => many <= 3)).toBe(true);
			for (const i of people.keys()) await work(i);
			expect(await placeIn(row)).toMatchObject({ open: 0, counted: 3, overlap: 3 });
		}
	});

	it('is settled when two change their minds to the same at once, and open when they part', async () => {
		for (let round = 0; round < 12; round++) {
			const row = await scene({ overlap: 2, overlap_cap: 3 });
			const first = round % 2 === 0 ? ['x', 'y'] : ['x', 'x'];
			const [a, b] = [await says(row, 0, first[0] ?? ''), await says(row, 1, first[1] ?? '')];
			const then = round % 2 === 0 ? ['w', 'w'] : ['w', 'v'];
			await Promise.all([
				queueOf(store, row).submit(who(0), a, { a: then[0] ?? '' }),
				queueOf(second, row).submit(who(1), b, { a: then[1] ?? '' })
			]);
			expect((await placeIn(row)).overlap).toBe(round % 2 === 0 ? 2 : 3);
		}
	});
});

describe('places that disagreement opened', () => {
	it('follow the settings, and are what a rebuild makes of the answers', async () => {
		const row = await scene({ overlap: 2, overlap_cap: null }, 3);
		const [one, two] = [
			await queueOf(store, row).claim(who(0), 3),
			await queueOf(store, row).claim(who(1), 3)
		];
		for (const [i, mine] of one.assignments.entries()) await says(row, 0, `x${i}`, mine);
		for (const [i, mine] of two.assignments.entries()) await says(row, 1, i === 0 ? 'x0' : 'y', mine);
		const overlaps = async () => (await placesOf(store, row.id)).map(({ overlap }) => overlap);
		expect(await overlaps()).toEqual([2, 2, 2]);
		const settings = JSON.stringify({ ...row.settings, overlap_cap: 4 });
		await store.write((tx) => tx.query('update project set settings = $2 where id = $1', row.id, settings));
		await recount(store, row.id, { disputed: inDispute });
		expect(await overlaps()).toEqual([2, 3, 3]);
		await store.write((tx) => tx.query('delete from place where project_id = $1', row.id));
		await rebuildQueue(store, row, inDispute);
		expect(await overlaps()).toEqual([2, 3, 3]);
		const fewer = JSON.stringify({ ...row.settings, overlap_cap: 2 });
		await store.write((tx) => tx.query('update project set settings = $2 where id = $1', row.id, fewer));
		await recount(store, row.id, { disputed: inDispute });
		expect(await overlaps()).toEqual([2, 2, 2]);
	});

	it('come to others first in line of nobody’s cursor, and go back when they are given back', async () => {
		const row = await scene({ overlap: 2, overlap_cap: 3 }, 2);
		const queue = queueOf(store, row);
		const third = await queue.claim(who(2), 2);
		for (const mine of third.assignments) await release(store, who(2), mine.id, mine);
		const [first] = (await queue.claim(who(0))).assignments;
		if (!first) throw new Error('nothing was handed out');
		await says(row, 0, 'x', first);
		const other = (await queue.claim(who(1), 2)).assignments.find((a) => itemOf(a) === itemOf(first));
		if (!other) throw new Error('another item was handed out');
		await says(row, 1, 'y', other);
		const again = (await queue.claim(who(2), 2)).assignments.map(itemOf);
		expect(again).toContain(itemOf(first));
	});
});
