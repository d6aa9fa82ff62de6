/**
 * How each person judges, from what is recorded: agreement with others, gold, agreement with themselves, sides, ties and
 * time. Each number has its interval, says nothing below five, and stands out only after a correction for how many are
 * looked at. Pure. Nobody is ranked.
 */
import { ENOUGH, type Share as Counted } from '#lib/project/accuracy.ts';
import { addCluster, clusteredShare, noClusters } from '#lib/stats/clustered.ts';
import { holm } from '#lib/stats/holm.ts';
import { oneOfMany } from '#lib/stats/one-of-many.ts';
import { isTooFast } from '#lib/stats/reading.ts';
import { FEWEST } from '#lib/stats/intervals.ts';
import { fewTail, studentTail, twoSided } from '#lib/stats/tail.ts';
import { wilson, type Share } from '#lib/stats/wilson.ts';
import { mirrored } from './ballot.ts';
import { MOST_TIMES, WEEK_MS, type Entry, type Heard, type Own } from './heard.ts';

/** Somebody stands out where this is how probable it would be by chance, of all who were looked at together. */
export const LEVEL = 0.05;
export const WEEKS = 8;
/** More kinds of answers than these have no chance that could be told from few items. */
const MOST_KINDS = 64;
/** One's own numbers move once in so many items. */
export const STEP = 10;

export type Measured = {
	/** null of nothing */
	value: number | null;
	/** at 95 % */
	low: number;
	high: number;
	/** what it is counted of */
	of: number;
	/** whether they are enough to say anything */
	enough: boolean;
	/** how probable it is by chance, of all people together (Holm); null where it is not asked */
	p: number | null;
	/** whether it stands out */
	marked: boolean;
};

export type Side = Measured & { z: number | null; left: number; right: number };
export type Time = {
	/** the middle one of the latest, in seconds; null below five */
	median: number | null;
	of: number;
};
export type Week = { from: string; judgments: number; agreement: Measured };

export type PersonView = {
	/** an e-mail, or the name that an import gave */
	rater: string;
	/** null: an import named them, and they have no account here */
	name: string | null;
	judgments: number;
	latest_at: string | null;
	/** with a random other who judged the same item */
	agreement: Measured;
	/** how far the others of the same items agree with each other, where there are two; null where there are not */
	others: number | null;
	/** beyond what chance gives; null where chance cannot be told */
	kappa: Measured | null;
	gold: Measured;
	/** the same answer when shown again with the sides swapped */
	again: Measured;
	/** of pairs that were decided: the one that was shown first */
	side: Side;
	ties: Measured;
	all_bad: Measured;
	time: Time;
	/** of the latest with a time */
	fast: Measured;
	weeks: Week[];
};

/** What is known of a person by gold and repeats. */
export type Checks = { gold: Counted; again: Counted };

export type Given = {
	heard: Heard;
	/** how many words there are to read in an item; null where nobody knows */
	wordsOf: (item: number) => number | null;
	checksOf: (rater: string) => Checks | null;
	now: number;
};

export const measured = (share: Share | null, of = share?.of ?? 0): Measured => ({
	value: share?.share ?? null,
	low: share?.low ?? 0,
	high: share?.high ?? 1,
	of,
	enough: of >= ENOUGH,
	p: null,
	marked: false
});
const counted = ({ right, answers }: Pick<Counted, 'right' | 'answers'>): Measured =>
	measured(wilson(right, answers));

/** Of people who share something with others, in the order in which they gave it. */
export const compared = (entries: readonly Entry[]): Entry[] =>
	entries.filter(({ beside }) => beside !== null);

export function agreementIn(entries: readonly Entry[]): Measured {
	const clusters = noClusters();
	for (const { beside } of entries) if (beside) addCluster(clusters, beside.agreed, beside.others);
	return measured(clusteredShare(clusters));
}

/** How probable it is that somebody agrees so much less with the others than these with each other, item by item. */
function lessThanOthers(entries: readonly Entry[]): { among: number; p: number | null } | null {
	let [many, sum, squares, all] = [0, 0, 0, 0];
	for (const { beside } of entries) {
		if (!beside || beside.among === null) continue;
		const apart = beside.agreed - beside.among;
		many++;
		sum += apart;
		squares += apart * apart;
		all += beside.among;
	}
	if (many < ENOUGH) return null;
	const mean = sum / many;
	const error = Math.sqrt(Math.max(0, squares - many * mean * mean) / (many - 1) / many);
	const isTold = many >= FEWEST && error > 0;
	return { among: all / many, p: isTold ? studentTail(-mean / error, many - 1) : null };
}

