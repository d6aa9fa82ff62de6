/** Gold items and repeats among the work: how often, to whom, in which order, and that nobody can tell. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import {
	addGold,
	addItems,
	itemOf,
	makePerson,
	makeProject,
	pairDesk,
	placesOf,
	plainDesk,
	queueOf,
	RIGHT,
	some,
	inDispute
} from '../../../test/setup/queue.ts';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { addNote } from './note.server.ts';
import { release, skip } from './assignment.server.ts';
import { dueOf } from './due.ts';
import { setGold } from './gold.server.ts';
import { rebuildQueue } from './rebuild.server.ts';

let store: Store;
let [ana, bo] = [] as unknown as [Person, Person];
beforeAll(async () => {
	store = await freshStore();
	[ana, bo] = [await makePerson(store), await makePerson(store)];
});

const MINUTE = 60_000;

async function scene(work: number, gold: number, settings: Partial<ProjectSettings>, desk = plainDesk) {
	const project = await makeProject(store, settings);
	const ids = await addItems(store, project, some(work));
	const golden = await addGold(store, project, gold);
	return { project, ids, golden, queue: queueOf(store, project, desk) };
}
type Scene = Awaited<ReturnType<typeof scene>>;

type Row = { id: string; item_id: string; purpose: string; shown: string | null };
const handedTo = ({ project }: { project: ProjectRow }, who: Person): Promise<Row[]> =>
	store.read.query<Row>(
		`select id, item_id, purpose, shown from assignment where project_id = $1 and user_id = $2 order by id`,
		project.id,
		who.id
	);
const purposes = async (at: { project: ProjectRow }, who: Person) =>
	(await handedTo(at, who)).map(({ purpose }) => purpose);

/** Claims so many at a time and answers them, until so many are done. */
async function work({ queue }: Scene, who: Person, many: number, hold = 1): Promise<void> {
	for (let done = 0; done < many;) {
		const { assignments } = await queue.claim(who, Math.min(hold, many - done));
		if (assignments.length === 0) return;
		for (const mine of assignments) {
			await queue.submit(who, mine, RIGHT);
			done++;
		}
	}
}

