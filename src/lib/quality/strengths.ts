/** Strengths by the model that is asked for: Bradley-Terry of pairs, with ties of their own or not, Plackett-Luce of rankings. Pure. */
import { countedOf, type Counted } from '#lib/stats/comparisons.ts';
import { boardOf, type Board, type Clusters } from '#lib/stats/leaderboard.ts';
import { rankingBoard } from '#lib/stats/ranking-board.ts';
import { seeded } from '#lib/stats/seeded.ts';
import type { BoardQuery, Model } from './board.ts';
import { byPair, type Contests } from './contests.ts';
import { wholeOf, type Ranked } from './rankings.ts';

/** So that the same votes give the same numbers. */
const SEED = 20_260_301;

const clustersOf = (contests: Contests, by: BoardQuery['clusters']): Clusters => {
	const { vote, votes, of } = contests;
	const prompt = () => byPair(contests, of.prompt);
	const rater = () => byPair(contests, of.rater);
	if (by === 'both') return { prompt: prompt(), rater: rater() };
	if (by === 'prompt') return { prompt: prompt() };
	if (by === 'rater') return { rater: rater() };
	// Pairs of one ranking resemble each other, whatever else does not.
	return vote.length > votes ? { prompt: vote } : {};
};

/** What is fitted: pairs as counts, with what resembles each other. */
export type Known = { contests: Contests; counted: Counted; clusters: Clusters };
export const knownOf = (contests: Contests, { clusters, length }: BoardQuery): Known => ({
	contests,
	counted: countedOf(length === 'adjusted' ? contests.comparisons : withoutLength(contests)),
	clusters: clustersOf(contests, clusters)
});

const withoutLength = ({ comparisons: { models, first, second, outcome, weight } }: Contests) => ({
	models,
	first,
	second,
	outcome,
	...(weight ? { weight } : {})
});

const ofPairs = ({ counted, clusters }: Known, query: BoardQuery, bootstraps: number): Board =>
	boardOf(counted, {
		ties: query.model === 'davidson' ? 'davidson' : 'half',
		side: query.side === 'adjusted',
		length: query.length === 'adjusted',
		clusters,
		bootstraps,
		random: seeded(SEED)
	});

export type Strengths = Pick<Board, 'entries' | 'regularised' | 'clusters' | 'side' | 'length'> & {
	model: Model;
	/** why it is not by the model that was asked for; null where it is */
	instead: string | null;
};

/** @param ranked where rankings are taken whole, what each vote ranks */
export function strengthsOf(
	known: Known,
	ranked: Ranked | null,
	query: BoardQuery,
	bootstraps: number
): Strengths {
	const model = query.model === 'davidson' ? 'davidson' : 'bradley-terry';
	if (!ranked) return { ...ofPairs(known, query, bootstraps), model, instead: null };
	const { rankings, prompt, rater, weight } = wholeOf(known.contests, ranked);
	const by = { both: { prompt, rater }, prompt: { prompt }, rater: { rater }, none: {} };
	try {
		const found = rankingBoard(rankings, known.contests.models.length, {
			clusters: by[query.clusters],
			...(weight ? { weight } : {}),
			bootstraps,
			random: seeded(SEED)
		});
		return { ...found, side: null, length: null, model: 'plackett-luce', instead: null };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		const asked = { ...query, side: 'as_shown', length: 'as_written' } as const;
		return { ...ofPairs(known, asked, bootstraps), model, instead: error.message };
	}
}
