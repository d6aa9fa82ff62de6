/**
 * How sure parameters are when judgments of the same prompt, or by the same rater, resemble each other: the sandwich
 * of P. J. Huber (1967) and H. White (1980), A Heteroskedasticity-Consistent Covariance Matrix Estimator, Econometrica
 * 48, 817-838, with clusters after K.-Y. Liang, S. L. Zeger (1986), Longitudinal Data Analysis Using Generalized Linear
 * Models, Biometrika 73, 13-22.
 */
import { bradleyTerry, breadOf, davidson, oddsOf, type Fit } from './bradley-terry.ts';
import type { Cells } from './comparisons.ts';
import { centred, cholesky, mirror, product, solve } from './linear.ts';

export type Covariance = {
	/** as many rows and columns as parameters, strengths summing to 0 */
	matrix: Float64Array;
	size: number;
	/** clusters; of two kinds the fewer ones, and comparisons where each stands for itself */
	clusters: number;
	/** of the t that intervals are made with */
	degrees: number;
};

/** Sums of outer products of slopes, cluster after cluster; a cluster touches few parameters. */
export class Meat {
	readonly sum: Float64Array;
	clusters = 0;
	readonly #size: number;
	readonly #slope: Float64Array;
	readonly #touched: Int32Array;
	readonly #isTouched: Uint8Array;
	#many = 0;

	constructor(size: number) {
		this.#size = size;
		this.sum = new Float64Array(size * size);
		this.#slope = new Float64Array(size);
		this.#touched = new Int32Array(size);
		this.#isTouched = new Uint8Array(size);
	}

	push(parameter: number, slope: number): void {
		if (this.#isTouched[parameter] === 0) {
			this.#isTouched[parameter] = 1;
			this.#touched[this.#many++] = parameter;
		}
		this.#slope[parameter] = (this.#slope[parameter] ?? 0) + slope;
	}

