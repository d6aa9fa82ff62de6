/**
 * Models in order of their strength, each with how sure that is and between which ranks it may be; where comparisons do
 * not tell, a word says so and the number is a regularised one.
 */
import { rowBootstrap } from './bootstrap.ts';
import { bradleyTerry, type Fit, type Model } from './bradley-terry.ts';
import { countedOf, outcomes, winMatrix, type Cells, type Comparisons, type Counted } from './comparisons.ts';
import { standings, type Standing } from './connectivity.ts';
import type { Random } from './random.ts';
import { rankRanges, type RankRange } from './ranks.ts';
import {
	clusterCovariance,
	clusterVariance,
	rowCovariance,
	twoWayCovariance,
	type Covariance
} from './sandwich.ts';
import { t95 } from './student.ts';

/** Points of the Elo-like scale in one log-odds: 400 points are odds of ten to one. A. E. Elo (1978). */
export const POINTS = 400 / Math.LN10;
/** What the mean of all models is called. */
export const CENTRE = 1000;
/** What holds models together that comparisons do not: see Model.prior. */
export const PRIOR = 0.5;

/** Which comparisons resemble each other: none, or those of the same number. */
export type Clusters = { prompt?: Int32Array; rater?: Int32Array };

export type Settings = {
	/** a tie is half a win of each unless told */
	ties?: Model['ties'];
	/** whether strengths are those of models shown alike; they are as shown unless told */
	side?: boolean;
	/** whether strengths are those of responses of the same length; needs `length` of the comparisons */
	length?: boolean;
	clusters?: Clusters;
	/** row bootstraps to set beside, if any */
	bootstraps?: number;
	/** what the mean of all models is called, in points */
	centre?: number;
	random: Random;
};

export type Entry = {
	model: number;
	/** points */
	rating: number;
	/** points, from the centre; null where the strength is not known */
	error: number | null;
	/** points, at 95 % */
	low: number | null;
	high: number | null;
	/** points, by row bootstrap; null where none was asked for */
	bootstrapError: number | null;
	rank: RankRange;
	standing: Standing;
	/** how often it was compared */
	comparisons: number;
};

/** What something adds, in log-odds. */
export type Term = { effect: number; error: number; z: number };
/** Why a term is not known: no comparison tells it apart, or it explains all of them. */
export type Unknown = { effect: null; reason: 'undetermined' };

export type Board = {
	/** the strongest first */
	entries: Entry[];
	/** `models × models`: see winMatrix */
	wins: Float64Array;
	/** whether the prior holds models together, so that all numbers are drawn a little to the centre */
	regularised: boolean;
	/** of which intervals are made: how many clusters, of the kind of which there are fewer */
	clusters: number;
	/** what being shown first, or a length of one more standard deviation, adds; null where it was not asked for */
	side: Term | Unknown | null;
	length: Term | Unknown | null;
	comparisons: number;
	ties: number;
};

/** A term that comparisons cannot tell is left out: length before side. */
function fitted(cells: Cells, model: Model): Fit {
	const tries = [
		model,
		{ ...model, length: false },
		{ ...model, length: false, side: false },
		{ ...model, length: false, side: false, ties: 'half' as const },
		{ ...model, length: false, side: false, ties: 'half' as const, prior: PRIOR }
	];
	for (const one of tries) {
		const fit = bradleyTerry(cells, one);
		if (fit) return fit;
	}
	throw new Error('A prior makes every strength finite.');
}

export function covarianceOf(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	{ prompt, rater }: Clusters
): Covariance {
	if (prompt && rater) return twoWayCovariance(cells, place, fit, prompt, rater);
	const one = prompt ?? rater;
	return one ? clusterCovariance(cells, place, fit, one) : rowCovariance(cells, fit);
}

function termOf(fit: Fit, { matrix, size }: Covariance, at: number): Term | Unknown {
	const effect = fit.parameters[at];
	if (at < 0 || effect === undefined) return { effect: null, reason: 'undetermined' };
	return termWith(effect, matrix[at * size + at] ?? 0);
}

function termWith(effect: number, variance: number): Term {
	const error = Math.sqrt(Math.max(0, variance));
	return { effect, error, z: effect / error };
}

/** Of clusters of one kind, where there are many, the variance comes without the covariance of everything else. */
function sideVariance(cells: Cells, place: Int32Array, fit: Fit, { prompt, rater }: Clusters): number | null {
	const one = prompt && rater ? undefined : (prompt ?? rater);
	return one ? clusterVariance(cells, place, fit, one, fit.layout.side) : null;
}

/**
 * What being shown first adds where somebody preferred one: ties, which say nothing of sides, are left out.
 * @returns log-odds, with the standard error and z of comparisons that stand for themselves or in clusters
 */
