/**
 * Between which ranks a model surely is: all ranges hold at once, at 95 %. A model is better than another where the
 * interval of their difference leaves 0 out, intervals of all differences being simultaneous. M. Mogstad, J. P. Romano,
 * A. M. Shaikh, D. Wilhelm (2024), Inference for Ranks with Applications to Mobility across Neighbourhoods and Academic
 * Achievement across Countries, The Review of Economic Studies 91, 476-518.
 */
import { cholesky } from './linear.ts';
import { normalDraw, type Random } from './random.ts';
import type { Covariance } from './sandwich.ts';

/** 1 is the best. */
export type RankRange = { best: number; worst: number };

/** By pair of models, `a * models + b`: the standard error of their difference. */
function errorsOf({ matrix, size }: Pick<Covariance, 'matrix' | 'size'>, models: number): Float64Array {
	const errors = new Float64Array(models * models);
	for (let a = 0; a < models; a++)
		for (let b = 0; b < models; b++) {
			const variance =
				(matrix[a * size + a] ?? 0) + (matrix[b * size + b] ?? 0) - 2 * (matrix[a * size + b] ?? 0);
			errors[a * models + b] = Math.sqrt(Math.max(0, variance));
		}
	return errors;
}

/** Draws that the critical value is found with: its own error is below 0.05. */
const DRAWS = 1000;

/**
 * How many standard errors the furthest of all differences is off, 95 times in 100: the quantile of the greatest of
 * them, drawn from the multivariate t of the covariance.
 */
function critical(covariance: Covariance, errors: Float64Array, models: number, random: Random): number {
	const { matrix, size, degrees } = covariance;
	const own = new Float64Array(models * models);
	for (let a = 0; a < models; a++) own.set(matrix.subarray(a * size, a * size + models), a * models);
	const lower = cholesky(own, models, true);
	// What is no covariance makes nothing sure.
	if (!lower) return Infinity;
	const reciprocal = errors.map((error) => (error > 0 ? 1 / error : 0));
	const most = new Float64Array(DRAWS);
	const normal = new Float64Array(models);
	const drawn = new Float64Array(models);
	for (let i = 0; i < DRAWS; i++) {
		for (let a = 0; a < models; a++) normal[a] = normalDraw(random);
		for (let a = 0; a < models; a++) {
			let sum = 0;
			for (let k = 0; k <= a; k++) sum += (lower[a * models + k] ?? 0) * (normal[k] ?? 0);
			drawn[a] = sum;
		}
		let furthest = 0;
		for (let a = 0; a < models; a++)
			for (let b = 0; b < a; b++) {
				const off = Math.abs((drawn[a] ?? 0) - (drawn[b] ?? 0)) * (reciprocal[a * models + b] ?? 0);
				if (off > furthest) furthest = off;
			}
		most[i] = furthest / scaleOf(degrees, random);
	}
	return most.sort()[Math.ceil(0.95 * DRAWS) - 1] ?? 0;
}

/**
 * The root of a chi square over its degrees. From ten degrees on by E. B. Wilson, M. M. Hilferty (1931), The Distribution
 * of Chi-Square, PNAS 17, 684-688: one draw instead of as many as there are degrees.
 */
function scaleOf(degrees: number, random: Random): number {
	if (degrees >= 10) {
		const spread = 2 / (9 * degrees);
		return (1 - spread + Math.sqrt(spread) * normalDraw(random)) ** 1.5;
	}
	let squares = 0;
	for (let i = 0; i < degrees; i++) squares += normalDraw(random) ** 2;
	return Math.sqrt(squares / degrees);
}

/**
 * @param strengths by model; the first parameters of the covariance
 * @param known by model: whether its strength is known at all; of one that is not nothing is sure
 * @returns by model
 */
export function rankRanges(
	strengths: Float64Array,
	covariance: Covariance,
	random: Random,
	known: readonly boolean[] = []
): RankRange[] {
	const models = strengths.length;
	const errors = errorsOf(covariance, models);
	const factor = critical(covariance, errors, models, random);
	const isBetter = (a: number, b: number): boolean =>
		known[a] !== false &&
		known[b] !== false &&
		(strengths[a] ?? 0) - (strengths[b] ?? 0) > factor * (errors[a * models + b] ?? 0);
	return Array.from(strengths, (_, model) => {
		let [above, below] = [0, 0];
		for (let other = 0; other < models; other++) {
			if (isBetter(other, model)) above++;
			if (isBetter(model, other)) below++;
		}
		return { best: 1 + above, worst: models - below };
	});
}
