/**
 * What people's judgments come to beside each other, kept as columns beside those of the project. Of each person and item
 * the latest stands. What an item's judgments come to is worked out again where one was added, and nowhere else.
 */
import { room, type Column } from '#lib/stats/growing.ts';
import { lists } from '#lib/stats/lists.ts';
import type { Json } from '#lib/schema/json.ts';
import { COUNTS, isLater, MODEL, REVISES, type Columns, type Ear } from '../columns.ts';
import { ballotOf, nearness, type Ballot } from './ballot.ts';

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
	/** what stands, in the order in which it came: made anew at each call */
	entries(): Entry[];
	timed: Timed[];
};

export const WEEK_MS = 7 * 86_400_000;

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });
const longs = (): Column<Float64Array> => ({ values: new Float64Array(0), length: 0 });

/** Ballots of the judgments of a project, each kept once. */
function ballotsOf({ shown, shownAs }: Columns, { question, said, answers }: Ear) {
	const ballots: Ballot[] = [];
	const numbers = new Map<string, number>();
	/** by answer and how it was shown: its number, or -1 where nothing was said that can be compared */
	const known: number[] = [];
	const places = lists();
	const numberOf = (ballot: Ballot): number => {
		// Sides are part of it: who prefers the same response may have seen it elsewhere.
		const { sides } = ballot;
		const key = sides ? `${ballot.text} ${sides.first} ${sides.last}` : ballot.text;
		let found = numbers.get(key);
		if (found === undefined) {
			numbers.set(key, (found = ballots.length));
			ballots.push(ballot);
		}
		return found;
	};
	return {
		ballots,
		of(judgment: number): number {
			const code = said.values[judgment] ?? -1;
			if (code < 0) return -1;
			const order = shown.values[judgment] ?? -1;
			const place = places.on(places.on(0, code), order);
			let found = known[place];
			if (found === undefined) {
				const answer = JSON.parse(answers.all[code] ?? 'null') as Json;
				const ballot = ballotOf(question, answer, shownAs.all[order] ?? null);
				known[place] = found = ballot ? numberOf(ballot) : -1;
			}
			return found;
		}
	};
}

