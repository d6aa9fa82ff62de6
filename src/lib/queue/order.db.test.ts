/**
 * What a claim hands out, step by step, against a model that knows no cursor, window or band index: it looks at
 * every place each time and takes the first in order that this person has nothing to do with.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	addItems,
	itemOf,
	makePerson,
	makeProject,
	queueOf,
	randomOf,
	scoreItem
} from '../../../test/setup/queue.ts';
import { rounds } from '../../../test/setup/rounds.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { release, skip } from './assignment.server.ts';
import type { Handed } from './claim.server.ts';

const LEASE_MS = 60_000;
const STEPS = 120;

/** passed: lost, and full when its person came back; should it open again, it is found at the tail */
type State = 'leased' | 'lost' | 'passed' | 'done';
type Mine = { item: string; state: State; due: number; made: number };
/** score: of the least sure model, once one has looked at it */
type Place = { item: string; band: number; rank: number; counted: number; score?: number };

/** The rules of the queue in as few words as they have. */
class Model {
	readonly places: Place[] = [];
	readonly mine = new Map<string, Mine[]>();
	readonly overlap: number;
	#next = 1;
	#made = 0;

	constructor(overlap: number) {
		this.overlap = overlap;
	}
	of = (who: string): Mine[] => {
		if (!this.mine.has(who)) this.mine.set(who, []);
		return this.mine.get(who) ?? [];
	};
	#live = (item: string) =>
		[...this.mine.values()].flat().filter((m) => m.item === item && m.state === 'leased').length;
	open = ({ item, counted }: Place) => this.overlap - counted - this.#live(item);
	placeOf = (item: string): Place => {
		const found = this.places.find((p) => p.item === item);
		if (!found) throw new Error(`no place for ${item}`);
		return found;
	};
	enter(item: string, band: number): void {
		this.places.push({ item, band, rank: this.#next++, counted: 0 });
	}
	/** A lease ends without an answer. A place that was full goes to the tail. */
	end(mine: Mine, state: State): void {
		const place = this.placeOf(mine.item);
		const wasFull = this.open(place) === 0;
		mine.state = state;
		if (wasFull) place.rank = this.#next++;
	}
	/** The least sure model decides, and none is not sure at all. What changes its band goes to the tail of the new one. */
	score(place: Place, score: number, counts: boolean): void {
		place.score = Math.min(place.score ?? 1, score);
		const band = Math.min(9, Math.floor(place.score * 10));
		if (counts && band !== place.band) Object.assign(place, { band, rank: this.#next++ });
	}
	submit(mine: Mine): void {
		this.placeOf(mine.item).counted++;
		mine.state = 'done';
	}
	claim(who: string, count: number, now: number): string[] {
		const own = this.of(who);
		const held = own
			.filter((m) => m.state === 'leased')
			.toSorted((a, b) => a.made - b.made)
			.slice(0, count);
		for (const m of held) m.due = now + LEASE_MS;
		if (held.length === count) return held.map((m) => m.item);
		const due = [...this.mine.entries()]
			.flatMap(([name, list]) => (name === who ? [] : list))
			.filter((m) => m.state === 'leased' && m.due < now)
			.toSorted((a, b) => a.due - b.due || a.made - b.made);
		for (const m of due.slice(0, 8)) this.end(m, 'lost');
		const lost = own.filter((m) => m.state === 'lost').toSorted((a, b) => a.made - b.made);
		const taken = held.map((m) => m.item);
		const take = (mine: Mine) => {
			Object.assign(mine, { state: 'leased', due: now + LEASE_MS });
			taken.push(mine.item);
		};
		for (const m of lost) {
			if (taken.length === count) break;
			if (this.open(this.placeOf(m.item)) > 0) take(m);
			else m.state = 'passed';
		}
		const inOrder = this.places.toSorted((a, b) => a.band - b.band || a.rank - b.rank);
		for (const place of inOrder) {
			if (taken.length === count) break;
			const known = own.find((m) => m.item === place.item);
			if (this.open(place) <= 0 || known?.state === 'leased' || known?.state === 'done') continue;
			const mine = known ?? { item: place.item, state: 'lost' as const, due: 0, made: this.#made++ };
			if (!known) own.push(mine);
			take(mine);
		}
		return taken;
	}
}

let store: Store;
let people: Person[];
beforeAll(async () => {
	store = await freshStore();
	people = await Promise.all(Array.from({ length: 4 }, () => makePerson(store)));
});

async function live(seed: number): Promise<void> {
	const random = randomOf(seed * 31 + 7);
	const overlap = 1 + Math.floor(random() * 3);
	const order = (['imported', 'priority', 'uncertainty'] as const)[seed % 3] ?? 'imported';
	const project = await makeProject(store, { overlap, order, lease_minutes: 1 });
	const queue = queueOf(store, project);
	const model = new Model(overlap);
	const tokens = new Map<string, Handed>();
	let now = 1_000_000;
	const enter = async (many: number) => {
		const priorities = Array.from({ length: many }, () => Math.floor(random() * 3) * 4);
		const ids = await addItems(store, project, priorities);
		const bands = {
			imported: () => 9,
			priority: (i: number) => 9 - (priorities[i] ?? 0),
			uncertainty: () => 0
		};
		ids.forEach((id, i) => model.enter(id, bands[order](i)));
	};
	await enter(30);
	for (let n = 0; n < STEPS; n++) {
		const who = people[Math.floor(random() * people.length)];
		if (!who) continue;
		const leased = model.of(who.id).filter((m) => m.state === 'leased');
		const mine = leased[Math.floor(random() * leased.length)];
		const handed = mine && tokens.get(`${who.id} ${mine.item}`);
		const dice = random();
		// Leases of one moment would run out in no order at all.
		now += 1;
		if (dice < 0.45 || !mine || !handed) {
			const count = 1 + Math.floor(random() * 5);
			const want = model.claim(who.id, count, now);
			const { assignments } = await queue.claim(who, count, now);
			expect(assignments.map(itemOf), `history ${seed}, step ${n}`).toEqual(want);
			for (const a of assignments) tokens.set(`${who.id} ${itemOf(a)}`, a);
		} else if (dice < 0.75) {
			model.submit(mine);
			await queue.submit(who, handed, { a: 1 }, now);
		} else if (dice < 0.82) {
			model.end(mine, 'done');
			await skip(store, who, handed.id, handed, now);
		} else if (dice < 0.9) {
			model.end(mine, 'lost');
			await release(store, who, handed.id, handed);
		} else if (dice < 0.93) now += LEASE_MS * 0.6;
		else if (dice < 0.97) {
			const place = model.places[Math.floor(random() * model.places.length)];
			const score = Math.floor(random() * 40) / 40;
			if (!place) continue;
			await scoreItem(store, project, place.item, score);
			model.score(place, score, order === 'uncertainty');
		} else await enter(1 + Math.floor(random() * 4));
	}
}

it(`is what the rules say, in ${rounds} histories step by step`, { timeout: 300_000 }, async () => {
	for (let seed = 0; seed < rounds; seed++) await live(seed);
});
