/**
 * Random histories: several people claim, submit, skip, release, renew, let leases lapse and answer late, all at
 * once and from two servers, while items come in, are scored and withdrawn, and the overlap and the order change.
 * Afterwards the promises hold.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isOrphan, type Store } from '#lib/schema/store.server.ts';
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
	type PlaceRow
} from '../../../test/setup/queue.ts';
import { histories } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { release, renew, skip } from './assignment.server.ts';
import type { Handed } from './claim.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';
import { MOST_WITHDRAWN, withdraw } from './withdraw.server.ts';

const LEASE_MS = 60_000;
const STEPS = 40;
let stores: [Store, Store];
let people: Person[];
beforeAll(async () => {
	const store = await freshStore();
	stores = [store, await joinStore(store.url)];
	people = await Promise.all(Array.from({ length: 6 }, () => makePerson(store)));
});

const orders = ['imported', 'priority', 'uncertainty'] as const;

type Hand = { who: Person; held: Handed[]; lost: Handed[]; done: Set<string> };
type History = {
	project: ProjectRow;
	now: number;
	hands: Hand[];
	/** the largest overlap that was ever set */
	most: number;
	random: () => number;
	changesSettings: boolean;
	withdraws: boolean;
};

const pick = <T>(list: T[], random: () => number): T | undefined => list[Math.floor(random() * list.length)];
const without = (list: Handed[], { id }: Handed) => list.filter((a) => a.id !== id);

/** Claims, and checks at once that nothing comes back that was answered or skipped before the claim. */
async function claims(at: Store, history: History, hand: Hand, count: number): Promise<Handed[]> {
	const before = new Set(hand.done);
	const { assignments } = await queueOf(at, history.project).claim(hand.who, count, history.now);
	for (const handed of assignments)
		if (before.has(itemOf(handed))) throw new Error(`${itemOf(handed)} was handed out again`);
	const ids = assignments.map((a) => a.id);
	hand.lost = [...hand.lost, ...hand.held].filter((a) => !ids.includes(a.id));
	hand.held = assignments;
	return assignments;
}

async function submits(at: Store, history: History, hand: Hand, mine: Handed): Promise<void> {
	const inHand = hand.held.includes(mine);
	hand.held = without(hand.held, mine);
	hand.lost = without(hand.lost, mine);
	try {
		await queueOf(at, history.project).submit(hand.who, mine, { a: 1 }, history.now);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		// The clock goes on meanwhile, by the hands of others: what is live now was live all the time.
		const held = inHand && Date.parse(mine.leased_until) > history.now;
		return assertWithdrawn(at, error, mine, held);
	}
	hand.done.add(itemOf(mine));
}

/** Refused as it should be: the assignment is answered, lost, in a newer page, or its item was withdrawn. */
const expected = (error: unknown) => {
	const codes = ['conflict', 'lease_lost', 'bad_token', 'not_found'];
	if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error;
};

/** An answer is refused for one reason alone: the item was withdrawn, and never under somebody who held it. */
async function assertWithdrawn(at: Store, { code }: Refusal, mine: Handed, held: boolean): Promise<void> {
	// In a write: on SQLite the withdrawal may stand in the same commit, and the refusal comes before that.
	const [there] = await at.write((tx) => tx.query('select 1 from item where id = $1', itemOf(mine)));
	if (code === 'not_found' && !there && !held) return;
	throw new Error(
		`${itemOf(mine)} was refused: ${code}, ${there ? 'there' : 'gone'}, ${held ? 'held' : 'lost'}`
	);
}

/** Takes back a stretch of the project's items, as the withdrawal of an import does. */
async function withdrawsSome(at: Store, { project, random, now }: History): Promise<void> {
	const rows = await at.read.query<{ id: string }>(
		'select id from item where project_id = $1 order by id',
		project.id
	);
	const from = Math.floor(random() * rows.length);
	const ids = rows.slice(from, from + MOST_WITHDRAWN / 8).map(({ id }) => id);
	const { gone, judged, held } = await at.write((tx) => withdraw(at, tx, project.id, ids, now));
	if (gone.length + judged + held > ids.length) throw new Error('more was withdrawn than named');
}

/** A model scores an item; it may be withdrawn at this moment. */
async function scores(at: Store, { project, random }: History): Promise<void> {
	const rows = await at.read.query<{ id: string }>('select id from item where project_id = $1', project.id);
	const item = pick(rows, random);
	const score = random() < 0.2 ? null : Math.floor(random() * 100) / 100;
	if (item)
		await scoreItem(at, project, item.id, score).catch((error: unknown) => {
			if (!isOrphan(error)) throw error;
		});
}

