/**
 * Bradley-Terry: how strong models are, from which was preferred to which, by Newton's method on counts. R. A. Bradley,
 * M. E. Terry (1952), Rank Analysis of Incomplete Block Designs I, Biometrika 39, 324-345. A tie is half a win of each,
 * or has a chance of its own after R. R. Davidson (1970), On Extending the Bradley-Terry Model to Accommodate Ties in
 * Paired Comparison Experiments, JASA 65, 317-328. The side term is the order effect of R. R. Davidson, R. J. Beaver
 * (1977), On Extending the Bradley-Terry Model to Incorporate Within-Pair Order Effects, Biometrics 33, 693-702.
 */
import type { Cells } from './comparisons.ts';
import { cholesky, inverse, solve } from './linear.ts';

export type Model = {
	ties: 'half' | 'davidson';
	/** whether being shown first may help */
	side: boolean;
	/** whether being longer may help; needs lengths */
	length: boolean;
	/**
	 * How often each model is held to have won, and as often lost, against a made-up one of which nothing else is known.
	 * 0 is plain maximum likelihood; 0.5 makes every strength finite and is what H. L. Turner, J. van Etten, D. Firth,
	 * I. Kosmidis (2020), Modelling rankings in R: the PlackettLuce package, Computational Statistics 35, section 2.3, add.
	 */
	prior: number;
};

/** Where each parameter is in the array of all; -1 is nowhere. Strengths come first. */
export type Layout = { models: number; side: number; length: number; tie: number; size: number };

export function layoutOf(models: number, { ties, side, length }: Model): Layout {
	let size = models;
	return {
		models,
		side: side ? size++ : -1,
		length: length ? size++ : -1,
		tie: ties === 'davidson' ? size++ : -1,
		size
	};
}

export type Fit = {
	model: Model;
	layout: Layout;
	/**
	 * strengths in log-odds, which sum to 0; then the log-odds that being shown first, and that a length of one more
	 * standard deviation, add; then Davidson's log ν
	 */
	parameters: Float64Array;
	/** the lower triangle of the information's Cholesky factor, strengths pinned where nothing else does */
	factor: Float64Array;
	/** of the comparisons alone; with half ties a tie counts as half of each outcome */
	logLikelihood: number;
	/** by Newton's method */
	iterations: number;
};

/** What an optimiser is after: the slope, the curvature, and how likely it all is. */
export type Slopes = { gradient: Float64Array; information: Float64Array; logLikelihood: number };

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The log-odds of one cell, without ties: strengths, side and length. */
export function oddsOf({ first, second, length }: Cells, layout: Layout, p: Float64Array, c: number): number {
	let odds = (p[first[c] ?? 0] ?? 0) - (p[second[c] ?? 0] ?? 0);
	if (layout.side >= 0) odds += p[layout.side] ?? 0;
	if (layout.length >= 0) odds += (p[layout.length] ?? 0) * (length?.[c] ?? 0);
	return odds;
}

/** The chances of one cell's outcomes by Davidson: first, tie, second. */
export function davidson(odds: number, logTie: number): [number, number, number] {
	const most = Math.max(Math.abs(odds) / 2, logTie);
	const first = Math.exp(odds / 2 - most);
	const tie = Math.exp(logTie - most);
	const second = Math.exp(-odds / 2 - most);
	const sum = first + tie + second;
	return [first / sum, tie / sum, second / sum];
}

