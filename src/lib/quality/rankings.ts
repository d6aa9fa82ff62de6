/** Votes as whole rankings, as Plackett-Luce takes them, and which model a leaderboard is made by. Pure. */
import { UNRANKED } from '#lib/queue/comparison.ts';
import type { Ranking } from '#lib/stats/choices.ts';
import type { BoardQuery, Model } from './board.ts';
import { picked, type Contests } from './contests.ts';
import type { Votes } from './votes.ts';

/** Whether any vote ranks more than two: pairs of one vote stand beside each other. */
export function ranksMany({ vote }: Contests): boolean {
	for (let i = 1; i < vote.length; i++) if (vote[i] === vote[i - 1]) return true;
	return false;
}

/** What is asked for of pairs alone (neighbours, a side or a length that is taken off) is asked of Bradley-Terry. */
export function modelOf({ model, rankings, side, length }: BoardQuery, contests: Contests): Model {
	if (model !== undefined) return model;
	const isOfPairs = rankings === 'neighbours' || side === 'adjusted' || length === 'adjusted';
	return !isOfPairs && ranksMany(contests) ? 'plackett-luce' : 'bradley-terry';
}

/** By vote what it ranks, models by their numbers; a vote that shows a model twice ranks it nowhere. */
export type Ranked = Map<number, Ranking>;

/** @param contests the pairs of the votes that are meant */
export function rankingsOf({ from, tier, model }: Votes, { vote }: Contests): Ranked {
	const found: Ranked = new Map();
	for (let i = 0; i < vote.length; i++) {
		const own = vote[i] ?? 0;
		if (i > 0 && own === vote[i - 1]) continue;
		const groups: number[][] = [];
		const seen = new Set<number>();
		let isTwice = false;
		for (let r = from[own] ?? 0; r < (from[own + 1] ?? 0); r++) {
			const [at, who] = [tier[r] ?? UNRANKED, model[r] ?? -1];
			if (at === UNRANKED || who < 0) continue;
			isTwice ||= seen.has(who);
			seen.add(who);
			(groups[at] ??= []).push(who);
		}
		if (!isTwice) found.set(own, { groups: groups.filter((group) => group.length > 0) });
	}
	return found;
}

/** Rankings with whom and what they are of, one a vote. */
export type Whole = {
	rankings: Ranking[];
	prompt: Int32Array;
	rater: Int32Array;
	weight: Float64Array | null;
};

/** The pairs whose votes are ranked. */
export const rankedIn = (contests: Contests, ranked: Ranked): Contests =>
	picked(contests, (vote) => ranked.has(vote));

/** The rankings of votes that have a pair here, models by the numbers that they have here. */
export function wholeOf(contests: Contests, ranked: Ranked): Whole {
	const { vote, comparisons, models, of } = contests;
	const numbers = new Map(models.map((model, number) => [model, number]));
	const rows: number[] = [];
	for (let i = 0; i < vote.length; i++) if (i === 0 || vote[i] !== vote[i - 1]) rows.push(i);
	const told = (column: Int32Array) => Int32Array.from(rows, (i) => column[vote[i] ?? 0] ?? 0);
	return {
		rankings: rows.map((i) => ({
			groups: (ranked.get(vote[i] ?? -1)?.groups ?? []).map((group) =>
				group.map((model) => numbers.get(model) ?? 0)
			)
		})),
		prompt: told(of.prompt),
		rater: told(of.rater),
		weight: comparisons.weight ? Float64Array.from(rows, (i) => comparisons.weight?.[i] ?? 1) : null
	};
}