	/** What was pushed so far is one cluster. */
	close(times = 1): void {
		for (let i = 0; i < this.#many; i++) {
			const a = this.#touched[i] ?? 0;
			const own = times * (this.#slope[a] ?? 0);
			for (let j = 0; j <= i; j++) {
				const b = this.#touched[j] ?? 0;
				const at = a > b ? a * this.#size + b : b * this.#size + a;
				this.sum[at] = (this.sum[at] ?? 0) + own * (this.#slope[b] ?? 0);
			}
		}
		for (let i = 0; i < this.#many; i++) {
			this.#slope[this.#touched[i] ?? 0] = 0;
			this.#isTouched[this.#touched[i] ?? 0] = 0;
		}
		if (this.#many > 0) this.clusters += times;
		this.#many = 0;
	}

	/** With the usual correction, G / (G - 1). */
	covariance(bread: Float64Array, models: number): Covariance {
		const scale = this.clusters / Math.max(1, this.clusters - 1);
		const meat = mirror(
			this.sum.map((one) => one * scale),
			this.#size
		);
		const matrix = product(product(bread, meat, this.#size), bread, this.#size);
		centred(matrix, this.#size, models);
		return { matrix, size: this.#size, clusters: this.clusters, degrees: Math.max(1, this.clusters - 1) };
	}
}

/** By place (cell and outcome): the slope of the log-odds, and of Davidson's log ν, as much as the cell weighs. */
function slopesByPlace(cells: Cells, { layout, parameters }: Fit) {
	const odds = new Float64Array(cells.counts.length);
	const tie = new Float64Array(cells.counts.length);
	for (let c = 0; c < cells.first.length; c++) {
		const own = oddsOf(cells, layout, parameters, c);
		const weight = cells.weight?.[c] ?? 1;
		if (layout.tie < 0) {
			const chance = 1 / (1 + Math.exp(-own));
			odds.set([weight * (1 - chance), weight * (0.5 - chance), -weight * chance], 3 * c);
		} else {
			const [first, drawn, second] = davidson(own, parameters[layout.tie] ?? 0);
			const half = (first - second) / 2;
			odds.set([weight * (0.5 - half), -weight * half, weight * (-0.5 - half)], 3 * c);
			tie.set([-weight * drawn, weight * (1 - drawn), -weight * drawn], 3 * c);
		}
	}
	return { odds, tie };
}

function pusher(cells: Cells, fit: Fit, meat: Meat): (place: number) => void {
	const { odds, tie } = slopesByPlace(cells, fit);
	const { side, length, tie: ties } = fit.layout;
	return (place) => {
		const cell = (place / 3) | 0;
		const own = odds[place] ?? 0;
		meat.push(cells.first[cell] ?? 0, own);
		meat.push(cells.second[cell] ?? 0, -own);
		if (side >= 0) meat.push(side, own);
		if (length >= 0) meat.push(length, own * (cells.length?.[cell] ?? 0));
		if (ties >= 0) meat.push(ties, tie[place] ?? 0);
	};
}

/** Each comparison stands for itself. Counts alone tell it. */
export function rowCovariance(cells: Cells, fit: Fit): Covariance {
	const meat = new Meat(fit.layout.size);
	const push = pusher(cells, fit, meat);
	for (let place = 0; place < cells.counts.length; place++) {
		const many = cells.counts[place] ?? 0;
		if (many === 0) continue;
		push(place);
		meat.close(many);
	}
	return meat.covariance(breadOf(fit), fit.layout.models);
}

/** Clusters numbered from 0 without gaps. */
export type Numbered = { codes: Int32Array; many: number };

/**
 * Places in the order of their clusters: a counting sort.
 * @returns with `first[c]` to `first[c + 1]` being cluster c
 */
function sorted({ codes, many }: Numbered, place: Int32Array) {
	const first = new Int32Array(many + 1);
	for (let i = 0; i < codes.length; i++) {
		const own = codes[i] ?? 0;
		first[own + 1] = (first[own + 1] ?? 0) + 1;
	}
	for (let c = 0; c < many; c++) first[c + 1] = (first[c + 1] ?? 0) + (first[c] ?? 0);
	const next = first.slice();
	const places = new Int32Array(place.length);
	for (let i = 0; i < place.length; i++) {
		const own = codes[i] ?? 0;
		const at = next[own] ?? 0;
		next[own] = at + 1;
		places[at] = place[i] ?? 0;
	}
	return { first, places };
}

/** Of fewer clusters than this each is left out in turn: the sandwich is too sure of few. */
export const FEW = 50;

/**
 * Each cluster left out in turn and all fitted again. J. G. MacKinnon, M. Ø. Nielsen, M. D. Webb (2023), Cluster-robust
 * inference: A guide to empirical practice, Journal of Econometrics 232, 272-299: CV3, which they advise for few clusters.
 * @returns null where models fall into pieces without one of the clusters
 */
function jackknife(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	{ codes, many: clusters }: Numbered
): Covariance | null {
	const { size, models } = fit.layout;
	const matrix = new Float64Array(size * size);
	const places = cells.counts.length;
	const inside = new Float64Array(clusters * places);
	for (let i = 0; i < place.length; i++) {
		const at = (codes[i] ?? 0) * places + (place[i] ?? 0);
		inside[at] = (inside[at] ?? 0) + 1;
	}
	for (let left = 0; left < clusters; left++) {
		const counts = cells.counts.map((many, at) => many - (inside[left * places + at] ?? 0));
		const without = bradleyTerry({ ...cells, counts }, fit.model, fit.parameters, 1e-6);
		if (!without) return null;
		const off = without.parameters.map((one, p) => one - (fit.parameters[p] ?? 0));
		for (let i = 0; i < size; i++)
			for (let j = 0; j < size; j++)
				matrix[i * size + j] =
					(matrix[i * size + j] ?? 0) + ((clusters - 1) / clusters) * (off[i] ?? 0) * (off[j] ?? 0);
	}
	return { matrix: centred(matrix, size, models), size, clusters, degrees: clusters - 1 };
}

/**
 * Cluster after cluster.
 * @param place by row: what it says; rows of one place say the same
 * @param push adds the slope of one row at that place
 */
export function pushClusters(
	meat: Meat,
	push: (place: number) => void,
	place: Int32Array,
	cluster: Numbered
): void {
	const { first, places } = sorted(cluster, place);
	for (let c = 0; c < cluster.many; c++) {
		for (let i = first[c] ?? 0; i < (first[c + 1] ?? 0); i++) push(places[i] ?? 0);
		meat.close();
	}
}

/** What is alike in both is a cluster. Each row is one number, of which the order is that of the clusters. */
export function pushTwice(
	meat: Meat,
	push: (place: number) => void,
	place: Int32Array,
	places: number,
	[one, other]: [Numbered, Numbered]
): void {
	const keys = new Float64Array(place.length);
	for (let i = 0; i < keys.length; i++)
		keys[i] = ((one.codes[i] ?? 0) * other.many + (other.codes[i] ?? 0)) * places + (place[i] ?? 0);
	keys.sort();
	let before = -1;
	for (const key of keys) {
		const cluster = Math.floor(key / places);
		if (cluster !== before) meat.close();
		before = cluster;
		push(key - cluster * places);
	}
	meat.close();
}

/** The sandwich of slopes that `pushAll` adds. */
function sandwich(
	cells: Cells,
	fit: Fit,
	pushAll: (meat: Meat, push: (place: number) => void) => void
): Covariance {
	const meat = new Meat(fit.layout.size);
	pushAll(meat, pusher(cells, fit, meat));
	return meat.covariance(breadOf(fit), fit.layout.models);
}

function mostOf(cluster: Int32Array): number {
	let most = -1;
	for (let i = 0; i < cluster.length; i++) most = Math.max(most, cluster[i] ?? 0);
	return most;
}

/** @returns the same clusters, numbered without gaps, and how many there are */
export function numbered(cluster: Int32Array): Numbered {
	const known = new Int32Array(mostOf(cluster) + 1).fill(-1);
	const codes = new Int32Array(cluster.length);
	let many = 0;
	for (let i = 0; i < cluster.length; i++) {
		const own = cluster[i] ?? 0;
		const code = known[own] ?? -1;
		codes[i] = code < 0 ? (known[own] = many++) : code;
	}
	return { codes, many };
}

/**
 * @param place by comparison, of countedOf
 * @param cluster by comparison: the number of its prompt, or of its rater, from 0
 */
export function clusterCovariance(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	cluster: Int32Array
): Covariance {
	const own = numbered(cluster);
	const left = own.many > 1 && own.many < FEW ? jackknife(cells, place, fit, own) : null;
	return left ?? sandwich(cells, fit, (meat, push) => pushClusters(meat, push, place, own));
}

/**
 * What clusterCovariance says of one parameter alone that is no strength, where there are clusters enough: what a cluster
 * adds to it is one number, so that nothing is put in order and no matrix is multiplied.
 * @param place by comparison, of countedOf; those whose count is 0 are left out
 * @returns null where there are too few clusters for it
 */
export function clusterVariance(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	cluster: Int32Array,
	parameter: number
): number | null {
	const { layout, factor } = fit;
	const { odds, tie } = slopesByPlace(cells, fit);
	const unit = new Float64Array(layout.size);
	unit[parameter] = 1;
	const weight = solve(factor, layout.size, unit);
	const adds = odds.map((own, at) => {
		const cell = (at / 3) | 0;
		const slope = (weight[cells.first[cell] ?? 0] ?? 0) - (weight[cells.second[cell] ?? 0] ?? 0);
		const side = weight[layout.side] ?? 0;
		const length = (weight[layout.length] ?? 0) * (cells.length?.[cell] ?? 0);
		return own * (slope + side + length) + (tie[at] ?? 0) * (weight[layout.tie] ?? 0);
	});
	const sums = new Float64Array(mostOf(cluster) + 1);
	const isSeen = new Uint8Array(sums.length);
	for (let i = 0; i < place.length; i++) {
		const [at, own] = [place[i] ?? 0, cluster[i] ?? 0];
		if (cells.counts[at] === 0) continue;
		sums[own] = (sums[own] ?? 0) + (adds[at] ?? 0);
		isSeen[own] = 1;
	}
	let [clusters, squares] = [0, 0];
	for (let c = 0; c < sums.length; c++) {
		clusters += isSeen[c] ?? 0;
		squares += (sums[c] ?? 0) ** 2;
	}
	return clusters < FEW ? null : (squares * clusters) / (clusters - 1);
}

/**
 * Clustered by both at once: what either tells, less what both tell twice. A. C. Cameron, J. B. Gelbach, D. L. Miller
 * (2011), Robust Inference With Multiway Clustering, Journal of Business & Economic Statistics 29, 238-249.
 * Where that is no covariance nothing is taken off, which is never too sure.
 */
export function byEither(one: Covariance, other: Covariance, both: Covariance): Covariance {
	const either = one.matrix.map((own, i) => own + (other.matrix[i] ?? 0));
	const less = either.map((own, i) => own - (both.matrix[i] ?? 0));
	const fewer = one.clusters < other.clusters ? one : other;
	return { ...fewer, matrix: cholesky(less, one.size, true) ? less : either };
}

export function twoWayCovariance(
	cells: Cells,
	place: Int32Array,
	fit: Fit,
	prompt: Int32Array,
	rater: Int32Array
): Covariance {
	const both: [Numbered, Numbered] = [numbered(prompt), numbered(rater)];
	return byEither(
		clusterCovariance(cells, place, fit, prompt),
		clusterCovariance(cells, place, fit, rater),
		sandwich(cells, fit, (meat, push) => pushTwice(meat, push, place, cells.counts.length, both))
	);
}
