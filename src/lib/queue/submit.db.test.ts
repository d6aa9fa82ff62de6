import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { resolution } from '#lib/schema/tables.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { itemOf, placesOf, queueOf, sceneIn, twoServers } from '../../../test/setup/queue.ts';
import { release, renew, skip } from './assignment.server.ts';

let store: Store;
let second: Store;
let [ana, bo, cy] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
	const made = await twoServers(3);
	({ store, second } = made);
	[ana, bo, cy] = made.who as [Person, Person, Person];
});

const MINUTE = 60_000;
const LATE = 11 * MINUTE;

async function scene(settings: Partial<ProjectSettings> = {}, many = 1) {
	const { take, ...made } = await sceneIn(store, settings, many);
	return { ...made, take: (who: Person, now = 0) => take(who, now) };
}

const judgmentsOf = (projectId: string) =>
	store.read.query<{ id: string; supersedes: string | null; counted: boolean; event_id: string }>(
		'select id, supersedes, counted, event_id from judgment where project_id = $1 order by id',
		projectId
	);
const countsOf = async (projectId: string, who: Person) => {
	const [row] = await store.read.query(
		`select sum(served) as served, sum(submitted) as submitted, sum(counted) as counted,
			sum(skipped) as skipped, sum(dwell_ms) as dwell from seat where project_id = $1 and user_id = $2`,
		projectId,
		who.id
	);
	return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
};
const eventsOf = (slug: string) =>
	store.read.query<{ type: string; subject_id: string }>(
		'select type, subject_id from event where project = $1 order by id',
		slug
	);