describe('gold among the work', () => {
	it('is every fifth item at a rate of a fifth, however many are held at a time', async () => {
		for (const hold of [1, 3, 10]) {
			const at = await scene(40, 12, { gold_rate: 0.2 });
			await work(at, ana, 30, hold);
			const list = await purposes(at, ana);
			expect(list.flatMap((purpose, i) => (purpose === 'gold' ? [i + 1] : []))).toEqual([
				5, 10, 15, 20, 25, 30
			]);
		}
	});

	it('comes to each person by their own count, each item once, in the order of the file', async () => {
		const at = await scene(20, 4, { gold_rate: 0.25, overlap: 2 });
		await work(at, ana, 20);
		await work(at, bo, 9, 3);
		const gold = async (who: Person) =>
			(await handedTo(at, who)).flatMap(({ purpose, item_id: id }) => (purpose === 'gold' ? [id] : []));
		expect(await gold(ana)).toEqual(at.golden);
		expect(await gold(bo)).toEqual(at.golden.slice(0, 2));
	});

	it('makes room for work where all of it was seen, and goes on with what is added', async () => {
		const at = await scene(30, 1, { gold_rate: 0.5 });
		await work(at, ana, 6);
		expect(await purposes(at, ana)).toEqual(['work', 'gold', 'work', 'work', 'work', 'work']);
		const [later] = await addGold(store, at.project, 1);
		await work(at, ana, 2);
		expect((await handedTo(at, ana)).at(-1)).toMatchObject({ purpose: 'gold', item_id: later });
	});

	it('is an item that became gold although the cursor had passed it', async () => {
		const at = await scene(20, 2, { gold_rate: 0.5, overlap: 3 });
		await work(at, ana, 4);
		const old = at.ids.at(-1) ?? '';
		await store.write((tx) =>
			setGold(store, tx, at.project.id, old, { answers: RIGHT, reason: null }, () => Promise.resolve('none'))
		);
		await work(at, ana, 2);
		expect((await handedTo(at, ana)).at(-1)).toMatchObject({ purpose: 'gold', item_id: old });
	});

	it('is never an item that the person had in hand before', async () => {
		const at = await scene(20, 0, { gold_rate: 0.5, overlap: 3 });
		await work(at, ana, 3);
		const [mine] = await handedTo(at, ana);
		await store.write((tx) =>
			setGold(store, tx, at.project.id, mine?.item_id ?? '', { answers: RIGHT, reason: null }, () =>
				Promise.resolve('none')
			)
		);
		await work(at, ana, 5);
		expect(new Set(await purposes(at, ana))).toEqual(new Set(['work']));
		await work(at, bo, 2);
		expect(await purposes(at, bo)).toEqual(['work', 'gold']);
	});

	it('takes no place, never counts, and is told like work that does', async () => {
		const at = await scene(4, 2, { gold_rate: 0.5 });
		const told: unknown[] = [];
		for (let i = 0; i < 4; i++) {
			const [mine] = (await at.queue.claim(ana)).assignments;
			if (!mine) throw new Error('nothing handed out');
			expect(mine.purpose).toBe('work');
			const { judgment, created } = await at.queue.submit(ana, mine);
			told.push({ ...judgment, id: 0, item_id: 0, at: 0, created });
			expect(Object.keys(mine)).toEqual(Object.keys((await at.queue.claim(bo)).assignments[0] ?? {}));
		}
		expect(await purposes(at, ana)).toEqual(['work', 'gold', 'work', 'gold']);
		for (const one of told) expect(one).toEqual(told[0]);
		expect(told[0]).toMatchObject({ counted: true, created: true });
		const stored = await store.read.query<{ counted: boolean | number }>(
			"select counted from judgment where project_id = $1 and purpose = 'gold'",
			at.project.id
		);
		expect(stored.map(({ counted }) => Boolean(counted))).toEqual([false, false]);
		const places = await placesOf(store, at.project.id);
		expect(places.filter(({ item_id: id }) => at.golden.includes(id))).toEqual(
			at.golden.map(
				(id) =>
					expect.objectContaining({ item_id: id, overlap: 0, open: 0, counted: 0, leased: 0 }) as unknown
			)
		);
	});

	it('goes by the assignment’s id on the wire, as all does where something is hidden', async () => {
		const at = await scene(
			3,
			1,
			{ gold_rate: 0.5 },
			{ ...pairDesk, show: (_, tasks) => Promise.resolve(tasks.map(({ shownId }) => ({ id: shownId }))) }
		);
		for (const mine of (await at.queue.claim(ana, 2)).assignments) {
			expect(itemOf(mine)).toBe(mine.id);
			const { note } = await addNote(store, ana, mine.id, 'flag', { token: mine.token });
			expect(note.item_id).toBe(mine.id);
			const { judgment } = await at.queue.submit(ana, mine);
			expect(judgment).toMatchObject({ item_id: mine.id, counted: true });
			expect(judgment).not.toHaveProperty('item_key');
		}
	});

	it('stays held after a reload, comes back after a release, and lapses without touching a place', async () => {
		const at = await scene(4, 2, { gold_rate: 0.5 });
		const first = (await at.queue.claim(ana, 2, 0)).assignments;
		expect((await at.queue.claim(ana, 2, MINUTE)).assignments.map(({ id }) => id)).toEqual(
			first.map(({ id }) => id)
		);
		const [, gold] = (await at.queue.claim(ana, 2, MINUTE)).assignments;
		if (!gold) throw new Error('nothing handed out');
		await release(store, ana, gold.id, gold);
		expect((await at.queue.claim(ana, 2, MINUTE)).assignments.map(({ id }) => id)).toContain(gold.id);
		await at.queue.claim(bo, 4, 60 * MINUTE);
		const [lapsed] = await store.read.query<{ state: string }>(
			'select state from assignment where id = $1',
			gold.id
		);
		expect(lapsed?.state).toBe('expired');
		for (const { leased, open } of await placesOf(store, at.project.id))
			expect([leased >= 0, leased + open <= 1]).toEqual([true, true]);
		const back = (await at.queue.claim(ana, 3, 61 * MINUTE)).assignments;
		expect(back.map(({ id }) => id)).toContain(gold.id);
	});

	it('is skipped like work, and does not come again', async () => {
		const at = await scene(8, 1, { gold_rate: 0.5 });
		await work(at, ana, 1);
		const [gold] = (await at.queue.claim(ana)).assignments;
		if (!gold) throw new Error('nothing handed out');
		await skip(store, ana, gold.id, gold);
		await work(at, ana, 4);
		expect(await purposes(at, ana)).toEqual(['work', 'gold', 'work', 'work', 'work', 'work']);
	});

	it('may be revised like work, also where the item has its final answer', async () => {
		const at = await scene(2, 1, { gold_rate: 0.5 });
		const [, gold] = (await at.queue.claim(ana, 2)).assignments;
		if (!gold) throw new Error('nothing handed out');
		await at.queue.submit(ana, gold, { a: 2 });
		const { judgment, created } = await at.queue.submit(ana, gold, RIGHT);
		expect({ created, counted: judgment.counted, supersedes: typeof judgment.supersedes }).toEqual({
			created: true,
			counted: true,
			supersedes: 'string'
		});
	});

	it('is each once and as often as due when one person claims several times at once', async () => {
		const second = await joinStore(store.url);
		const at = await scene(60, 12, { gold_rate: 0.25, overlap: 2 });
		for (let round = 0; round < 4; round++) {
			await Promise.all(
				[ana, ana, bo, bo].map((who, i) => queueOf(i % 2 ? second : store, at.project).claim(who, 6))
			);
			for (const who of [ana, bo]) await work(at, who, 6, 6);
		}
		for (const who of [ana, bo]) {
			const list = await handedTo(at, who);
			expect(list).toHaveLength(24);
			expect(list.map(({ purpose }) => purpose)).toEqual(
				list.map((_, i) => dueOf(i + 1, { gold: 0.25, repeat: 0 }))
			);
			const gold = list.flatMap(({ purpose, item_id: id }) => (purpose === 'gold' ? [id] : []));
			expect(new Set(gold).size).toBe(gold.length);
		}
	});
});

