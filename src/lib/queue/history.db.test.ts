/**
 * Random histories: several people claim, submit, skip, release, renew, let leases lapse and answer late, all at
 * once and from two servers, while items come in, are scored and withdrawn, become gold and are none any more, leads
 * give final answers, take them back and send items back, people are trained, paused and let go on, and the overlap, the order and what is left out change. Afterwards the promises
 * hold.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isOrphan, type Store, type Tx } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import {
	addGold,
	addItems,
	itemOf,
	makePerson,
	pairDesk,
	RIGHT,
	WRONG,
	makeProject,
	placesOf,
	queueOf,
	randomOf,
	scoreItem,
	some,
	type PlaceRow,
	inDispute
} from '../../../test/setup/queue.ts';
import { histories } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { release, renew, skip } from './assignment.server.ts';
import type { Handed } from './claim.server.ts';
import { dueOf, falls } from './due.ts';
import { setGold } from './gold.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';
import { askAgain } from './review.server.ts';
import { endRounds, lockItem, rule } from './ruling.server.ts';
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

const orders = ['imported', 'priority', 'uncertainty', 'balanced'] as const;
/** Items compare one of three pairs of models, or none. */
const pairs = [
	['ant', 'bee'],
	['bee', 'cat'],
	['cat', 'ant'],
	['', '']
];
const payloadOf = (random: () => number) => {
	const [a = '', b = ''] = pick(pairs, random) ?? [];
	return {
		text: 'x',
		responses: [
			{ id: 'a', text: 'x', model: a },
			{ id: 'b', text: 'y', model: b }
		]
	};
};

/** `done`: items that they answered or skipped as work; `work`: assignments that are work, which nobody can tell */
/** `again`: items that they looked at again */
type Hand = {
	who: Person;
	held: Handed[];
	lost: Handed[];
	done: Set<string>;
	work: Set<string>;
	again: Set<string>;
};
type History = {
	project: ProjectRow;
	now: number;
	hands: Hand[];
	/** the largest overlap or cap that was ever set */
	most: number;
	random: () => number;
	changesSettings: boolean;
	withdraws: boolean;
	/** items become gold meanwhile, and are none any more */
	turnsGold: boolean;
	/** leads give final answers and send items back */
	rules: boolean;
};

const pick = <T>(list: T[], random: () => number): T | undefined => list[Math.floor(random() * list.length)];
const without = (list: Handed[], { id }: Handed) => list.filter((a) => a.id !== id);

/** Answered or skipped, as work or once more. */
function finished(hand: Hand, mine: Handed): void {
	if (mine.purpose === 'review') hand.again.add(itemOf(mine));
	else if (hand.work.has(mine.id)) hand.done.add(itemOf(mine));
}

/** What each is in truth: on the wire all is work. */
async function purposesOf(at: Store, handed: Handed[]): Promise<{ id: string; purpose: string }[]> {
	if (handed.some(({ purpose }) => !['work', 'review'].includes(purpose)))
		throw new Error('the wire tells a purpose');
	// In a write: on SQLite what was handed out may stand in the same commit.
	return at.write(async (tx) => {
		const found: { id: string; purpose: string }[] = [];
		for (const { id } of handed)
			found.push(
				...(await tx.query<{ id: string; purpose: string }>(
					'select id, purpose from assignment where id = $1',
					id
				))
			);
		return found;
	});
}

/** Claims, and checks at once that nothing comes back that was answered or skipped before the claim. */
async function claims(at: Store, history: History, hand: Hand, count: number): Promise<Handed[]> {
	const before = new Set(hand.done);
	const { assignments } = await queueOf(at, history.project, pairDesk).claim(hand.who, count, history.now);
	for (const { id, purpose } of await purposesOf(at, assignments)) if (purpose === 'work') hand.work.add(id);
	for (const handed of assignments)
		if (before.has(itemOf(handed)) && hand.work.has(handed.id))
			throw new Error(`${itemOf(handed)} was handed out again`);
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
		const answers = history.random() < 0.7 ? RIGHT : WRONG;
		await queueOf(at, history.project, pairDesk).submit(hand.who, mine, answers, history.now);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		// The clock goes on meanwhile, by the hands of others: what is live now was live all the time.
		const held = inHand && Date.parse(mine.leased_until) > history.now;
		return assertWithdrawn(at, error, mine, held);
	}
	finished(hand, mine);
}