describe('a submit', () => {
	it('writes judgment, place, seat and event together', async () => {
		const { project, queue, take } = await scene({ overlap: 2 });
		const mine = await take(ana);
		const { judgment, created } = await queue.submit(ana, mine, { a: 1 });
		expect(created).toBe(true);
		expect(judgment).toMatchObject({
			project: project.slug,
			item_id: itemOf(mine),
			rater: ana.email,
			kind: 'person',
			answers: { a: 1 },
			counted: true,
			via: 'session'
		});
		expect(judgment).not.toHaveProperty('item_key');
		expect(await placesOf(store, project.id)).toMatchObject([{ open: 1, leased: 0, counted: 1 }]);
		expect(await countsOf(project.id, ana)).toMatchObject({ served: 1, submitted: 1, counted: 1 });
		const [row] = await judgmentsOf(project.id);
		expect(await eventsOf(project.slug)).toEqual([{ type: 'judgment.submitted', subject_id: row?.id }]);
	});

	it('with the same answers again gives what is stored and writes nothing', async () => {
		const { project, queue, take } = await scene();
		const mine = await take(ana);
		const first = await queue.submit(ana, mine, { b: [1, { y: 1, x: 2 }], a: 1 });
		const again = await queue.submit(ana, mine, { a: 1, b: [1, { x: 2, y: 1 }] });
		expect(again).toEqual({ judgment: first.judgment, created: false });
		expect(await judgmentsOf(project.id)).toHaveLength(1);
	});

	it('with other answers is a revision of the latest, which keeps its place', async () => {
		const { project, queue, take } = await scene();
		const mine = await take(ana);
		const first = await queue.submit(ana, mine, { a: 1 });
		const second = await queue.submit(ana, mine, { a: 2 });
		const third = await queue.submit(ana, mine, { a: 1 });
		expect(second.judgment).toMatchObject({ supersedes: first.judgment.id, counted: true });
		expect(third).toMatchObject({ created: true, judgment: { supersedes: second.judgment.id } });
		expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
		expect(await countsOf(project.id, ana)).toMatchObject({ submitted: 1, counted: 1 });
	});

	it('can be revised until the item has its final answer; the same answers still get their row', async () => {
		const { project, ids, queue, take } = await scene();
		const mine = await take(ana);
		await queue.submit(ana, mine, { a: 1 });
		await store.write(async (tx) => {
			await tx.insert(resolution).values({
				itemId: ids[0] ?? '',
				projectId: project.id,
				answers: {},
				userId: bo.id,
				eventId: 'none',
				at: 1
			});
		});
		await expect(queue.submit(ana, mine, { a: 2 })).rejects.toMatchObject({ code: 'settled' });
		expect((await queue.submit(ana, mine, { a: 1 })).created).toBe(false);
	});

	it('after the lease ran out counts while its place is free', async () => {
		const { project, queue, take } = await scene({}, 2);
		const mine = await take(ana);
		await queue.claim(bo, 1, LATE);
		expect((await queue.submit(ana, mine)).judgment.counted).toBe(true);
		expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }, {}]);
	});

	it('after the lease ran out is kept as an extra one when somebody else holds the place', async () => {
		const { project, queue, take } = await scene();
		const mine = await take(ana);
		const theirs = await take(bo, LATE);
		const { judgment, created } = await queue.submit(ana, mine);
		expect([judgment.counted, created]).toEqual([false, true]);
		expect((await queue.submit(bo, theirs)).judgment.counted).toBe(true);
		expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
		expect(await countsOf(project.id, ana)).toMatchObject({ submitted: 1, counted: 0 });
	});

	it('is taken from whoever released, skipped or lost the item: an honest answer is never lost', async () => {
		const { project, queue } = await scene({ overlap: 3 }, 3);
		const [a, b, c] = (await queue.claim(ana, 3, 0)).assignments;
		if (!a || !b || !c) throw new Error('nothing handed out');
		await release(store, ana, a.id, a);
		await skip(store, ana, b.id, b);
		await queue.claim(bo, 1, LATE);
		for (const mine of [a, b, c]) expect((await queue.submit(ana, mine)).judgment.counted).toBe(true);
		expect(await countsOf(project.id, ana)).toMatchObject({ submitted: 3, counted: 3, skipped: 0 });
	});

	it('under an older token is still one’s own', async () => {
		const { queue, take } = await scene({}, 2);
		const mine = await take(ana);
		await release(store, ana, mine.id, mine);
		const again = await take(ana);
		expect(again.token).not.toBe(mine.token);
		expect((await queue.submit(ana, mine)).judgment.counted).toBe(true);
	});

	it('is refused for another person’s assignment, a wrong token and one that is not there', async () => {
		const { queue, take } = await scene();
		const mine = await take(ana);
		await expect(queue.submit(bo, mine)).rejects.toMatchObject({ code: 'forbidden' });
		for (const token of ['', 'x', `${mine.token}x`.replace('.', ''), mine.token.slice(1)])
			await expect(queue.submit(ana, { ...mine, token })).rejects.toMatchObject({ code: 'bad_token' });
		await expect(queue.submit(ana, { ...mine, id: newId() })).rejects.toMatchObject({ code: 'not_found' });
	});

	it('of a person who may no longer work here is refused', async () => {
		const { queue, take } = await scene();
		const mine = await take(ana);
		await expect(queue.submit({ ...ana, roles: ['annotator'] }, mine)).rejects.toMatchObject({
			code: 'forbidden'
		});
	});

	it('says how it came', async () => {
		const { queue, take } = await scene();
		const mine = await take(ana);
		const { judgment } = await queue.submit({ ...ana, via: 'key', keyId: 'k' }, mine);
		expect(judgment.via).toBe('key');
	});
});

