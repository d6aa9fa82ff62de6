/** How sure strengths are that were fitted to choices: sandwich, clusters left out in turn, and rankings drawn again. */
import { centredOf, chancesOf, features, fitted, timesOf, type Fitted, type Problem } from './choice-fit.ts';
import type { Catalogue } from './choices.ts';
import { centred, inverse } from './linear.ts';
import { poissonDraw, type Random } from './random.ts';
import {
	byEither,
	FEW,
	Meat,
	numbered,
	pushClusters,
	pushTwice,
	type Covariance,
	type Numbered
} from './sandwich.ts';

export type Spread = { catalogue: Catalogue; found: Fitted; models: number; weight?: Float64Array };

/** By ranking a number of what it says and how much it weighs, which its slope follows from. */
function placesOf({ catalogue: { place, examples }, weight }: Spread) {
	if (!weight) return { place, weights: null, patterns: examples.map((_, i) => i) };
	const known = new Map<string, number>();
	const weights: number[] = [];
	const patterns: number[] = [];
	const places = Int32Array.from(place, (pattern, i) => {
		const key = `${pattern} ${weight[i] ?? 1}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		known.set(key, patterns.length);
		weights.push(weight[i] ?? 1);
		return patterns.push(pattern) - 1;
	});
	return { place: places, weights, patterns };
}

/** By place its slope, as parameters with their values. */
function slopesByPlace({ catalogue, found: { problem, parameters } }: Spread, patterns: number[]) {
	const scores = catalogue.choices.map((choice) => {
		const score = new Map<number, number>();
		const add = (at: number, x: number) => score.set(at, (score.get(at) ?? 0) + x);
		features(choice, choice.chosen, problem, add);
		chancesOf(choice, problem, parameters).forEach((chance, s) =>
			features(choice, s, problem, (at, x) => add(at, -chance * x))
		);
		return score;
	});
	const byPattern = catalogue.patterns.map((made) => {
		const sum = new Map<number, number>();
		for (const choice of made)
			for (const [at, x] of scores[choice] ?? []) sum.set(at, (sum.get(at) ?? 0) + x);
		return [...sum];
	});
	return patterns.map((pattern) => byPattern[pattern] ?? []);
}

/** Each cluster left out in turn: see sandwich.ts. @returns null where models fall into pieces without one of them */
function jackknife(spread: Spread, { codes, many: clusters }: Numbered): Covariance | null {
	const { catalogue, found, models, weight } = spread;
	const { size, models: all } = found.problem;
	const matrix = new Float64Array(size * size);
	const whole = timesOf(catalogue, weight);
	const inside = Array.from({ length: clusters }, () => new Map<number, number>());
	for (const [i, pattern] of catalogue.place.entries()) {
		const own = inside[codes[i] ?? 0];
		own?.set(pattern, (own.get(pattern) ?? 0) + (weight?.[i] ?? 1));
	}
	for (const left of inside) {
		const times = whole.slice();
		// What rounding leaves of a pattern that is wholly left out is nothing.
		for (const [pattern, many] of left) {
			const rest = (times[pattern] ?? 0) - many;
			times[pattern] = rest > 1e-9 ? rest : 0;
		}
		if (!isTold(catalogue, found.problem, times)) return null;
		const without = fitted(catalogue, found.problem, times, found.parameters, 1e-6);
		if (!without) return null;
		const off = without.parameters.map((one, p) => one - (found.parameters[p] ?? 0));
		for (let i = 0; i < size; i++)
			for (let j = 0; j < size; j++)
				matrix[i * size + j] =
					(matrix[i * size + j] ?? 0) + ((clusters - 1) / clusters) * (off[i] ?? 0) * (off[j] ?? 0);
	}
	const covariance = { matrix, size, clusters, degrees: clusters - 1 };
	return all > models
		? withoutGhost(covariance, models)
		: { ...covariance, matrix: centred(matrix, size, models) };
}

/** Whether each number of those tied is still among what was chosen: what never was has no likeliest value. */
function isTold({ examples, sizes }: Catalogue, { prior }: Problem, times: Float64Array): boolean {
	const seen = new Set(
		examples.flatMap(({ groups }, i) => ((times[i] ?? 0) > 0 ? groups.map((group) => group.length) : []))
	);
	return sizes.every((size) => seen.has(size) || (size === 1 && prior > 0));
}

function sandwich(
	spread: Spread,
	pushAll: (meat: Meat, push: (place: number) => void, place: Int32Array, places: number) => void
): Covariance {
	const { found, models } = spread;
	const { size, models: all } = found.problem;
	const { place, weights, patterns } = placesOf(spread);
	const slopes = slopesByPlace(spread, patterns);
	const meat = new Meat(size);
	const push = (at: number) => {
		const weight = weights?.[at] ?? 1;
		for (const [parameter, slope] of slopes[at] ?? []) meat.push(parameter, weight * slope);
	};
	pushAll(meat, push, place, patterns.length);
	const whole = meat.covariance(inverse(found.factor, size), all);
	return all > models ? withoutGhost(whole, models) : whole;
}

export function covarianceOf(
	spread: Spread,
	{ prompt, rater }: { prompt?: Int32Array; rater?: Int32Array }
): Covariance {
	const by = (cluster: Int32Array): Covariance => {
		const own = numbered(cluster);
		const left = own.many > 1 && own.many < FEW ? jackknife(spread, own) : null;
		return left ?? sandwich(spread, (meat, push, place) => pushClusters(meat, push, place, own));
	};
	if (prompt && rater) {
		const both: [Numbered, Numbered] = [numbered(prompt), numbered(rater)];
		return byEither(
			by(prompt),
			by(rater),
			sandwich(spread, (meat, push, place, places) => pushTwice(meat, push, place, places, both))
		);
	}
	const one = prompt ?? rater;
	if (one) return by(one);
	return sandwich(spread, (meat, push, place) => {
		for (const at of place) {
			push(at);
			meat.close();
		}
	});
}

/** Rankings are drawn again and fitted again from where they were: see bootstrap.ts. */
export function bootstrapOf({ catalogue, found, models, weight }: Spread, draws: number, random: Random) {
	const own = centredOf(found, models);
	const sum = new Float64Array(models);
	const squares = new Float64Array(models);
	const drawn = new Float64Array(catalogue.place.length);
	let fits = 0;
	for (let i = 0; i < draws; i++) {
		for (let r = 0; r < drawn.length; r++) drawn[r] = (weight?.[r] ?? 1) * poissonDraw(1, random);
		const again = fitted(catalogue, found.problem, timesOf(catalogue, drawn), found.parameters, 1e-3);
		if (!again) continue;
		fits++;
		const there = centredOf(again, models);
		for (let m = 0; m < models; m++) {
			const off = (there[m] ?? 0) - (own[m] ?? 0);
			sum[m] = (sum[m] ?? 0) + off;
			squares[m] = (squares[m] ?? 0) + off * off;
		}
	}
	return squares.map((square, m) =>
		Math.sqrt(Math.max(0, square - (sum[m] ?? 0) ** 2 / fits) / Math.max(1, fits - 1))
	);
}

/** Strengths are seen from the mean of the models that there are. */
function withoutGhost(covariance: Covariance, models: number): Covariance {
	const size = covariance.size - 1;
	const matrix = new Float64Array(size * size);
	const of = (i: number) => (i < models ? i : i + 1);
	for (let i = 0; i < size; i++)
		for (let j = 0; j < size; j++)
			matrix[i * size + j] = covariance.matrix[of(i) * covariance.size + of(j)] ?? 0;
	return { ...covariance, matrix: centred(matrix, size, models), size };
}