/** @param ear of the question whose answers are compared; null where none is */
export function hearing(columns: Columns, ear: Ear | null) {
	const { item, rater, at, is, dwell, before, last, items, raters } = columns;
	const isHidden = (where: number): boolean => columns.erased.has(where);
	const heard = ear && ballotsOf(columns, ear);
	const ballots = heard?.ballots ?? [];
	const near = new Map<number, number>();
	/** by judgment: its ballot where it stands, or -1, and what it comes to */
	const [said, others] = [ints(), ints()];
	const [agreed, among] = [longs(), longs()];
	let upTo = 0;
	const people = new Map<string, Own>();

	const nearOf = (a: number, b: number): number => {
		if (a === b) return 1;
		const [one, other] = [ballots[a], ballots[b]];
		if (!one || !other || !ear) return 0;
		// What means something on one item alone is hardly ever asked about twice.
		if (!one.general || !other.general) return nearness(ear.question, one, other);
		const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
		let found = near.get(key);
		if (found === undefined) near.set(key, (found = nearness(ear.question, one, other)));
		return found;
	};

	/** What stands of an item, in the order in which it came. */
	const standingOf = (where: number): number[] => {
		const own: number[] = [];
		for (let j = last.values[where] ?? -1; j >= 0; j = before.values[j] ?? -1)
			if ((said.values[j] ?? -1) >= 0) own.push(j);
		return own.reverse();
	};

	function compare(where: number): void {
		const own = standingOf(where).slice(0, MOST_COMPARED);
		const many = own.length;
		const sums = new Float64Array(many);
		let all = 0;
		for (let i = 0; i < many; i++)
			for (let j = i + 1; j < many; j++) {
				const found = nearOf(said.values[own[i] ?? 0] ?? 0, said.values[own[j] ?? 0] ?? 0);
				sums[i] = (sums[i] ?? 0) + found;
				sums[j] = (sums[j] ?? 0) + found;
				all += found;
			}
		const rest = ((many - 1) * (many - 2)) / 2;
		for (const [i, j] of own.entries()) {
			others.values[j] = many - 1;
			agreed.values[j] = many < 2 ? 0 : (sums[i] ?? 0) / (many - 1);
			among.values[j] = rest > 0 ? (all - (sums[i] ?? 0)) / rest : -1;
		}
	}

	/** As in consensus, what filled a place or was imported: gold, repeats and extras stand beside nobody's. */
	function hear(judgment: number): void {
		said.values[judgment] = -1;
		others.values[judgment] = 0;
		if (((is.values[judgment] ?? 0) & (COUNTS | MODEL)) !== COUNTS || isHidden(item.values[judgment] ?? 0))
			return;
		const ballot = heard?.of(judgment) ?? -1;
		if (ballot < 0) return;
		for (let j = before.values[judgment] ?? -1; j >= 0; j = before.values[j] ?? -1) {
			if ((said.values[j] ?? -1) < 0 || rater.values[j] !== rater.values[judgment]) continue;
			if (isLater(columns, j, judgment)) return;
			said.values[j] = -1;
		}
		said.values[judgment] = ballot;
	}

	const entryAt = (j: number): Entry => {
		const beside = others.values[j] ?? 0;
		const apart = among.values[j] ?? -1;
		return {
			item: item.values[j] ?? 0,
			rater: rater.values[j] ?? 0,
			at: at.values[j] ?? 0,
			said: said.values[j] ?? 0,
			beside:
				beside > 0 ? { agreed: agreed.values[j] ?? 0, others: beside, among: apart < 0 ? null : apart } : null
		};
	};

	/** Judgments of each rater that stand, in their order. */
	function byRater(): Map<number, number[]> {
		const own = new Map<number, number[]>();
		for (let j = 0; j < upTo; j++) {
			if ((said.values[j] ?? -1) < 0) continue;
			const who = rater.values[j] ?? 0;
			const known = own.get(who);
			if (known) known.push(j);
			else own.set(who, [j]);
		}
		return own;
	}

	function gather(): void {
		people.clear();
		let standing: Map<number, number[]> | null = null;
		const found: (Own | undefined)[] = [];
		const ownOf = (who: number): Own => {
			const own: Own = {
				name: raters.all[who] ?? '',
				judgments: 0,
				latest: 0,
				weeks: new Map(),
				timed: [],
				entries: () => ((standing ??= byRater()).get(who) ?? []).map(entryAt)
			};
			people.set(own.name, own);
			return (found[who] = own);
		};
		for (let j = 0; j < upTo; j++) {
			if (((is.values[j] ?? 0) & MODEL) !== 0 || isHidden(item.values[j] ?? 0)) continue;
			const who = rater.values[j] ?? 0;
			const own = found[who] ?? ownOf(who);
			const when = at.values[j] ?? 0;
			if (when > own.latest) own.latest = when;
			if (((is.values[j] ?? 0) & REVISES) !== 0) continue;
			own.judgments++;
			const week = Math.floor(when / WEEK_MS);
			own.weeks.set(week, (own.weeks.get(week) ?? 0) + 1);
			const dwellMs = dwell.values[j] ?? -1;
			if (dwellMs < 0) continue;
			own.timed.push({ item: item.values[j] ?? 0, dwellMs });
			if (own.timed.length >= 2 * MOST_TIMES) own.timed.splice(0, own.timed.length - MOST_TIMES);
		}
	}

	return {
		idOf: (where: number): string => items.all[where] ?? '',
		ballots,
		nearOf,
		everybody: (): Own[] => [...people.values()],
		personOf: (name: string): Own | null => people.get(name) ?? null,
		/** Hears what came, and works out what that changed. @param pause called now and then */
		async bringUp(pause: () => Promise<void>): Promise<void> {
			const many = item.length;
			if (upTo === many) return;
			for (const column of [said, others, agreed, among]) room<Int32Array | Float64Array>(column, many);
			const changed = new Set<number>();
			for (let j = upTo; j < many; j++) {
				hear(j);
				changed.add(item.values[j] ?? 0);
			}
			let done = 0;
			for (const where of changed) {
				compare(where);
				if (++done % 5_000 === 0) await pause();
			}
			upTo = many;
			gather();
		},
		/** what the others of an entry's item said */
		othersOf: ({ item: where, rater: who }: Entry): number[] =>
			standingOf(where)
				.slice(0, MOST_COMPARED)
				.flatMap((j) => (rater.values[j] === who ? [] : [said.values[j] ?? 0]))
	};
}
export type Heard = ReturnType<typeof hearing>;