/** Refused as it should be: the assignment is answered, lost, in a newer page, or its item was withdrawn. */
const expected = (error: unknown) => {
	const codes = ['conflict', 'lease_lost', 'bad_token', 'not_found', 'training'];
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

/** A lead makes an item gold, or says that it is none any more; it may be withdrawn at this moment. */
async function turnsGold(at: Store, { project, random }: History): Promise<void> {
	const rows = await at.read.query<{ id: string }>('select id from item where project_id = $1', project.id);
	const item = pick(rows, random);
	const gold = random() < 0.6 ? { answers: RIGHT, reason: null } : null;
	if (item) await at.write((tx) => setGold(at, tx, project.id, item.id, gold, () => Promise.resolve('none')));
}

/** A lead gives an item its final answer, takes it back, or sends it back; it may be withdrawn at this moment. */
async function rulesOver(at: Store, { project, random, now, hands }: History): Promise<void> {
	const rows = await at.read.query<{ id: string }>('select id from item where project_id = $1', project.id);
	const item = pick(rows, random);
	if (!item) return;
	const dice = random();
	const asked = hands.filter(() => random() < 0.4).map(({ who }) => who.id);
	await at
		.write(async (tx) => {
			await lockItem(at, tx, item.id);
			await tx.query('delete from resolution where item_id = $1', item.id);
			if (dice < 0.3) return rule(tx, project.id, item.id, await stillAsked(tx, item.id));
			await endRounds(tx, item.id, 'none', now);
			if (dice < 0.6) {
				await tx.query(
					`insert into resolution (item_id, project_id, answers, user_id, event_id, at)
					values ($1, $2, '{}', $3, 'none', 1)`,
					item.id,
					project.id,
					people[0]?.id ?? ''
				);
				return rule(tx, project.id, item.id, 'final');
			}
			const [last] = await tx.query<{ round: number | null }>(
				'select max(round) as round from send_back where item_id = $1',
				item.id
			);
			const round = Number(last?.round ?? 0) + 1;
			if (asked.length === 0) return rule(tx, project.id, item.id, null);
			await tx.query(
				`insert into send_back (item_id, round, project_id, user_id, comment, event_id, at)
				values ($1, $2, $3, $4, 'look again', 'none', 1)`,
				item.id,
				round,
				project.id,
				people[0]?.id ?? ''
			);
			for (const userId of asked)
				await askAgain(tx, project, { itemId: item.id, round, userId, shown: ['a', 'b'] }, now);
			await rule(tx, project.id, item.id, 'sent_back');
		})
		.catch(expected);
}
async function stillAsked(tx: Tx, itemId: string): Promise<'sent_back' | null> {
	const [open] = await tx.query('select 1 from send_back where item_id = $1 and ended_at is null', itemId);
	return open ? 'sent_back' : null;
}

/** A lead lets a person go on, and try the training again. */
const letsGoOn = (at: Store, { project, now }: History, { who }: Hand): Promise<unknown> =>
	at.write((tx) =>
		tx.query(
			`update seat set paused_at = null, resumed_at = $3, spared = spared + 1
			where project_id = $1 and user_id = $2 and band = 9`,
			project.id,
			who.id,
			now
		)
	);

async function step(at: Store, history: History, hand: Hand): Promise<void> {
	const { random, project } = history;
	if (history.rules && random() < 0.12) return rulesOver(at, history);
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
		await skip(at, hand.who, mine.id, mine, history.now).then(() => {
			finished(hand, mine);
		}, expected);
	} else if (dice < 0.87 && (late ?? mine)) {
		const which = late ?? mine;
		if (which) await renew(at, hand.who, which.id, which, history.now).catch(expected);
	} else if (dice < 0.93) history.now += LEASE_MS * 0.4;
	else if (dice < 0.95)
		await addItems(
			at,
			project,
			some(1 + Math.floor(random() * 3), Math.floor(random() * 3)),
			payloadOf(random),
			null,
			{ identical: random() < 0.15, selfNaming: random() < 0.4 }
		);
	else if (dice < 0.97) await scores(at, history);
	else if (dice < 0.98) {
		if (history.withdraws) await withdrawsSome(at, history);
	} else if (dice < 0.985) await letsGoOn(at, history, hand);
	else if (dice < 0.99) {
		if (history.turnsGold) await turnsGold(at, history);
	} else if (history.changesSettings) {
		const overlap = 1 + Math.floor(random() * 4);
		const overlap_cap = random() < 0.5 ? null : overlap + Math.floor(random() * 3);
		history.most = Math.max(history.most, overlap_cap ?? overlap);
		const order = pick([...orders], random);
		const self_naming = pick(['keep', 'redact', 'skip'], random);
		await at.write((tx) =>
			tx.query(
				'update project set settings = $2 where id = $1',
				project.id,
				JSON.stringify({ ...project.settings, overlap, overlap_cap, order, self_naming })
			)
		);
		await recount(at, project.id, { disputed: inDispute });
	}
}