describe('done twice at once, from two servers', () => {
	const both = async <T>(act: (at: Store) => Promise<T>): Promise<T[]> =>
		Promise.all([act(store), act(second)]);
	const twice = 8;

	it('a submit is stored once', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene();
			const mine = await take(ana);
			const answers = await both((at) => queueOf(at, project).submit(ana, mine));
			expect(answers.map((a) => a.created).toSorted()).toEqual([false, true]);
			expect(new Set(answers.map((a) => a.judgment.id)).size).toBe(1);
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
			expect(await countsOf(project.id, ana)).toMatchObject({ submitted: 1, counted: 1 });
		}
	});

	it('two different answers are a judgment and its revision', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene();
			const mine = await take(ana);
			let n = 0;
			await both((at) => queueOf(at, project).submit(ana, mine, { a: n++ }));
			const rows = await judgmentsOf(project.id);
			expect(rows.filter((row) => row.supersedes === null)).toHaveLength(1);
			expect(rows.filter((row) => row.supersedes !== null)).toHaveLength(1);
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
		}
	});

	it('a skip frees the place once', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene({ overlap: 2 });
			const mine = await take(ana);
			await both((at) => skip(at, ana, mine.id, mine));
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 2, leased: 0 }]);
			expect(await countsOf(project.id, ana)).toMatchObject({ skipped: 1 });
			expect(await eventsOf(project.slug)).toHaveLength(1);
		}
	});

	it('a release frees the place once', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene({ overlap: 2 });
			const mine = await take(ana);
			await both((at) => release(at, ana, mine.id, mine));
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 2, leased: 0 }]);
		}
	});

	it('a renewal of what was released takes the place once', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene({ overlap: 2 });
			const mine = await take(ana);
			await release(store, ana, mine.id, mine);
			await both((at) => renew(at, ana, mine.id, mine));
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 1, leased: 1 }]);
		}
	});

	it('a submit and a skip end as an answer or as a skip, never as both', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene();
			const mine = await take(ana);
			await Promise.allSettled([queueOf(store, project).submit(ana, mine), skip(second, ana, mine.id, mine)]);
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
			expect(await countsOf(project.id, ana)).toMatchObject({ submitted: 1, skipped: 0 });
		}
	});

	it('late answers of two people fill the one free place once', async () => {
		for (let i = 0; i < twice; i++) {
			const { project, take } = await scene();
			const lateOnes = [];
			for (const [n, who] of [ana, bo, cy].entries()) lateOnes.push({ who, mine: await take(who, n * LATE) });
			const [first, other, last] = lateOnes;
			if (!first || !other || !last) throw new Error('nothing handed out');
			await release(store, cy, last.mine.id, last.mine);
			const answers = await Promise.all([
				queueOf(store, project).submit(ana, first.mine),
				queueOf(second, project).submit(bo, other.mine)
			]);
			expect(answers.map((a) => a.judgment.counted).toSorted()).toEqual([false, true]);
			expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 0, counted: 1 }]);
		}
	});
});

describe('renewing, skipping and releasing', () => {
	it('renews for a further lease, and takes back what ran out while its place is open', async () => {
		const { project, queue, take } = await scene({}, 2);
		const mine = await take(ana);
		expect(await renew(store, ana, mine.id, mine, 5 * MINUTE)).toEqual({
			id: mine.id,
			leased_until: new Date(15 * MINUTE).toISOString()
		});
		await queue.claim(bo, 1, 16 * MINUTE);
		await renew(store, ana, mine.id, mine, 17 * MINUTE);
		expect(await placesOf(store, project.id)).toMatchObject([{ open: 0, leased: 1 }, {}]);
	});

	it('says when somebody else has the place, or when there is nothing left to hold', async () => {
		const { queue, take } = await scene();
		const mine = await take(ana);
		const theirs = await take(bo, LATE);
		await expect(renew(store, ana, mine.id, mine)).rejects.toMatchObject({ code: 'lease_lost' });
		await queue.submit(bo, theirs);
		await expect(renew(store, bo, theirs.id, theirs)).rejects.toMatchObject({ code: 'conflict' });
		await expect(skip(store, bo, theirs.id, theirs)).rejects.toMatchObject({ code: 'conflict' });
		expect(await release(store, bo, theirs.id, theirs)).toEqual({ id: theirs.id, state: 'submitted' });
	});

	it('are each refused to another person', async () => {
		const { take } = await scene();
		const mine = await take(ana);
		for (const verb of [renew, skip, release])
			await expect(verb(store, bo, mine.id, mine)).rejects.toMatchObject({ code: 'forbidden' });
	});
});
