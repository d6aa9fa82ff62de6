/**
 * A leaderboard of rankings that are taken whole, by Plackett-Luce: as the leaderboard of pairs has it, with how sure each
 * strength is, ranks, and a word where rankings do not tell.
 *
 * Ties: those of one tier were chosen together, which has a chance of its own for each number of them (see choices.ts),
 * so a tie of two says that they are about as strong and nothing of who is stronger; of pairs it is Davidson's.
 */
import { entriesOf, CENTRE, type Board, type Clusters } from './leaderboard.ts';
import { plackettLuce, type Ranking } from './plackett-luce.ts';
import type { Random } from './random.ts';
import { rankRanges } from './ranks.ts';

export type RankingSettings = {
	clusters?: Clusters;
	/** by ranking: how much it counts; see weights.ts */
	weight?: Float64Array;
	/** row bootstraps to set beside, if any */
	bootstraps?: number;
	/** what the mean of all models is called, in points */
	centre?: number;
	random: Random;
};

/** Sides and lengths are not taken off: a ranking of many has no first and no longer one. */
export type RankingBoard = Pick<Board, 'entries' | 'regularised' | 'clusters'>;

/**
 * @param models how many there are; they are numbers from 0
 * @throws RangeError where a ranking names no model or one twice, where ties come about in too many ways, or where no
 * strengths are the likeliest
 */
export function rankingBoard(
	rankings: readonly Ranking[],
	models: number,
	{ clusters = {}, weight, bootstraps = 0, centre = CENTRE, random }: RankingSettings
): RankingBoard {
	const { strengths, covariance, standing, regularised, wins, deviation } = plackettLuce(rankings, models, {
		...clusters,
		...(weight ? { weight } : {}),
		...(bootstraps > 0 ? { bootstraps: { draws: bootstraps, random } } : {})
	});
	const known = standing.map((one) => one === 'connected');
	const ranges = rankRanges(strengths, covariance, random, known);
	return {
		entries: entriesOf({
			strengths,
			covariance,
			deviation: deviation ?? undefined,
			wins,
			standing,
			ranges,
			centre
		}),
		regularised,
		clusters: covariance.clusters
	};
}