export function sideTermOf({ cells: all, place }: Counted, clusters: Clusters = {}): Term | Unknown {
	const cells = {
		...all,
		counts: all.counts.map((many, at) => (at % 3 === outcomes.tie ? 0 : many))
	};
	const prior = standings(winMatrix(cells), cells.models).every((one) => one === 'connected') ? 0 : PRIOR;
	const fit = bradleyTerry(cells, { ties: 'half', side: true, length: false, prior });
	if (!fit) return { effect: null, reason: 'undetermined' };
	const variance = sideVariance(cells, place, fit, clusters);
	if (variance !== null) return termWith(fit.parameters[fit.layout.side] ?? 0, variance);
	const rows = new Int32Array(place.length);
	let many = 0;
	for (let i = 0; i < rows.length; i++) if ((place[i] ?? 0) % 3 !== outcomes.tie) rows[many++] = i;
	const pick = (column?: Int32Array) => column && rows.subarray(0, many).map((i) => column[i] ?? 0);
	const covariance = covarianceOf(cells, pick(place) ?? place, fit, {
		prompt: pick(clusters.prompt),
		rater: pick(clusters.rater)
	});
	return termOf(fit, covariance, fit.layout.side);
}

export const sideTerm = (comparisons: Comparisons, clusters?: Clusters): Term | Unknown =>
	sideTermOf(countedOf(comparisons), clusters);

/**
 * @throws RangeError where a comparison names no model, or one model twice
 * @throws TypeError where length is to be controlled for and not known
 */
export const leaderboard = (comparisons: Comparisons, settings: Settings): Board =>
	boardOf(countedOf(comparisons), settings);

/** The same of what is counted already. */
export function boardOf({ cells, place }: Counted, settings: Settings): Board {
	const { ties = 'half', side = false, length = false, centre = CENTRE, random } = settings;
	const { models } = cells;
	const wins = winMatrix(cells);
	const standing = standings(wins, models);
	const known = standing.map((one) => one === 'connected');
	const prior = known.every(Boolean) ? 0 : PRIOR;
	let tied = 0;
	for (let at = outcomes.tie; at < cells.counts.length; at += 3) tied += cells.counts[at] ?? 0;
	// Where nothing was tied, a chance of ties of its own has no likeliest value, and both ways are one.
	const fit = fitted(cells, { ties: tied > 0 ? ties : 'half', side, length, prior });
	const covariance = covarianceOf(cells, place, fit, settings.clusters ?? {});
	const again = settings.bootstraps ? rowBootstrap(cells, fit, settings.bootstraps, random) : null;
	const strengths = fit.parameters.subarray(0, models);
	const ranges = rankRanges(strengths, covariance, random, known);
	return {
		entries: entriesOf({
			strengths,
			covariance,
			deviation: again?.deviation,
			wins,
			standing,
			centre,
			ranges
		}),
		wins,
		regularised: fit.model.prior > 0,
		clusters: covariance.clusters,
		side: side ? termOf(fit, covariance, fit.layout.side) : null,
		length: length ? termOf(fit, covariance, fit.layout.length) : null,
		comparisons: place.length,
		ties: tied
	};
}

/** What was fitted, by whichever model. */
export type Found = {
	/** by model: log-odds that sum to 0 */
	strengths: Float64Array;
	covariance: Covariance;
	/** by model: log-odds, by row bootstrap */
	deviation?: Float64Array | undefined;
	wins: Float64Array;
	standing: Standing[];
	ranges: RankRange[];
	centre: number;
};

/** The strongest first. */
export const entriesOf = (found: Found): Entry[] =>
	found.ranges.map((rank, model) => entryOf(model, rank, found)).sort((a, b) => b.rating - a.rating);

function entryOf(model: number, rank: RankRange, found: Found): Entry {
	const { strengths, covariance, deviation, wins, standing: standings, centre } = found;
	const models = strengths.length;
	const standing = standings[model] ?? 'unseen';
	const rating = centre + POINTS * (strengths[model] ?? 0);
	const variance = covariance.matrix[model * covariance.size + model] ?? 0;
	const error = standing === 'connected' ? POINTS * Math.sqrt(Math.max(0, variance)) : null;
	const half = error === null ? null : t95(covariance.degrees) * error;
	let compared = 0;
	for (let other = 0; other < models; other++)
		compared += (wins[model * models + other] ?? 0) + (wins[other * models + model] ?? 0);
	return {
		model,
		rating,
		error,
		low: half === null ? null : rating - half,
		high: half === null ? null : rating + half,
		bootstrapError: deviation && error !== null ? POINTS * (deviation[model] ?? 0) : null,
		rank,
		standing,
		comparisons: compared
	};
}