describe('an item that becomes gold', () => {
	const become = ({ project }: Scene, id: string, gold: boolean) =>
		store.write((tx) =>
			setGold(store, tx, project.id, id, gold ? { answers: RIGHT, reason: null } : null, () =>
				Promise.resolve('e')
			)
		);

	it('is handed to nobody as work, and to everybody again when it is gold no more', async () => {
		const at = await scene(3, 0, { overlap: 2 });
		await become(at, at.ids[0] ?? '', true);
		expect((await at.queue.claim(ana, 10)).assignments.map(itemOf)).toEqual(at.ids.slice(1));
		await become(at, at.ids[0] ?? '', false);
		expect((await at.queue.claim(ana, 10)).assignments.map(itemOf).toSorted()).toEqual(at.ids.toSorted());
		expect((await at.queue.claim(bo, 10)).assignments).toHaveLength(3);
	});

	it('keeps the answer of whoever held it as work, as an extra one', async () => {
		const at = await scene(2, 0, {});
		const [held] = (await at.queue.claim(ana, 1)).assignments;
		if (!held) throw new Error('nothing handed out');
		await become(at, itemOf(held), true);
		expect((await at.queue.submit(ana, held)).judgment.counted).toBe(false);
		expect(await placesOf(store, at.project.id)).toMatchObject([
			{ open: 0, leased: 0, counted: 0, overlap: 0 },
			{ open: 1 }
		]);
	});

	it('stays without a place when places are counted anew', async () => {
		const at = await scene(2, 2, { overlap: 3 });
		const before = await placesOf(store, at.project.id);
		await rebuildQueue(store, at.project, inDispute);
		expect(await placesOf(store, at.project.id)).toEqual(before);
	});
});

