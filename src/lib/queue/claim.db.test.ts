import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	addItems,
	itemOf,
	makePerson,
	makeProject,
	placesOf,
	plainDesk,
	queueOf,
	some,
	accessOf
} from '../../../test/setup/queue.ts';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { release, renew, skip } from './assignment.server.ts';
import { claim, type Claimed } from './claim.server.ts';

let store: Store;
let [ana, bo, cy] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
	store = await freshStore();
	[ana, bo, cy] = [await makePerson(store), await makePerson(store), await makePerson(store)];
});

const MINUTE = 60_000;
const items = ({ assignments }: Claimed) => assignments.map(itemOf);

async function scene(many: number, settings: Parameters<typeof makeProject>[1] = {}) {
	const project = await makeProject(store, settings);
	const ids = await addItems(store, project, some(many));
	return { project, ids, queue: queueOf(store, project) };
}

describe('a claim', () => {
	it('hands out items in the order in which they came in', async () => {
		const { ids, queue } = await scene(5);
		expect(items(await queue.claim(ana, 3))).toEqual(ids.slice(0, 3));
		expect(items(await queue.claim(bo, 10))).toEqual(ids.slice(3));
	});

	it('means hold so many: a repeat is harmless and answers with the same', async () => {
		const { ids, queue } = await scene(9);
		const first = await queue.claim(ana, 3);
		const again = await queue.claim(ana, 3);
		expect(again.assignments.map((a) => a.id)).toEqual(first.assignments.map((a) => a.id));
		expect(items(await queue.claim(ana, 5))).toEqual(ids.slice(0, 5));
		expect(items(await queue.claim(ana, 1))).toEqual(ids.slice(0, 1));
	});

	it('clamps the count to 1 and 10', async () => {
		const { queue } = await scene(12);
		expect(items(await queue.claim(ana, 400))).toHaveLength(10);
		expect(items(await queue.claim(bo, -3))).toHaveLength(1);
	});

	it('returns what one held and lost before anything new', async () => {
		const { ids, queue } = await scene(6);
		const [first, second] = (await queue.claim(ana, 2, 0)).assignments;
		if (!first || !second) throw new Error('nothing handed out');
		await release(store, ana, first.id, first);
		// The second lapses, and another person's claim reclaims it.
		expect(items(await queue.claim(bo, 1, 11 * MINUTE))).toEqual([ids[2]]);
		const back = await queue.claim(ana, 3, 12 * MINUTE);
		expect(items(back)).toEqual([ids[0], ids[1], ids[3]]);
		expect(back.assignments[0]?.id).toBe(first.id);
	});

	it('does not bring back what somebody else took meanwhile, until it opens again', async () => {
		const { ids, queue } = await scene(2);
		await queue.claim(ana, 1, 0);
		expect(items(await queue.claim(bo, 1, 11 * MINUTE))).toEqual([ids[1]]);
		expect(items(await queue.claim(cy, 1, 11 * MINUTE))).toEqual([ids[0]]);
		expect((await queue.claim(ana, 1, 12 * MINUTE)).reason?.code).toBe('all_held');
		expect(items(await queue.claim(ana, 2, 40 * MINUTE)).toSorted()).toEqual(ids);
	});

	it('keeps a lease of one’s own that ran out, when nobody else came', async () => {
		const { queue } = await scene(3);
		const [first] = (await queue.claim(ana, 1, 0)).assignments;
		const [again] = (await queue.claim(ana, 1, 60 * MINUTE)).assignments;
		expect(again?.id).toBe(first?.id);
		expect(again?.leased_until).toBe(new Date(70 * MINUTE).toISOString());
	});

	it('never hands out again what one submitted or skipped', async () => {
		const { ids, queue } = await scene(3, { overlap: 3 });
		const [a, b] = (await queue.claim(ana, 2)).assignments;
		if (!a || !b) throw new Error('nothing handed out');
		await queue.submit(ana, a);
		await skip(store, ana, b.id, b);
		expect(items(await queue.claim(ana, 10))).toEqual([ids[2]]);
		const done = await queue.claim(ana, 1);
		expect(items(done)).toEqual([ids[2]]);
	});

	it('finishes items before it opens new ones', async () => {
		const { ids, queue } = await scene(4, { overlap: 2 });
		await queue.claim(ana, 2);
		expect(items(await queue.claim(bo, 1))).toEqual([ids[0]]);
		expect(items(await queue.claim(cy, 2))).toEqual([ids[1], ids[2]]);
	});

	it('goes by priority where the project orders by it, and only there', async () => {
		const project = await makeProject(store, { order: 'priority' });
		const low = await addItems(store, project, [0, 5, 9, 5]);
		const queue = queueOf(store, project);
		expect(items(await queue.claim(ana, 2))).toEqual([low[2], low[1]]);
		const urgent = await addItems(store, project, [9]);
		expect(items(await queue.claim(bo, 3))).toEqual([urgent[0], low[3], low[0]]);

		const plain = await makeProject(store);
		const ids = await addItems(store, plain, [0, 5, 9]);
		expect(items(await queueOf(store, plain).claim(ana, 3))).toEqual(ids);
	});

	it('mixes within a batch where the project shuffles', async () => {
		const { ids, queue, project } = await scene(60, { order: 'shuffled' });
		const more = await addItems(store, project, some(3));
		const places = (await placesOf(store, project.id)).toSorted((a, b) => a.rank - b.rank);
		expect(places.slice(0, 60).map((p) => p.item_id)).not.toEqual(ids);
		expect(
			places
				.slice(0, 60)
				.map((p) => p.item_id)
				.toSorted()
		).toEqual(ids);
		expect(
			places
				.slice(60)
				.map((p) => p.item_id)
				.toSorted()
		).toEqual(more);
		expect(items(await queue.claim(ana, 2))).toEqual(places.slice(0, 2).map((p) => p.item_id));
	});

	it('holds no more than asked for when the same person claims several times at once', async () => {
		const { queue } = await scene(40);
		for (let round = 0; round < 3; round++) {
			const answers = await Promise.all(Array.from({ length: 6 }, () => queue.claim(ana, 3)));
			expect(new Set(answers.flatMap(items)).size).toBe(3);
			for (const mine of (await queue.claim(ana, 3)).assignments) await queue.submit(ana, mine);
		}
	});

	it('gives every place once when many people claim at once, from two servers', async () => {
		const second = await joinStore(store.url);
		const { project, queue } = await scene(30, { overlap: 2 });
		const people = await Promise.all(Array.from({ length: 12 }, () => makePerson(store)));
		const at = (i: number) => (i % 2 ? queueOf(second, project) : queue);
		// What is locked at the moment is passed over, so somebody may hold less than asked for, but never nothing.
		const first = await Promise.all(people.map((who, i) => at(i).claim(who, 4)));
		expect(first.every(({ assignments }) => assignments.length > 0)).toBe(true);
		const answers = [];
		for (const [i, who] of people.entries()) answers.push(await at(i).claim(who, 4));
		const times = Map.groupBy(answers.flatMap(items), (id) => id);
		expect([...times.values()].every((list) => list.length <= 2)).toBe(true);
		expect(answers.flatMap(items)).toHaveLength(48);
		const places = await placesOf(store, project.id);
		expect(places.every((p) => p.open + p.leased === 2)).toBe(true);
		expect(places.reduce((sum, p) => sum + p.leased, 0)).toBe(48);
	});

	it('reclaims leases that ran out, eight at a time', async () => {
		const { queue } = await scene(10);
		await queue.claim(ana, 10, 0);
		const rest = await queue.claim(bo, 10, 11 * MINUTE);
		expect(items(rest)).toHaveLength(8);
		expect(items(await queue.claim(bo, 10, 11 * MINUTE))).toHaveLength(10);
	});

	it('finds a place that opens again although the person had passed it', async () => {
		const { ids, queue } = await scene(3);
		await queue.claim(ana, 1, 0);
		const [held] = (await queue.claim(bo, 2, 0)).assignments;
		if (!held) throw new Error('nothing handed out');
		await release(store, bo, held.id, held);
		// Ana was never handed the second item, and her cursor stands before it; cy went past all three.
		expect(items(await queue.claim(cy, 1, 0))).toEqual([ids[1]]);
		const lapsed = await queue.claim(ana, 3, 30 * MINUTE);
		expect(items(lapsed).toSorted()).toEqual(ids);
	});
});

