/**
 * Who wins: of any two responses the one that more than half of the votes put above the other. Ties, all-bad and
 * unranked votes stay in the denominator, so a majority is one of all who voted.
 */
import { compare, type Ranking } from '#lib/form/ranking.ts';

/** Who said something when. */
export type Vote = {
	id: string;
	rater: string;
	at: number;
	/** the vote that this one revises */
	supersedes: string | null;
};

/** Later by its own time; at the same time by its id, which also sorts by time. */
const isLater = (a: Vote, b: Vote): boolean => a.at > b.at || (a.at === b.at && a.id > b.id);

/** The latest vote of each rater; a vote that was revised stands no more. */
export function latestOfEach<V extends Vote>(votes: V[]): V[] {
	// Of a million items most have one vote.
	if (votes.length < 2) return votes;
	const revised = new Set(votes.flatMap(({ supersedes }) => (supersedes === null ? [] : [supersedes])));
	const latest = new Map<string, V>();
	for (const vote of votes) {
		if (revised.has(vote.id)) continue;
		const known = latest.get(vote.rater);
		if (!known || isLater(vote, known)) latest.set(vote.rater, vote);
	}
	return [...latest.values()];
}

export const undecided = ['split', 'tie', 'all_bad', 'unranked'] as const;
export type Undecided = (typeof undecided)[number];
export type Verdict = { better: string; worse: string } | Undecided;

/** What a vote says of two responses: which stands above the other, or why none does. */
export type Side = 'a' | 'b' | Exclude<Undecided, 'split'>;

export function sideOf({ tiers, allBad }: Ranking, a: string, b: string): Side {
	if (allBad) return 'all_bad';
	const order = compare(tiers, a, b);
	return order === null ? 'unranked' : order === 0 ? 'tie' : order > 0 ? 'a' : 'b';
}

/** What more than half of the votes say of two responses; without such a half, or without votes, nothing is decided. */
export function verdictOn(rankings: Ranking[], a: string, b: string): Verdict {
	if (rankings.length === 0) return 'unranked';
	const counts = new Map<Side, number>();
	for (const ranking of rankings) {
		const side = sideOf(ranking, a, b);
		counts.set(side, (counts.get(side) ?? 0) + 1);
	}
	const [winner] = [...counts].find(([, count]) => count * 2 > rankings.length) ?? ['split' as const];
	if (winner === 'a') return { better: a, worse: b };
	return winner === 'b' ? { better: b, worse: a } : winner;
}

/** The verdict on every two of an item's responses, in the order of the file. */
export const verdictsOn = (rankings: Ranking[], ids: string[]): Verdict[] =>
	ids.flatMap((a, i) => ids.slice(i + 1).map((b) => verdictOn(rankings, a, b)));