function kappaIn(heard: Heard, entries: readonly Entry[]): Measured | null {
	const numbers = new Map<string, number>();
	const representative: number[] = [];
	const numberOf = (said: number): number | null => {
		const ballot = heard.ballots[said];
		if (!ballot?.general) return null;
		let found = numbers.get(ballot.text);
		if (found === undefined) {
			numbers.set(ballot.text, (found = representative.length));
			representative.push(said);
		}
		return found;
	};
	const items: { own: number; others: number[] }[] = [];
	for (const entry of entries) {
		const own = numberOf(entry.said);
		const others = heard.othersOf(entry).map(numberOf);
		if (own === null || others.includes(null)) return null;
		items.push({ own, others: others.filter((one) => one !== null) });
	}
	const isPairs = [...numbers.keys()].every((text) =>
		['a', 'b', 'tie', 'all_bad', 'unranked'].includes(text)
	);
	if (isPairs)
		for (const text of ['a', 'b']) if (!numbers.has(text)) numbers.set(text, representative.push(-1) - 1);
	if (representative.length > MOST_KINDS) return null;
	const texts = [...numbers.keys()];
	const one = oneOfMany(
		representative.length,
		(a, b) =>
			isPairs || a === b ? Number(a === b) : heard.nearOf(representative[a] ?? 0, representative[b] ?? 0),
		isPairs ? (value) => numbers.get(mirrored(texts[value] ?? '')) ?? value : undefined
	);
	for (const { own, others } of items) one.add(own, others);
	const found = one.result();
	return (
		found && {
			...measured({ share: found.kappa, low: found.low, high: found.high, of: found.items })
		}
	);
}

/**
 * Of decided pairs those whose first one was preferred, with a score test against a half: a ranking of more than two is
 * one observation, so z is the sum of its leads over the root of the sum of their squares, (L - R) / sqrt(L + R) of pairs.
 */
export function sideIn(heard: Heard, entries: readonly Entry[]): Side {
	const clusters = noClusters();
	let [first, last, squares] = [0, 0, 0];
	for (const { said } of entries) {
		const sides = heard.ballots[said]?.sides;
		if (!sides || sides.first + sides.last === 0) continue;
		const { first: f, last: l } = sides;
		first += f;
		last += l;
		squares += (f - l) ** 2;
		addCluster(clusters, f / (f + l), f + l);
	}
	const isPairs = clusters.parts === clusters.many;
	const share = isPairs ? wilson(first, first + last) : clusteredShare(clusters);
	return {
		...measured(share, first + last),
		value: first + last === 0 ? null : first / (first + last),
		z: squares > 0 ? (first - last) / Math.sqrt(squares) : null,
		left: first,
		right: last
	};
}

function tiesIn(heard: Heard, entries: readonly Entry[]): { ties: Measured; allBad: Measured } {
	const clusters = noClusters();
	let [bad, rankings, tied] = [0, 0, 0];
	for (const { said } of entries) {
		const sides = heard.ballots[said]?.sides;
		if (!sides) continue;
		rankings++;
		if (sides.allBad) bad++;
		if (sides.pairs === 0) continue;
		tied += sides.tied;
		addCluster(clusters, sides.tied / sides.pairs, sides.pairs);
	}
	const isPairs = clusters.parts === clusters.many;
	return {
		ties: measured(isPairs ? wilson(tied, clusters.many) : clusteredShare(clusters)),
		allBad: measured(wilson(bad, rankings))
	};
}

const medianOf = (values: number[]): number => {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};

export const latestTimes = (own: Own) => own.timed.slice(-MOST_TIMES);
export function timeOf(own: Own): Time {
	const times = latestTimes(own).map(({ dwellMs }) => dwellMs / 1000);
	return { median: times.length >= ENOUGH ? medianOf(times) : null, of: times.length };
}
export function fastOf(own: Own, wordsOf: Given['wordsOf']): Measured {
	let [fast, of] = [0, 0];
	for (const { item, dwellMs } of latestTimes(own)) {
		const words = wordsOf(item);
		if (words === null) continue;
		of++;
		if (isTooFast(words, dwellMs)) fast++;
	}
	return measured(wilson(fast, of));
}

