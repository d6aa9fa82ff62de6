/**
 * Plackett-Luce: how strong models are, from rankings of some of them, ties and unranked rests allowed. See choices.ts
 * for whose it is. Of pairs it is Davidson's model.
 */
import { fitted, problemOf, centredOf, timesOf, type Fitted } from './choice-fit.ts';
import { bootstrapOf, covarianceOf, type Spread } from './choice-spread.ts';
import { beaten, catalogueOf, type Ranking } from './choices.ts';
import { standings, type Standing } from './connectivity.ts';
import type { Random } from './random.ts';
import type { Covariance } from './sandwich.ts';

export type { Ranking } from './choices.ts';

export type PlackettLuce = {
	/** by model: log-odds, which sum to 0 */
	strengths: Float64Array;
	/** by the number of those tied: the natural logarithm of its prevalence δ; numbers that never tied are left out */
	ties: Map<number, number>;
	/** strengths first, then ties in the order above */
	covariance: Covariance;
	standing: Standing[];
	/** whether a prior holds models together that rankings do not */
	regularised: boolean;
	/** `models × models`: how often the row was ranked above the column, a tie being half of each */
	wins: Float64Array;
	/** by model: the standard deviation over row bootstraps; null where none was asked for */
	deviation: Float64Array | null;
};

export type Given = {
	/** which rankings resemble each other: none, or those of the same number, from 0 */
	prompt?: Int32Array;
	rater?: Int32Array;
	/** by ranking: how much it counts, of which the mean is 1; each as much as any other unless told */
	weight?: Float64Array;
	/** see Model.prior; where rankings do not hold models together it is 0.5 unless told */
	prior?: number;
	/** row bootstraps, and what they are drawn by */
	bootstraps?: { draws: number; random: Random };
};

/**
 * @param models how many there are; they are numbers from 0
 * @throws RangeError where a ranking names no model, or one twice, or ties come about in too many ways
 */
export function plackettLuce(rankings: readonly Ranking[], models: number, given: Given = {}): PlackettLuce {
	const catalogue = catalogueOf(rankings, models);
	const wins = beaten(catalogue, timesOf(catalogue), models);
	const standing = standings(wins, models);
	const isWhole = standing.every((one) => one === 'connected');
	const times = timesOf(catalogue, given.weight);
	const priors = [given.prior ?? (isWhole ? 0 : 0.5), 0.5];
	let found: Fitted | null = null;
	for (const prior of priors) found ??= fitted(catalogue, problemOf(catalogue, models, prior), times);
	if (!found) throw new RangeError('No strengths are the likeliest: too few rankings tell models apart.');
	const spread: Spread = { catalogue, found, models, ...(given.weight ? { weight: given.weight } : {}) };
	const { problem } = found;
	const { bootstraps } = given;
	return {
		strengths: centredOf(found, models).slice(0, models),
		ties: new Map(catalogue.sizes.slice(1).map((tie, i) => [tie, found.parameters[problem.models + i] ?? 0])),
		covariance: covarianceOf(spread, given),
		standing,
		regularised: problem.prior > 0,
		wins,
		deviation: bootstraps ? bootstrapOf(spread, bootstraps.draws, bootstraps.random) : null
	};
}