const truth = (store: Store, projectId: string) =>
	store.read.query<
		PlaceRow & {
			live: number;
			given: number;
			gold: boolean | number;
			identical: boolean | number;
			named: string | null;
			settings: string;
			ruling: string | null;
			final: boolean | number;
			again: boolean | number;
		}
	>(
		`select item_id, open, leased, counted, overlap, left_out, ruling,
			(select at from resolution r where r.item_id = place.item_id) is not null as final,
			(select at from send_back s where s.item_id = place.item_id and s.ended_at is null) is not null as again,
			(select identical from item where item.id = place.item_id) as identical,
			(select self_naming from item where item.id = place.item_id) as named,
			(select settings from project where id = $1) as settings,
			(select count(*) from assignment a where a.item_id = place.item_id and a.state = 'leased'
				and a.purpose = 'work') as live,
			(select count(*) from judgment j where j.item_id = place.item_id and j.project_id = $1
				and j.supersedes is null and j.counted) as given,
			(select gold from item where item.id = place.item_id) is not null as gold
		from place where project_id = $1`,
		projectId
	);

const seatsOf = (store: Store, projectId: string) =>
	store.read.query(
		`select user_id, sum(served) as served, sum(submitted) as submitted, sum(counted) as counted,
			sum(skipped) as skipped, sum(dwell_ms) as dwell, sum(gold) as gold, sum(repeats) as repeats from seat where project_id = $1
		group by user_id order by user_id`,
		projectId
	);

type Given = { user_id: string; item_id: string; purpose: 'work' | 'gold' | 'repeat'; shown: string };

/** What checks people never counts, comes as often as it should, and a repeat has its sides turned round. */
async function checkChecks(store: Store, { project, withdraws }: History): Promise<void> {
	const counted = await store.read.query(
		"select id from judgment where project_id = $1 and counted and purpose in ('gold', 'repeat')",
		project.id
	);
	expect(counted).toEqual([]);
	const handed = await store.read.query<Given>(
		`select user_id, item_id, purpose, shown from assignment
		where project_id = $1 and round > 0 and purpose <> 'review' order by id`,
		project.id
	);
	const { gold_rate: gold, swap_rate: repeat } = project.settings;
	for (const list of Map.groupBy(handed, ({ user_id: id }) => id).values()) {
		const count = (purpose: string) => list.filter((row) => row.purpose === purpose).length;
		// Where nothing was taken back, each stands at the number at which it was due.
		for (const [i, { purpose }] of withdraws ? [] : list.entries())
			if (purpose !== 'work') expect(dueOf(i + 1, { gold, repeat })).toBe(purpose);
		if (!withdraws) expect(count('gold')).toBeLessThanOrEqual(Math.floor(list.length * gold));
		if (!falls(1, repeat)) expect(count('repeat')).toBeLessThanOrEqual(count('work'));
		for (const { item_id: item, shown } of list.filter(({ purpose }) => purpose === 'repeat')) {
			const first = list.find((row) => row.item_id === item && row.purpose === 'work');
			expect((JSON.parse(shown) as string[]).toReversed()).toEqual(JSON.parse(first?.shown ?? '[]'));
		}
	}
}