function slopesOf(cells: Cells, layout: Layout, prior: number, p: Float64Array): Slopes {
	const { models, side, length, tie, size } = layout;
	const gradient = new Float64Array(size);
	const information = new Float64Array(size * size);
	const add = (i: number, j: number, value: number) => {
		const at = i > j ? i * size + j : j * size + i;
		information[at] = (information[at] ?? 0) + value;
	};
	const push = (i: number, value: number) => {
		gradient[i] = (gradient[i] ?? 0) + value;
	};
	let [logLikelihood, penalty] = [0, 0];
	for (let c = 0; c < cells.first.length; c++) {
		const own = cells.weight?.[c] ?? 1;
		const wins = own * (cells.counts[3 * c] ?? 0);
		const ties = own * (cells.counts[3 * c + 1] ?? 0);
		const losses = own * (cells.counts[3 * c + 2] ?? 0);
		const all = wins + ties + losses;
		if (all === 0) continue;
		const [a, b] = [cells.first[c] ?? 0, cells.second[c] ?? 0];
		const odds = oddsOf(cells, layout, p, c);
		const x = cells.length?.[c] ?? 0;
		let score = 0;
		let weight = 0;
		let mixed = 0;
		if (tie < 0) {
			const chance = 1 / (1 + Math.exp(-odds));
			score = wins + ties / 2 - all * chance;
			weight = all * chance * (1 - chance);
			logLikelihood += (wins + ties / 2) * odds - all * softplus(odds);
		} else {
			const [first, drawn, second] = davidson(odds, p[tie] ?? 0);
			const lead = first - second;
			score = (wins - losses - all * lead) / 2;
			weight = (all * (first + second - lead * lead)) / 4;
			mixed = (-all * lead * drawn) / 2;
			push(tie, ties - all * drawn);
			add(tie, tie, all * drawn * (1 - drawn));
			logLikelihood += wins * Math.log(first) + ties * Math.log(drawn) + losses * Math.log(second);
		}
		push(a, score);
		push(b, -score);
		add(a, a, weight);
		add(b, b, weight);
		add(a, b, -weight);
		if (side >= 0) {
			push(side, score);
			add(side, side, weight);
			add(side, a, weight);
			add(side, b, -weight);
		}
		if (length >= 0) {
			push(length, score * x);
			add(length, length, weight * x * x);
			add(length, a, weight * x);
			add(length, b, -weight * x);
			if (side >= 0) add(length, side, weight * x);
		}
		if (tie >= 0) {
			add(tie, a, mixed);
			add(tie, b, -mixed);
			if (side >= 0) add(tie, side, mixed);
			if (length >= 0) add(tie, length, mixed * x);
		}
	}
	for (let m = 0; m < models && prior > 0; m++) {
		const strength = p[m] ?? 0;
		const chance = 1 / (1 + Math.exp(-strength));
		push(m, prior * (1 - 2 * chance));
		add(m, m, 2 * prior * chance * (1 - chance));
		penalty += prior * (strength - 2 * softplus(strength));
	}
	// Strengths are only known from each other: without a prior their sum is pinned, which changes nothing else.
	if (prior === 0) for (let i = 0; i < models; i++) for (let j = 0; j <= i; j++) add(i, j, 1 / models);
	return { gradient, information, logLikelihood: logLikelihood + penalty };
}

/** Beyond these log-odds there is no highest point: something is separated wholly. */
const FAR = 30;

/**
 * The highest point of a concave likelihood.
 * @param slopes at parameters; its log-likelihood is what grows
 * @returns null where there is none at finite parameters, or none that is the only one
 */
export function newton(
	slopes: (parameters: Float64Array) => Slopes,
	start: Float64Array,
	tolerance = 1e-9
): { parameters: Float64Array; factor: Float64Array; at: Slopes; iterations: number } | null {
	const size = start.length;
	let parameters = Float64Array.from(start);
	let at = slopes(parameters);
	for (let iterations = 1; iterations <= 60; iterations++) {
		const factor = cholesky(at.information, size);
		if (!factor) return null;
		const step = solve(factor, size, Float64Array.from(at.gradient));
		const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
		if (!(longest < 1e6)) return null;
		if (longest < tolerance) return { parameters, factor, at, iterations };
		let next = parameters;
		let there = at;
		for (let share = Math.min(1, 5 / longest); share > 1e-6; share /= 2) {
			next = parameters.map((own, i) => own + share * (step[i] ?? 0));
			there = slopes(next);
			if (there.logLikelihood >= at.logLikelihood - 1e-9 * Math.abs(at.logLikelihood)) break;
		}
		if (next.some((own) => Math.abs(own) > FAR)) return null;
		[parameters, at] = [next, there];
	}
	return null;
}

/**
 * @param start where to begin, in the same layout; near the answer it takes two or three steps
 * @returns null where the likelihood is highest at no one place: models in pieces, or a term that explains all or nothing
 */
export function bradleyTerry(
	cells: Cells,
	model: Model,
	start?: Float64Array,
	tolerance?: number
): Fit | null {
	const layout = layoutOf(cells.models, model);
	if (layout.length >= 0 && !cells.length)
		throw new TypeError('Length is controlled for where lengths are known.');
	const found = newton(
		(p) => slopesOf(cells, layout, model.prior, p),
		start ?? new Float64Array(layout.size),
		tolerance
	);
	if (!found) return null;
	const { parameters, factor, iterations } = found;
	const strengths = parameters.subarray(0, layout.models);
	const mean = strengths.reduce((a, b) => a + b, 0) / Math.max(1, layout.models);
	// What the made-up model is worth is told by the others as well, so nothing is lost by moving all.
	for (let m = 0; m < layout.models; m++) strengths[m] = (strengths[m] ?? 0) - mean;
	return { model, layout, parameters, factor, logLikelihood: found.at.logLikelihood, iterations };
}

/** The inverse of the information, strengths summing to 0 or pinned: what a covariance is made of. */
export const breadOf = ({ factor, layout }: Fit): Float64Array => inverse(factor, layout.size);