// On SQLite nothing is ever locked: there is one writer.
const lockedPlaces = () => {
	const whileLocked = async (itemId: string, act: () => Promise<void>) => {
		const second = await joinStore(store.url);
		await second.write(async (tx) => {
			await tx.query(`select item_id from place where item_id = $1 for update`, itemId);
			await act();
		});
	};

	it('is passed over without waiting and is not lost: the cursor stays before it', async () => {
		const { ids, queue } = await scene(4, { overlap: 2 });
		await whileLocked(ids[0] ?? '', async () => {
			expect(items(await queue.claim(ana, 2))).toEqual([ids[1], ids[2]]);
		});
		for (const a of (await queue.claim(ana, 2)).assignments) await queue.submit(ana, a);
		expect(items(await queue.claim(ana, 2))).toEqual([ids[0], ids[3]]);
	});

	it('stays mine when it is one that I lost', async () => {
		const { ids, queue } = await scene(3, { overlap: 2 });
		const [first] = (await queue.claim(ana, 1)).assignments;
		if (!first) throw new Error('nothing handed out');
		await release(store, ana, first.id, first);
		await whileLocked(ids[0] ?? '', async () => {
			expect(items(await queue.claim(ana, 1))).toEqual([ids[1]]);
		});
		expect(items(await queue.claim(ana, 2))).toEqual([ids[1], ids[0]]);
	});

	it('keeps its lapsed lease until somebody can reclaim it', async () => {
		const { ids, queue, project } = await scene(2);
		await queue.claim(ana, 1, 0);
		await whileLocked(ids[0] ?? '', async () => {
			expect(items(await queue.claim(bo, 2, 11 * MINUTE))).toEqual([ids[1]]);
		});
		expect((await placesOf(store, project.id))[0]).toMatchObject({ open: 0, leased: 1 });
		expect(items(await queue.claim(bo, 2, 11 * MINUTE))).toEqual([ids[1], ids[0]]);
	});
};
if (engine === 'postgres') describe('a place that is locked at the moment of a claim', lockedPlaces);