/** What must hold whenever nobody is in the middle of an act. */
async function check(store: Store, history: History): Promise<void> {
	const { project, most } = history;
	await checkChecks(store, history);
	const items = await store.read.query('select id from item where project_id = $1', project.id);
	const places = await truth(store, project.id);
	expect(places).toHaveLength(items.length);
	for (const place of places) {
		const { open, leased, counted, overlap, live, given, gold, identical, named, left_out: out } = place;
		expect({ leased, counted }, place.item_id).toEqual({ leased: Number(live), counted: Number(given) });
		const { self_naming: naming } = JSON.parse(place.settings) as ProjectSettings;
		const why = identical ? 'identical' : named !== null && naming === 'skip' ? 'self_naming' : null;
		expect(out, place.item_id).toBe(why);
		const ruling = place.final ? 'final' : place.again ? 'sent_back' : null;
		expect(place.ruling, place.item_id).toBe(ruling);
		const closed = out !== null || ruling === 'final';
		expect(open, place.item_id).toBe(closed ? 0 : Math.max(0, overlap - counted - leased));
		expect(counted, place.item_id).toBeLessThanOrEqual(most);
		if (gold) expect(overlap, `${place.item_id} is gold`).toBe(0);
		else expect(overlap, place.item_id).toBeGreaterThan(0);
	}
	const overdue = await store.read.query(
		`select id from assignment a where project_id = $1 and purpose = 'review' and state = 'leased'
			and not exists (select 1 from send_back s where s.item_id = a.item_id and s.round = a.round
				and s.ended_at is null)`,
		project.id
	);
	expect(overdue, 'held to look again, which nobody asks any more').toEqual([]);
	const before = [await placesOf(store, project.id), await seatsOf(store, project.id)];
	await rebuildQueue(store, project, inDispute);
	expect([await placesOf(store, project.id), await seatsOf(store, project.id)]).toEqual(before);
}

async function settingsOf(tx: Tx, projectId: string): Promise<ProjectSettings> {
	const [row] = await tx.query<{ settings: string }>('select settings from project where id = $1', projectId);
	return JSON.parse(row?.settings ?? '') as ProjectSettings;
}

/** All leases lapse, then everybody works until nothing comes any more; nobody is held up by what they answer. */
async function drain(history: History): Promise<void> {
	history.now += LEASE_MS * 100;
	const { project } = history;
	await stores[0].write(async (tx) => {
		await tx.query(
			'update project set settings = $2 where id = $1',
			project.id,
			JSON.stringify({ ...(await settingsOf(tx, project.id)), pause_below: 0 })
		);
		await tx.query(
			'update seat set paused_at = null, trained_at = $2 where project_id = $1 and band = 9',
			project.id,
			history.now
		);
	});
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
	const overlap_cap = random() < 0.5 ? null : overlap + Math.floor(random() * 3);
	const project = await makeProject(stores[0], {
		overlap,
		overlap_cap,
		lease_minutes: LEASE_MS / 60_000,
		order: pick([...orders], random) ?? 'imported',
		gold_rate: pick([0, 0.2, 0.35], random) ?? 0,
		swap_rate: pick([0, 0.15, 0.4], random) ?? 0,
		training_items: pick([0, 0, 2], random) ?? 0,
		pause_below: pick([0, 0, 0.6], random) ?? 0,
		pause_of: 3
	});
	await addItems(stores[0], project, some(2), { text: 'x' }, null, { selfNaming: true });
	for (let n = 4 + Math.floor(random() * 14); n > 0; n--)
		await addItems(stores[0], project, some(1), payloadOf(random));
	await addGold(stores[0], project, Math.floor(random() * 7));
	const hands = people
		.slice(0, 2 + Math.floor(random() * (people.length - 1)))
		.map((who): Hand => ({ who, held: [], lost: [], done: new Set(), work: new Set(), again: new Set() }));
	const history: History = {
		project,
		now: 1_000_000,
		hands,
		most: overlap_cap ?? overlap,
		random,
		changesSettings: seed % 3 === 0,
		withdraws: seed % 2 === 0,
		turnsGold: seed % 5 < 2,
		rules: seed % 4 > 0
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
		if (place.counted < place.overlap && place.left_out === null && place.ruling === null)
			for (const { who, done, again } of hands)
				expect(
					done.has(place.item_id) || again.has(place.item_id),
					`${place.item_id} is open and ${who.name} never got it`
				).toBe(true);
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
