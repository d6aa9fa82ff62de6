/** One choice for one project: which votes count, and what becomes of those that are alike. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { branching, kept } from '#lib/stats/growing.ts';
import { counts, picking, usual } from '../policy.ts';
import type { Source } from '../version/recipe.ts';
import type { Family } from './family.server.ts';
import { likelihoods, type Likelihoods } from './likely.server.ts';
import type { Picture } from './picture.ts';
import { unlikely, type Choice, type Entry, type Judge, type Voting } from './stage.server.ts';

/** What is so of what has a number, found out once for each. @param all grows while more is read */
function perNumber<T>(all: T[], is: (one: T) => boolean): (number: number) => boolean {
	const known: (boolean | undefined)[] = [];
	return (number) => {
		const one = all[number];
		return (known[number] ??= one !== undefined && is(one));
	};
}

/** Which votes count, and of which units. */
export function sieve({ stock }: Family, picture: Picture, { overlap }: Source, { policies }: Choice) {
	const isPicked = picking(policies);
	const { only, except, since, until, answered } = policies;
	// A judgment counts for whose it is, what it answers and when it was given, each by itself.
	const [ofRater, ofAnswers, ofTime] = [
		counts({ ...usual, only, except }),
		counts({ ...usual, answered }),
		counts({ ...usual, since, until })
	];
	const judged = { rater: '', at: 0, answers: {} };
	const byRater = perNumber(stock.raters.all, (rater) => ofRater({ ...judged, rater }));
	const byAnswers = perNumber(stock.answered.all, (names) => {
		const answers: Answers = Object.fromEntries(names.map((name) => [name, true]));
		return ofAnswers({ ...judged, answers });
	});
	const isEver = since === undefined && until === undefined;
	const picked = isPicked && perNumber(stock.metadata.all, isPicked);
	return {
		isResolved: (u: number): boolean =>
			isResolved({
				counted: picture.counted[u] ?? 0,
				overlap,
				imported: picture.imported[u] === 1,
				final: picture.final[u] === 1
			}),
		isPicked: (u: number): boolean => picked?.(picture.metadata[u] ?? 0) ?? true,
		/** A final answer counts always. */
		isCounted(v: number): boolean {
			const rater = picture.rater[v] ?? -1;
			if (rater === -1) return true;
			if (!byRater(rater) || !byAnswers(picture.answered[v] ?? 0)) return false;
			return isEver || ofTime({ ...judged, at: picture.at[v] ?? 0 });
		}
	};
}

export type Sieve = ReturnType<typeof sieve>;

/** A unit's votes that count. */
export function votingOf(
	{ stock }: Family,
	picture: Picture,
	u: number,
	{ isCounted }: Sieve
): Voting<unknown> {
	const votes: unknown[] = [];
	const raters: string[] = [];
	for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) {
		if (!isCounted(v)) continue;
		votes.push(stock.ballots.all[picture.ballot[v] ?? 0]);
		const rater = picture.rater[v] ?? -1;
		if (rater >= 0) raters.push(stock.raters.all[rater] ?? '');
	}
	return {
		id: picture.ids[u] ?? '',
		size: picture.size[u] ?? 0,
		final: picture.final[u] === 1,
		votes,
		raters
	};
}

/** One choice for one project: how its votes are sieved, and what becomes of them. */
export type Sifted = {
	family: Family;
	picture: Picture;
	choice: Choice;
	judge: Judge<unknown, never>;
	sift: Sieve;
	/** null where Dawid-Skene is not asked */
	likelihoods: Likelihoods | null;
};

export const likelyIn = ({ likelihoods: known }: Sifted, u: number) => known?.of(u) ?? unlikely;

/** What the same votes come to is decided once: a tree of votes and of what is likely, whose branches are numbered. */
export function deciding(sifted: Sifted) {
	const { family, picture, judge, sift, likelihoods: known } = sifted;
	const tree = branching();
	const entries: (Entry | undefined)[] = [];
	let node = 0;
	const step = (code: number): void => void (node = tree.step(node, code));
	const codeOf = codesOf(family, judge);
	const codes: number[] = [];
	let votes = 0;
	return {
		votes: () => votes,
		of(u: number): Entry {
			node = 0;
			step((picture.size[u] ?? 0) * 2 + (picture.final[u] ?? 0));
			known?.each(u, step);
			codes.length = 0;
			for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++)
				if (sift.isCounted(v)) codes.push(codeOf(picture.ballot[v] ?? 0));
			votes += codes.length;
			if (judge.unordered && codes.length > 1) codes.sort((a, b) => a - b);
			codes.forEach(step);
			return (entries[node] ??= judge.decide(votingOf(family, picture, u, sift), likelyIn(sifted, u)));
		}
	};
}

/** What of a ballot makes a difference, as a number: its own where all does. */
function codesOf({ stock, reads }: Family, judge: Judge<unknown, never>): (ballot: number) => number {
	const read = judge.reads;
	if (!read) return (ballot) => ballot;
	let own = reads.get(read.name);
	if (!own) reads.set(read.name, (own = { texts: kept(), known: [] }));
	const { texts, known } = own;
	return (ballot) => (known[ballot] ??= texts.of(read.of(stock.ballots.all[ballot]), () => null));
}

/** Choices of votes of which it is remembered what was learnt. */
const MOST_LEARNT = 12;

/** Dawid-Skene, remembered by the votes of a picture that it learnt of, and what it was asked. */
async function likelihoodsOf(
	{ family, picture, choice, judge, sift }: Omit<Sifted, 'likelihoods'>,
	{ overlap }: Source,
	pause: Question['pause']
): Promise<Likelihoods | null> {
	if (judge.asks.length === 0) return null;
	const { learnt, stock, stage } = family;
	if (learnt.of !== picture.first) Object.assign(learnt, { of: picture.first, known: new Map() });
	const { only, except, since, until, answered, metadata } = choice.policies;
	const key = JSON.stringify([judge.asked, overlap, only, except, since, until, answered, metadata]);
	const { known } = learnt;
	const isLearnt = (u: number) => sift.isPicked(u) && (stage.learnsFrom === 'all' || sift.isResolved(u));
	for (;;) {
		let found = known.get(key);
		const isOwn = found === undefined;
		found ??= likelihoods({ stock, picture, isLearnt, isCounted: sift.isCounted }, judge.asks, pause);
		known.delete(key);
		known.set(key, found);
		const [oldest] = known.keys();
		if (known.size > MOST_LEARNT && oldest !== undefined) known.delete(oldest);
		try {
			return await found;
		} catch (error) {
			if (known.get(key) === found) known.delete(key);
			// Whoever began it is gone: whoever is still here begins anew.
			if (isOwn) throw error;
			await pause();
		}
	}
}

/** @param choice for one project */
export async function sifted(
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice,
	pause: Question['pause']
): Promise<Sifted> {
	const sift = sieve(family, picture, source, choice);
	const judge = family.stage.judge(choice);
	const own = { family, picture, choice, judge, sift };
	return { ...own, likelihoods: await likelihoodsOf(own, source, pause) };
}
