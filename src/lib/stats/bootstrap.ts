/**
 * How much strengths would differ had other comparisons been made: counts are drawn again and fitted again from where
 * they were. B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapter 6; the number of times that
 * one is drawn is Poisson, so a cell is drawn at once (J. A. Hanley, B. MacGibbon 2006, Creating non-parametric bootstrap
 * samples using Poisson frequencies, Computer Methods and Programs in Biomedicine 83, 57-62).
 */
import { bradleyTerry, type Fit } from './bradley-terry.ts';
import type { Cells } from './comparisons.ts';
import { poissonDraw, type Random } from './random.ts';

export type Bootstrap = {
	/** by parameter, of the fit's layout: the standard deviation over the draws, in the parameter's own unit */
	deviation: Float64Array;
	/** how many draws there were, and in how many of these models fell apart, so that the prior held them together */
	draws: number;
	apart: number;
};

/** Log-odds. A last step of that length leaves an error far below those that are looked for: Newton squares it. */
const NEAR = 1e-3;

function repeated(cells: Cells, fit: Fit, draws: number, draw: () => Float64Array): Bootstrap {
	const { size } = fit.layout;
	const sum = new Float64Array(size);
	const squares = new Float64Array(size);
	let [apart, fitted] = [0, 0];
	for (let i = 0; i < draws; i++) {
		const again = { ...cells, counts: draw() };
		let found = bradleyTerry(again, fit.model, fit.parameters, NEAR);
		if (!found) {
			apart++;
			found = bradleyTerry(again, { ...fit.model, prior: Math.max(fit.model.prior, 0.5) }, undefined, NEAR);
		}
		if (!found) continue;
		fitted++;
		for (let p = 0; p < size; p++) {
			// From the estimate, so that nothing is lost to rounding.
			const off = (found.parameters[p] ?? 0) - (fit.parameters[p] ?? 0);
			sum[p] = (sum[p] ?? 0) + off;
			squares[p] = (squares[p] ?? 0) + off * off;
		}
	}
	const deviation = squares.map((square, p) =>
		Math.sqrt(Math.max(0, square - (sum[p] ?? 0) ** 2 / fitted) / (fitted - 1))
	);
	return { deviation, draws, apart };
}

/** Each comparison is drawn by itself: too sure where those of a prompt or a rater resemble each other. */
export const rowBootstrap = (cells: Cells, fit: Fit, draws: number, random: Random): Bootstrap =>
	repeated(cells, fit, draws, () => cells.counts.map((many) => (many > 0 ? poissonDraw(many, random) : 0)));

/**
 * All comparisons of a prompt, or of a rater, are drawn together.
 * @param place by comparison, of countedOf
 * @param cluster by comparison: its cluster's number from 0
 */
export function clusterBootstrap(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	cluster: Int32Array,
	draws: number,
	random: Random
): Bootstrap {
	const many = cluster.reduce((a, b) => Math.max(a, b), -1) + 1;
	return repeated(cells, fit, draws, () => {
		// As many clusters as there are: of few a Poisson number would vary too much.
		const weight = new Float64Array(many);
		for (let i = 0; i < many; i++) {
			const drawn = Math.floor(random() * many);
			weight[drawn] = (weight[drawn] ?? 0) + 1;
		}
		const counts = new Float64Array(cells.counts.length);
		for (let i = 0; i < place.length; i++) {
			const at = place[i] ?? 0;
			counts[at] = (counts[at] ?? 0) + (weight[cluster[i] ?? 0] ?? 0);
		}
		return counts;
	});
}