describe('a claim that comes back empty says why', () => {
	it('that there are no items', async () => {
		const { queue } = await scene(0);
		expect(await queue.claim(ana)).toMatchObject({ assignments: [], reason: { code: 'no_items' } });
	});

	it('how many others hold the rest, and until when', async () => {
		const { queue } = await scene(3);
		await queue.claim(ana, 2, 0);
		await queue.claim(bo, 1, 3 * MINUTE);
		const { reason } = await queue.claim(cy, 1, 4 * MINUTE);
		expect(reason).toEqual({
			code: 'all_held',
			message:
				'2 others hold the last 3 items. What they leave unanswered comes back by itself, the first in 6 minutes at the latest.',
			held: 3,
			back_at: new Date(10 * MINUTE).toISOString(),
			holders: [
				{ name: ana.name, items: 2, until: new Date(10 * MINUTE).toISOString() },
				{ name: bo.name, items: 1, until: new Date(13 * MINUTE).toISOString() }
			]
		});
	});

	it('who it is, when it is one', async () => {
		const { queue } = await scene(1);
		await queue.claim(bo, 1, 0);
		expect((await queue.claim(cy, 1, MINUTE)).reason?.message).toBe(
			`${bo.name} holds the last item. What they leave unanswered comes back by itself, the first in 9 minutes at the latest.`
		);
	});

	it('that all is done for this person, even while others hold what they have answered', async () => {
		const { queue } = await scene(1, { overlap: 2 });
		const [mine] = (await queue.claim(ana)).assignments;
		if (!mine) throw new Error('nothing handed out');
		await queue.submit(ana, mine);
		await queue.claim(bo);
		expect((await queue.claim(ana)).reason?.code).toBe('queue_done');
	});

	it('that the project is paused, and still shows what one holds', async () => {
		const { project, queue } = await scene(3);
		const paused = queueOf(store, { ...project, state: 'paused' });
		expect((await paused.claim(ana)).reason?.code).toBe('paused');
		await queue.claim(ana, 1);
		expect(items(await paused.claim(ana, 3))).toHaveLength(1);
	});

	it('refuses when the project is archived', async () => {
		const { project } = await scene(3);
		const archived = accessOf({ ...project, state: 'archived' }, ana);
		await expect(claim(store, archived, {}, plainDesk)).rejects.toMatchObject({ code: 'archived' });
	});
});

describe('a page that was left', () => {
	it('cannot release what a newer page of the same person holds', async () => {
		const { queue } = await scene(2);
		const [old] = (await queue.claim(ana)).assignments;
		const [newer] = (await queue.claim(ana)).assignments;
		if (!old || !newer) throw new Error('nothing handed out');
		await expect(release(store, ana, old.id, old)).rejects.toMatchObject({ code: 'bad_token' });
		expect(await release(store, ana, newer.id, newer)).toMatchObject({ state: 'released' });
	});

	it('may still renew and answer under its old token', async () => {
		const { queue } = await scene(1);
		const [old] = (await queue.claim(ana)).assignments;
		await queue.claim(ana);
		if (!old) throw new Error('nothing handed out');
		await renew(store, ana, old.id, old);
		expect((await queue.submit(ana, old)).judgment.counted).toBe(true);
	});
});
