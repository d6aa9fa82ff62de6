/**
 * The judgments of a project as columns of numbers, kept and added to, so that what is counted of people costs as much
 * as what is new. Of each person and item the latest stands. What an item's judgments come to is worked out again where
 * one was added, and nowhere else.
 */
import type { Question } from '#lib/form/kind.ts';
import { nearness, type Ballot } from './ballot.ts';

export type Judgment = {
	item: string;
	rater: string;
	at: number;
	dwellMs: number | null;
	/** whether it takes the place of an earlier one */
	revises: boolean;
	/** null of what counts not beside others', or says nothing that can be compared */
	ballot: Ballot | null;
};

/** Times that are looked at, the latest of each person. */
export const MOST_TIMES = 200;
/** Of an item that very many judged so many are compared, those who came first. */
const MOST_COMPARED = 64;

/** What one judgment comes to beside the others of its item. */
export type Beside = {
	/** mean nearness to the others, 0 to 1 */
	agreed: number;
	/** how many others */
	others: number;
	/** how near those others are to each other; null of fewer than two */
	among: number | null;
};

export type Entry = {
	item: number;
	rater: number;
	at: number;
	/** a number of `ballots` */
	said: number;
	beside: Beside | null;
};

export type Timed = { item: number; dwellMs: number };
export type Own = {
	name: string;
	/** all that they gave, whatever it was for */
	judgments: number;
	latest: number;
	weeks: Map<number, number>;
	entries: Entry[];
	timed: Timed[];
};

export const WEEK_MS = 7 * 86_400_000;

export function hearing(question: Question | null) {
	const items: { id: string; entries: Entry[] }[] = [];
	const itemNumbers = new Map<string, number>();
	const people: Own[] = [];
	const personNumbers = new Map<string, number>();
	const ballots: Ballot[] = [];
	const ballotNumbers = new Map<string, number>();
	const changed = new Set<number>();
	const near = new Map<number, number>();

	const itemOf = (id: string): number => {
		let found = itemNumbers.get(id);
		if (found === undefined) {
			itemNumbers.set(id, (found = items.length));
			items.push({ id, entries: [] });
		}
		return found;
	};
	const personOf = (name: string): number => {
		let found = personNumbers.get(name);
		if (found === undefined) {
			personNumbers.set(name, (found = people.length));
			people.push({ name, judgments: 0, latest: 0, weeks: new Map(), entries: [], timed: [] });
		}
		return found;
	};
	/** Sides are part of it: who prefers the same response may have seen it elsewhere. */
	const sayingOf = (ballot: Ballot): number => {
		const { sides } = ballot;
		const key = sides ? `${ballot.text} ${sides.first} ${sides.last}` : ballot.text;
		let found = ballotNumbers.get(key);
		if (found === undefined) {
			ballotNumbers.set(key, (found = ballots.length));
			ballots.push(ballot);
		}
		return found;
	};
	const nearOf = (a: number, b: number): number => {
		if (a === b) return 1;
		const [one, other] = [ballots[a], ballots[b]];
		if (!one || !other || !question) return 0;
		// What means something on one item alone is hardly ever asked about twice.
		if (!one.general || !other.general) return nearness(question, one, other);
		const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
		let found = near.get(key);
		if (found === undefined) near.set(key, (found = nearness(question, one, other)));
		return found;
	};

	function compare(own: Entry[]): void {
		const many = own.length;
		const sums = new Float64Array(many);
		let all = 0;
		for (let i = 0; i < many; i++)
			for (let j = i + 1; j < many; j++) {
				const found = nearOf(own[i]?.said ?? 0, own[j]?.said ?? 0);
				sums[i] = (sums[i] ?? 0) + found;
				sums[j] = (sums[j] ?? 0) + found;
				all += found;
			}
		for (const [i, entry] of own.entries()) {
			const [sum, rest] = [sums[i] ?? 0, ((many - 1) * (many - 2)) / 2];
			entry.beside =
				many < 2
					? null
					: { agreed: sum / (many - 1), others: many - 1, among: rest > 0 ? (all - sum) / rest : null };
		}
	}

	return {
		items,
		people,
		ballots,
		nearOf,
		personOf: (name: string): Own | null => people[personNumbers.get(name) ?? -1] ?? null,
		add({ item, rater, at, dwellMs, revises, ballot }: Judgment): void {
			const number = personOf(rater);
			const own = people[number];
			const where = itemOf(item);
			const judged = items[where];
			if (!own || !judged) return;
			own.latest = Math.max(own.latest, at);
			if (!revises) {
				own.judgments++;
				const week = Math.floor(at / WEEK_MS);
				own.weeks.set(week, (own.weeks.get(week) ?? 0) + 1);
				if (dwellMs !== null) own.timed.push({ item: where, dwellMs });
				if (own.timed.length >= 2 * MOST_TIMES) own.timed.splice(0, own.timed.length - MOST_TIMES);
			}
			if (ballot === null) return;
			const said = sayingOf(ballot);
			const before = judged.entries.find((one) => one.rater === number);
			if (before && before.at > at) return;
			if (before) {
				judged.entries = judged.entries.filter((one) => one !== before);
				own.entries = own.entries.filter((one) => one !== before);
			}
			const entry: Entry = { item: where, rater: number, at, said, beside: null };
			judged.entries.push(entry);
			own.entries.push(entry);
			changed.add(where);
		},
		/** Works out what changed. @param pause called now and then */
		async settle(pause: () => Promise<void>): Promise<void> {
			let done = 0;
			for (const where of changed) {
				compare((items[where]?.entries ?? []).slice(0, MOST_COMPARED));
				changed.delete(where);
				if (++done % 5_000 === 0) await pause();
			}
		},
		/** what the others of an entry's item said */
		othersOf: ({ item, rater }: Entry): number[] =>
			(items[item]?.entries ?? [])
				.slice(0, MOST_COMPARED)
				.flatMap((one) => (one.rater === rater ? [] : [one.said]))
	};
}
export type Heard = ReturnType<typeof hearing>;