async function step(at: Store, history: History, hand: Hand): Promise<void> {
	const { random, project } = history;
	const dice = random();
	const mine = pick(hand.held, random);
	const late = pick(hand.lost, random);
	if (dice < 0.42) await claims(at, history, hand, 1 + Math.floor(random() * 4));
	else if (dice < 0.64 && mine) await submits(at, history, hand, mine);
	else if (dice < 0.69 && late) await submits(at, history, hand, late);
	else if (dice < 0.76 && mine) {
		hand.held = without(hand.held, mine);
		hand.lost.push(mine);
		await release(at, hand.who, mine.id, mine).catch(expected);
	} else if (dice < 0.83 && mine) {
		hand.held = without(hand.held, mine);
		await skip(at, hand.who, mine.id, mine, history.now).then(() => hand.done.add(itemOf(mine)), expected);
	} else if (dice < 0.87 && (late ?? mine)) {
		const which = late ?? mine;
		if (which) await renew(at, hand.who, which.id, which, history.now).catch(expected);
	} else if (dice < 0.93) history.now += LEASE_MS * 0.4;
	else if (dice < 0.95)
		await addItems(at, project, some(1 + Math.floor(random() * 3), Math.floor(random() * 3)));
	else if (dice < 0.97) await scores(at, history);
	else if (dice < 0.985) {
		if (history.withdraws) await withdrawsSome(at, history);
	} else if (history.changesSettings) {
		const overlap = 1 + Math.floor(random() * 4);
		history.most = Math.max(history.most, overlap);
		const order = pick([...orders], random);
		await at.write((tx) =>
			tx.query(
				'update project set settings = $2 where id = $1',
				project.id,
				JSON.stringify({ ...project.settings, overlap, order })
			)
		);
		await recount(at, project.id);
	}
}

const truth = (store: Store, projectId: string) =>
	store.read.query<PlaceRow & { live: number; given: number }>(
		`select item_id, open, leased, counted, overlap,
			(select count(*) from assignment a where a.item_id = place.item_id and a.state = 'leased') as live,
			(select count(*) from judgment j where j.item_id = place.item_id and j.project_id = $1
				and j.supersedes is null and j.counted) as given
		from place where project_id = $1`,
		projectId
	);

const seatsOf = (store: Store, projectId: string) =>
	store.read.query(
		`select user_id, sum(served) as served, sum(submitted) as submitted, sum(counted) as counted,
			sum(skipped) as skipped, sum(dwell_ms) as dwell from seat where project_id = $1
		group by user_id order by user_id`,
		projectId
	);

/** What must hold whenever nobody is in the middle of an act. */
async function check(store: Store, { project, most }: History): Promise<void> {
	const items = await store.read.query('select id from item where project_id = $1', project.id);
	const places = await truth(store, project.id);
	expect(places).toHaveLength(items.length);
	for (const place of places) {
		const { open, leased, counted, overlap, live, given } = place;
		expect({ leased, counted }, place.item_id).toEqual({ leased: Number(live), counted: Number(given) });
		expect(open, place.item_id).toBe(Math.max(0, overlap - counted - leased));
		expect(counted, place.item_id).toBeLessThanOrEqual(most);
	}
	const before = [await placesOf(store, project.id), await seatsOf(store, project.id)];
	await rebuildQueue(store, project);
	expect([await placesOf(store, project.id), await seatsOf(store, project.id)]).toEqual(before);
}

/** All leases lapse, then everybody works until nothing comes any more. */
async function drain(history: History): Promise<void> {
	history.now += LEASE_MS * 100;
	for (let again = true; again;) {
		again = false;
		for (const [i, hand] of history.hands.entries()) {
			const at = stores[i % 2 ? 1 : 0];
			for (;;) {
				const assignments = await claims(at, history, hand, 10);
				if (assignments.length === 0) break;
				again = true;
				for (const mine of assignments) await submits(at, history, hand, mine);
			}
		}
	}
}

async function live(seed: number): Promise<void> {
	const random = randomOf(seed);
	const overlap = 1 + Math.floor(random() * 3);
	const project = await makeProject(stores[0], {
		overlap,
		lease_minutes: LEASE_MS / 60_000,
		order: pick([...orders], random) ?? 'imported'
	});
	await addItems(stores[0], project, some(4 + Math.floor(random() * 14)));
	const hands = people
		.slice(0, 2 + Math.floor(random() * (people.length - 1)))
		.map((who): Hand => ({ who, held: [], lost: [], done: new Set() }));
	const history: History = {
		project,
		now: 1_000_000,
		hands,
		most: overlap,
		random,
		changesSettings: seed % 3 === 0,
		withdraws: seed % 2 === 0
	};
	await Promise.all(
		hands.map(async (hand, i) => {
			for (let n = 0; n < STEPS; n++) await step(stores[i % 2 ? 1 : 0], history, hand);
		})
	);
	await check(stores[0], history);
	await drain(history);
	await check(stores[0], history);
	for (const place of await placesOf(stores[0], project.id))
		if (place.counted < place.overlap)
			for (const { who, done } of hands)
				expect(done.has(place.item_id), `${place.item_id} is open and ${who.name} never got it`).toBe(true);
}

/** Lives that share nothing but the database: side by side they wait less. */
const LANES = 3;

it(`keeps the promises of the queue in ${histories} random histories`, { timeout: 900_000 }, async () => {
	const first = Number(process.env.ASSENT_SEED ?? 0);
	let next = first;
	const lane = async () => {
		while (next < first + histories) {
			const seed = next++;
			await live(seed).catch((error: unknown) => {
				throw new Error(`History ${seed}: ${String(error)}`, { cause: error });
			});
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
});
