/**
 * Sides over the real queue, in random histories: people claim one or several at once, submit, skip, release, let
 * leases lapse, while items of two, three and four responses come in, are withdrawn and opened again.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { release, skip } from '#lib/queue/assignment.server.ts';
import type { Handed } from '#lib/queue/claim.server.ts';
import type { Desk } from '#lib/queue/desk.server.ts';
import { rebuildQueue } from '#lib/queue/rebuild.server.ts';
import { recount } from '#lib/queue/recount.server.ts';
import { withdraw } from '#lib/queue/withdraw.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	addItems,
	makePerson,
	makeProject,
	plainDesk,
	queueOf,
	randomOf,
	some,
	inDispute
} from '../../../test/setup/queue.ts';
import { histories } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { desk } from './desk.server.ts';
import { responseIds } from '#lib/form/responses.ts';

let stores: [Store, Store];
let people: Person[];
beforeAll(async () => {
	const store = await freshStore();
	stores = [store, await joinStore(store.url)];
	people = await Promise.all(Array.from({ length: 6 }, () => makePerson(store)));
});

type Shown = { id: string; first: number; many: number };
/** Arranges as alignment does, and tells which place of the file stands first. */
const telling: Desk<Shown> = {
	...plainDesk,
	arrange: desk.arrange,
	show: (_, tasks) =>
		Promise.resolve(
			tasks.map(({ itemId, payload, shown }) => {
				const ids = responseIds(payload);
				return { id: itemId, first: ids.indexOf(shown?.[0] ?? ''), many: ids.length };
			})
		)
};

const pair = (many: number) => ({
	prompt: 'Which?',
	responses: Array.from({ length: many }, (_, i) => ({ id: `r${i}`, text: `Answer ${i}` }))
});

type Hand = { who: Person; held: Handed<Shown>[]; known: Set<string>; firsts: Map<number, number[]> };
type History = { project: ProjectRow; hands: Hand[]; random: () => number; now: number; sides: number[] };

const LEASE_MS = 60_000;
const lapsed = (error: unknown) => {
	if (!(error instanceof Refusal)) throw error;
};

/** How often each place of the file stood first, of items with so many responses: at most one apart. */
function note(history: History, hand: Hand, { id, item: { first, many } }: Handed<Shown>): void {
	if (hand.known.has(id)) return;
	hand.known.add(id);
	const firsts = hand.firsts.get(many) ?? Array.from({ length: many }, () => 0);
	firsts[first] = (firsts[first] ?? 0) + 1;
	hand.firsts.set(many, firsts);
	expect(Math.max(...firsts) - Math.min(...firsts), `${hand.who.name} of ${many}`).toBeLessThanOrEqual(1);
	if (many === 2) history.sides[first] = (history.sides[first] ?? 0) + 1;
}

async function act(store: Store, history: History, hand: Hand): Promise<void> {
	const { project, random } = history;
	const queue = queueOf(store, project, telling);
	const dice = random();
	const mine = hand.held[Math.floor(random() * hand.held.length)];
	const drop = () => (hand.held = hand.held.filter((held) => held !== mine));
	if (dice < 0.5) {
		const count = random() < 0.5 ? 1 : 1 + Math.floor(random() * 10);
		hand.held = (await queue.claim(hand.who, count, history.now)).assignments;
		for (const handed of hand.held) note(history, hand, handed);
	} else if (dice < 0.72 && mine) {
		drop();
		await queue.submit(hand.who, mine, { a: 1 }, history.now).catch(lapsed);
	} else if (dice < 0.8 && mine) {
		drop();
		await skip(store, hand.who, mine.id, mine, history.now).catch(lapsed);
	} else if (dice < 0.88 && mine) {
		drop();
		await release(store, hand.who, mine.id, mine).catch(lapsed);
	} else if (dice < 0.92) history.now += LEASE_MS * 0.6;
	else if (dice < 0.96) await addItems(store, project, some(3), pair(2 + Math.floor(random() * 3)));
	else if (dice < 0.98) {
		const rows = await store.read.query<{ id: string }>(
			'select id from item where project_id = $1 order by id desc limit 3',
			project.id
		);
		const ids = rows.map(({ id }) => id);
		await store.write((tx) => withdraw(store, tx, project.id, ids, history.now));
	} else if (dice < 0.99) await rebuildQueue(store, project, inDispute);
	else {
		const settings = { ...project.settings, overlap: 1 + Math.floor(random() * 4) };
		await store.write((tx) =>
			tx.query('update project set settings = $2 where id = $1', project.id, JSON.stringify(settings))
		);
		await recount(store, project.id);
	}
}

async function begin(seed: number, many: number): Promise<History> {
	const random = randomOf(seed);
	const project = await makeProject(stores[0], {
		overlap: 1 + Math.floor(random() * 3),
		lease_minutes: LEASE_MS / 60_000
	});
	for (const size of [2, 3, 2, 4, 2]) await addItems(stores[0], project, some(6), pair(size));
	const hands = people
		.slice(0, many)
		.map((who): Hand => ({ who, held: [], known: new Set(), firsts: new Map() }));
	return { project, hands, random, now: 1_000_000, sides: [0, 0] };
}

describe('in random histories, each response stands first as often as any other', () => {
	it('for each person, whatever happens at once', { timeout: 300_000 }, async () => {
		for (let seed = 0; seed < histories / 5; seed++) {
			const history = await begin(seed, 5);
			await Promise.all(
				history.hands.map(async (hand, i) => {
					for (let n = 0; n < 30; n++) await act(stores[i % 2 ? 1 : 0], history, hand);
				})
			);
			const handed = history.hands.reduce((sum, { known }) => sum + known.size, 0);
			expect(handed).toBeGreaterThan(20);
		}
	});

	it('and for the whole project, when up to six people claim one after the other', async () => {
		for (let seed = 0; seed < histories / 10; seed++) {
			const many = 1 + (seed % 6);
			const history = await begin(1000 + seed, many);
			for (let n = 0; n < 120; n++) {
				const hand = history.hands[Math.floor(history.random() * many)];
				if (!hand) continue;
				await act(stores[n % 2 ? 1 : 0], history, hand);
				const [left = 0, right = 0] = history.sides;
				if ((left + right) % 2 === 0)
					expect(Math.abs(left - right) / 2, `history ${seed}`).toBeLessThanOrEqual(1);
			}
		}
	});
});
