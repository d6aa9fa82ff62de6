/** A project with people and items for tests of the queue, made straight in the tables. */
import type { Access, ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { claim, type Handed } from '#lib/queue/claim.server.ts';
import type { Desk } from '#lib/queue/desk.server.ts';
import type { Found } from '#lib/queue/left-out.ts';
import { pairOf } from '#lib/queue/pair.ts';
import { bandAnew, enter } from '#lib/queue/place.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { item, project, suggestion, tail, user } from '#lib/schema/tables.ts';
import { defaultSettings, type Answers, type ProjectSettings } from '#lib/schema/values.ts';
import { freshStore, joinStore } from './store.ts';

/** Disputed: no answer is that of more than half. */
export const inDispute = (answers: Answers[]): boolean => {
	const texts = answers.map((one) => canonical(one));
	return !texts.some((text) => texts.filter((other) => other === text).length * 2 > texts.length);
};

/** Shows an item by its id alone and takes any answers. */
export const plainDesk: Desk = {
	arrange: null,
	show: (_, tasks) => Promise.resolve(tasks.map(({ itemId }) => ({ id: itemId }))),
	read: (_, __, answers) => Promise.resolve(answers as Answers),
	score: (_, __, answers, gold) => Promise.resolve(canonical(answers) === canonical(gold) ? 1 : 0),
	disputed: (_, __, answers) => Promise.resolve(inDispute(answers)),
	tell: (_, __, answers) => Promise.resolve({ answers, shown: null })
};

/** As `plainDesk`, for items of two responses whose order is kept. */
export const pairDesk: Desk = {
	...plainDesk,
	arrange: async (_, { first }) => ((await first(2)) === 0 ? ['a', 'b'] : ['b', 'a'])
};

export async function makePerson(store: Store, name = newId().slice(-8)): Promise<Person> {
	const row = { id: newId(), email: `${name}@example.org`, name, roles: ['rater' as const], createdAt: 1 };
	await store.write(async (tx) => {
		await tx.insert(user).values(row);
	});
	return { kind: 'person', ...row, via: 'session', only: null };
}

export async function makeProject(
	store: Store,
	settings: Partial<ProjectSettings> = {},
	more: Partial<ProjectRow> = {}
): Promise<ProjectRow> {
	const id = newId();
	const row: ProjectRow = {
		id,
		slug: `p-${id}`,
		name: 'A project',
		stage: 'alignment',
		state: 'active',
		settings: { ...defaultSettings, ...settings },
		formVersion: 1,
		guidelineVersion: 1,
		demo: false,
		createdBy: null,
		createdAt: 1,
		...more
	};
	await store.write(async (tx) => {
		await tx.insert(project).values(row);
		await tx.insert(tail).values({ projectId: id, next: 1 });
	});
	return row;
}

/** Items with the given priorities, entered in one batch as an import does. @returns their ids in order */
export async function addItems(
	store: Store,
	row: ProjectRow,
	priorities: number[],
	payload: Json = { text: 'x' },
	gold: Answers | null = null,
	/** what was found in all of them */
	found: Found = {}
): Promise<string[]> {
	const rows = priorities.map((priority) => {
		const id = newId();
		return {
			id,
			projectId: row.id,
			key: id,
			payload: payload as Record<string, Json>,
			priority,
			gold,
			goldReason: gold && 'Because it is.',
			identical: found.identical ?? false,
			selfNaming: found.selfNaming ? { a: ['Name'] } : null,
			digest: id,
			eventId: 'none',
			createdAt: 1
		};
	});
	await store.write(async (tx) => {
		for (let at = 0; at < rows.length; at += 200) await tx.insert(item).values(rows.slice(at, at + 200));
		await enter(
			tx,
			row,
			rows.map(({ id, priority }) => ({
				id,
				priority,
				score: 0,
				gold: gold !== null,
				pair: pairOf(payload),
				...found
			}))
		);
	});
	return rows.map(({ id }) => id);
}

/** What is right of every item that `addGold` adds. */
export const RIGHT: Answers = { a: 1 };
export const WRONG: Answers = { a: 2 };
/** Items whose right answer is known. */
export const addGold = (store: Store, row: ProjectRow, many: number): Promise<string[]> =>
	addItems(store, row, some(many), { text: 'x' }, RIGHT);

/** A model says how sure it is of an item, as a file of suggestions does; null: it does not say. */
export const scoreItem = (
	store: Store,
	row: ProjectRow,
	itemId: string,
	score: number | null
): Promise<void> =>
	store.write(async (tx) => {
		const id = newId();
		await tx.insert(suggestion).values({
			id,
			projectId: row.id,
			itemId,
			source: id,
			answers: {},
			score,
			eventId: 'none',
			createdAt: 1
		});
		await bandAnew(store, tx, row.id, [itemId]);
	});

export const some = (many: number, priority = 0): number[] => Array.from({ length: many }, () => priority);

export const accessOf = (row: ProjectRow, actor: Person): Access => ({ project: row, role: 'rater', actor });

/** The queue of one project at a clock of the test's own. */
export const queueOf = <Shown>(
	store: Store,
	row: ProjectRow,
	desk: Desk<Shown> = plainDesk as Desk<Shown>,
	random: () => number = Math.random
) => ({
	claim: (who: Person, count = 1, now = Date.now()) =>
		claim(store, accessOf(row, who), { count }, desk, now, random),
	submit: (
		who: Person,
		{ id, token }: Pick<Handed, 'id' | 'token'>,
		answers: Json = { a: 1 },
		now = Date.now()
	) => submit(store, who, id, { token, answers }, () => desk, now)
});

/** A project of some items, its queue, and who takes the next of them. */
export async function sceneIn(store: Store, settings: Partial<ProjectSettings> = {}, many = 1) {
	const row = await makeProject(store, settings);
	const ids = await addItems(store, row, some(many));
	const queue = queueOf(store, row);
	const take = async (who: Person, now?: number): Promise<Handed> => {
		const [handed] = (await queue.claim(who, 1, now)).assignments;
		if (!handed) throw new Error('nothing was handed out');
		return handed;
	};
	return { project: row, ids, queue, take };
}

/** Two servers of one database, and people. */
export async function twoServers(people: number): Promise<{ store: Store; second: Store; who: Person[] }> {
	const store = await freshStore();
	const second = await joinStore(store.url);
	return { store, second, who: await Promise.all(Array.from({ length: people }, () => makePerson(store))) };
}

export const itemOf = ({ item: shown }: Handed): string => (shown as { id: string }).id;

export type PlaceRow = {
	item_id: string;
	band: number;
	rank: number;
	open: number;
	leased: number;
	counted: number;
	overlap: number;
	left_out: string | null;
	ruling: string | null;
};
export const placesOf = (store: Store, projectId: string): Promise<PlaceRow[]> =>
	store.read.query<PlaceRow>(
		`select item_id, band, rank, open, leased, counted, overlap, left_out, ruling from place where project_id = $1
		order by item_id`,
		projectId
	);

/** A small generator, so that a history that failed can be run again by its seed. */
export const randomOf = (seed: number): (() => number) => {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};