describe('a repeat', () => {
	it('is something answered a while ago, its responses in the opposite order, and once only', async () => {
		const at = await scene(60, 0, { swap_rate: 0.2 }, pairDesk);
		await work(at, ana, 45, 3);
		const list = await handedTo(at, ana);
		const repeats = list.filter(({ purpose }) => purpose === 'repeat');
		expect(repeats.length).toBeGreaterThanOrEqual(7);
		expect(new Set(repeats.map(({ item_id: id }) => id)).size).toBe(repeats.length);
		for (const again of repeats) {
			const first = list.find(({ item_id: id, purpose }) => id === again.item_id && purpose === 'work');
			expect(JSON.parse(again.shown ?? '')).toEqual(
				(JSON.parse(first?.shown ?? '') as string[]).toReversed()
			);
			const between = list.filter(
				({ id, purpose }) => purpose === 'work' && id > (first?.id ?? '') && id < again.id
			);
			expect(between.length).toBeGreaterThanOrEqual(5);
		}
	});

	it('is as often as its rate says once enough was answered, beside gold', async () => {
		const at = await scene(120, 30, { swap_rate: 0.1, gold_rate: 0.1 }, pairDesk);
		await work(at, ana, 100, 10);
		const list = await purposes(at, ana);
		// The first repeat would be the eleventh item: nothing was answered long enough before the end of the first claim.
		expect(list.map((purpose, i) => (i < 20 ? 'x' : purpose))).toEqual(
			list.map((_, i) => (i < 20 ? 'x' : dueOf(i + 1, { gold: 0.1, repeat: 0.1 })))
		);
	});

	it('never counts, takes no place, and is told like work', async () => {
		const at = await scene(30, 0, { swap_rate: 0.2, overlap: 2 }, pairDesk);
		await work(at, ana, 20);
		const [row] = await store.read.query<{ many: number }>(
			"select count(*) as many from judgment where project_id = $1 and purpose = 'repeat' and not counted",
			at.project.id
		);
		expect(Number(row?.many)).toBe(3);
		for (const { counted, leased } of await placesOf(store, at.project.id)) {
			expect(counted).toBeLessThanOrEqual(1);
			expect(leased).toBe(0);
		}
	});

	it('does not come where nothing has sides', async () => {
		const at = await scene(30, 0, { swap_rate: 0.5 });
		await work(at, ana, 25);
		expect(new Set(await purposes(at, ana))).toEqual(new Set(['work']));
	});

	it('leaves the sides of what counts in balance', async () => {
		const at = await scene(60, 10, { swap_rate: 0.2, gold_rate: 0.1 }, pairDesk);
		await work(at, ana, 50, 4);
		const left = (await handedTo(at, ana)).flatMap(({ purpose, shown }) =>
			purpose === 'work' ? [(JSON.parse(shown ?? '[]') as string[])[0]] : []
		);
		const firsts = left.filter((id) => id === 'a').length;
		expect(Math.abs(2 * firsts - left.length)).toBeLessThanOrEqual(2);
	});
});

if (engine === 'postgres')
	describe('gold that is withdrawn at the moment of a claim', () => {
		it('is passed over without waiting', async () => {
			const second = await joinStore(store.url);
			const at = await scene(4, 2, { gold_rate: 0.5 });
			await work(at, ana, 1);
			await second.write(async (tx) => {
				await tx.query('select id from item where id = $1 for update', at.golden[0] ?? '');
				expect((await at.queue.claim(ana)).assignments.map(itemOf)).toEqual([at.golden[1]]);
			});
		});
	});