function weeksOf(own: Own, shared: readonly Entry[], now: number): Week[] {
	const last = Math.floor(now / WEEK_MS);
	const byWeek = Map.groupBy(shared, ({ at }) => Math.floor(at / WEEK_MS));
	return Array.from({ length: WEEKS }, (_, i) => last - WEEKS + 1 + i).map((week) => ({
		from: new Date(week * WEEK_MS).toISOString(),
		judgments: own.weeks.get(week) ?? 0,
		agreement: agreementIn(byWeek.get(week) ?? [])
	}));
}

const nothing: Counted = { answers: 0, right: 0, share: null, low: 0, high: 1, enough: false };

function viewOf({ heard, wordsOf, checksOf, now }: Given, own: Own): PersonView & { less: number | null } {
	const entries = own.entries();
	const shared = compared(entries);
	const less = lessThanOthers(shared);
	const checks = checksOf(own.name);
	const { ties, allBad } = tiesIn(heard, entries);
	return {
		rater: own.name,
		name: null,
		judgments: own.judgments,
		latest_at: own.judgments > 0 ? new Date(own.latest).toISOString() : null,
		agreement: agreementIn(shared),
		others: less?.among ?? null,
		kappa: kappaIn(heard, shared),
		gold: counted(checks?.gold ?? nothing),
		again: counted(checks?.again ?? nothing),
		side: sideIn(heard, entries),
		ties,
		all_bad: allBad,
		time: timeOf(own),
		fast: fastOf(own, wordsOf),
		weeks: weeksOf(own, shared, now),
		less: less?.p ?? null
	};
}

/** Marks who stands out in one measure. */
function mark(all: Measured[], values: (number | null)[]): void {
	for (const [i, p] of holm(values).entries()) {
		const one = all[i];
		if (one && p !== null) Object.assign(one, { p, marked: p < LEVEL });
	}
}

/** Of each person how probable so few hits are if they are like all others, exactly. @param flip asks for so many */
function unlikeOthers(all: Measured[], flip = false): (number | null)[] {
	const hits = all.map(({ value, of }) => Math.round((flip ? 1 - (value ?? 0) : (value ?? 0)) * of));
	const [allHits, whole] = [hits.reduce((a, b) => a + b, 0), all.reduce((sum, { of }) => sum + of, 0)];
	return all.map(({ enough, of }, i) =>
		enough && of < whole ? fewTail(hits[i] ?? 0, of, allHits, whole) : null
	);
}

/** Everybody who judged, by name. */
export function peopleOf(given: Given): PersonView[] {
	const all = given.heard
		.everybody()
		.map((own) => viewOf(given, own))
		.sort((a, b) => (a.rater < b.rater ? -1 : 1));
	mark(
		all.map(({ agreement }) => agreement),
		all.map(({ less, agreement }) => (agreement.enough ? less : null))
	);
	mark(
		all.map(({ side }) => side),
		all.map(({ side: { z, enough } }) => (z === null || !enough ? null : twoSided(z)))
	);
	for (const [name, flip] of [
		['gold', false],
		['again', false],
		['fast', true]
	] as const) {
		const own = all.map((one) => one[name]);
		mark(own, unlikeOthers(own, flip));
	}
	return all.map(({ less: _less, ...view }) => view);
}

/** The middle half of people's times, in seconds; null of fewer than five, so that no one of them is seen. */
export function typicalTime(people: readonly Own[]): { low: number; high: number; people: number } | null {
	const medians = people.flatMap((own) => timeOf(own).median ?? []).sort((a, b) => a - b);
	if (medians.length < ENOUGH) return null;
	const at = (share: number) => medians[Math.round(share * (medians.length - 1))] ?? 0;
	return { low: at(0.25), high: at(0.75), people: medians.length };
}

/** Whole steps of what somebody gave, the first ones: what moves a number is never one item. */
export const stepped = <T>(list: readonly T[]): T[] => list.slice(0, Math.floor(list.length / STEP) * STEP);
