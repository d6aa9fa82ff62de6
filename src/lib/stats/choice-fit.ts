/** The likeliest strengths of choices that were made so often each, by Newton's method. See choices.ts. */
import { newton, type Slopes } from './bradley-terry.ts';
import { choiceOf, type Catalogue, type Choice } from './choices.ts';

/** Choices with a count each, as the likelihood has them. */
export type Problem = { models: number; size: number; tieAt: Int32Array; choices: Choice[]; prior: number };

/** A set's worth: the mean of its members' strengths, and what its size adds. */
export function chancesOf({ from, members, first }: Choice, { models, tieAt }: Problem, p: Float64Array) {
	const sets = first.length - 1;
	const chances = new Float64Array(sets);
	let most = -Infinity;
	for (let s = 0; s < sets; s++) {
		const [start, end] = [first[s] ?? 0, first[s + 1] ?? 0];
		let worth = 0;
		for (let m = start; m < end; m++) worth += p[from[members[m] ?? 0] ?? 0] ?? 0;
		worth /= end - start;
		const tie = tieAt[end - start] ?? -1;
		if (tie >= 0) worth += p[models + tie] ?? 0;
		chances[s] = worth;
		if (worth > most) most = worth;
	}
	let sum = 0;
	for (let s = 0; s < sets; s++) sum += chances[s] = Math.exp((chances[s] ?? 0) - most);
	for (let s = 0; s < sets; s++) chances[s] = (chances[s] ?? 0) / sum;
	return chances;
}

/** Calls with each parameter that a set is made of, and how much it counts in it. */
export function features(
	choice: Choice,
	set: number,
	{ models, tieAt }: Problem,
	each: (at: number, x: number) => void
): void {
	const [start, end] = [choice.first[set] ?? 0, choice.first[set + 1] ?? 0];
	for (let m = start; m < end; m++) each(choice.from[choice.members[m] ?? 0] ?? 0, 1 / (end - start));
	const tie = tieAt[end - start] ?? -1;
	if (tie >= 0) each(models + tie, 1);
}

/** @param counts by choice: how often it was made */
function slopesOf(problem: Problem, counts: Float64Array, p: Float64Array): Slopes {
	const { models, size, tieAt, choices, prior } = problem;
	const gradient = new Float64Array(size);
	const information = new Float64Array(size * size);
	const mean = new Float64Array(size);
	const own = new Int32Array(size);
	let logLikelihood = 0;
	const add = (i: number, j: number, value: number) => {
		const at = i > j ? i * size + j : j * size + i;
		information[at] = (information[at] ?? 0) + value;
	};
	for (let c = 0; c < choices.length; c++) {
		const count = counts[c] ?? 0;
		const choice = choices[c];
		if (count === 0 || !choice) continue;
		const { from, members, first, chosen } = choice;
		const chances = chancesOf(choice, problem, p);
		logLikelihood += count * Math.log(chances[chosen] ?? 0);
		let touched = 0;
		for (; touched < from.length; touched++) own[touched] = from[touched] ?? 0;
		for (let many = 2; many < tieAt.length && many <= from.length; many++)
			if ((tieAt[many] ?? -1) >= 0) own[touched++] = models + (tieAt[many] ?? 0);
		for (let s = 0; s < chances.length; s++) {
			const chance = chances[s] ?? 0;
			const [start, end] = [first[s] ?? 0, first[s + 1] ?? 0];
			const x = 1 / (end - start);
			const tie = tieAt[end - start] ?? -1;
			for (let m = start; m < end; m++) {
				const at = from[members[m] ?? 0] ?? 0;
				mean[at] = (mean[at] ?? 0) + chance * x;
				for (let n = start; n <= m; n++) add(at, from[members[n] ?? 0] ?? 0, count * chance * x * x);
				if (tie >= 0) add(models + tie, at, count * chance * x);
			}
			if (tie < 0) continue;
			mean[models + tie] = (mean[models + tie] ?? 0) + chance;
			add(models + tie, models + tie, count * chance);
		}
		features(choice, chosen, problem, (at, x) => {
			gradient[at] = (gradient[at] ?? 0) + count * x;
		});
		for (let i = 0; i < touched; i++) {
			const at = own[i] ?? 0;
			const expected = mean[at] ?? 0;
			gradient[at] = (gradient[at] ?? 0) - count * expected;
			for (let j = 0; j <= i; j++) add(at, own[j] ?? 0, -count * expected * (mean[own[j] ?? 0] ?? 0));
		}
		for (let i = 0; i < touched; i++) mean[own[i] ?? 0] = 0;
	}
	// Strengths are only known from each other; the last of them is the made-up model, where there is one.
	if (prior === 0) for (let i = 0; i < models; i++) for (let j = 0; j <= i; j++) add(i, j, 1 / models);
	else add(models - 1, models - 1, 1);
	return { gradient, information, logLikelihood };
}

export type Fitted = { problem: Problem; parameters: Float64Array; factor: Float64Array };

/** What the prior adds: each model beats a made-up one, and loses to it. */
export function problemOf({ choices, sizes }: Catalogue, models: number, prior: number): Problem {
	const tieAt = new Int32Array((sizes.at(-1) ?? 1) + 1).fill(-1);
	sizes.forEach((size, i) => (tieAt[size] = i - 1));
	const all = prior > 0 ? models + 1 : models;
	const ghost = Array.from({ length: prior > 0 ? models : 0 }, (_, m) => [
		choiceOf([m, models], [m], sizes),
		choiceOf([m, models], [models], sizes)
	]);
	return {
		models: all,
		size: all + sizes.length - 1,
		tieAt,
		choices: [...choices, ...ghost.flat()],
		prior
	};
}

/** By choice how often it was made, when patterns came so often; behind them what the prior adds. */
function countsOf({ patterns, choices }: Catalogue, problem: Problem, times: Float64Array): Float64Array {
	const counts = new Float64Array(problem.choices.length).fill(problem.prior);
	counts.fill(0, 0, choices.length);
	for (const [pattern, made] of patterns.entries()) {
		const many = times[pattern] ?? 0;
		if (many !== 0) for (const choice of made) counts[choice] = (counts[choice] ?? 0) + many;
	}
	return counts;
}

/** @returns null where the likelihood is highest at no one place */
export function fitted(
	catalogue: Catalogue,
	problem: Problem,
	times: Float64Array,
	start?: Float64Array,
	tolerance?: number
): Fitted | null {
	const counts = countsOf(catalogue, problem, times);
	const found = newton(
		(p) => slopesOf(problem, counts, p),
		start ?? new Float64Array(problem.size),
		tolerance
	);
	return found && { problem, parameters: found.parameters, factor: found.factor };
}

/** How often each pattern came, each ranking counting as much as it weighs. */
export function timesOf({ place, examples }: Catalogue, weight?: Float64Array): Float64Array {
	const times = new Float64Array(examples.length);
	for (const [i, pattern] of place.entries()) times[pattern] = (times[pattern] ?? 0) + (weight?.[i] ?? 1);
	return times;
}

/** Strengths from their mean, those of the made-up model left out. */
export function centredOf({ problem, parameters }: Fitted, models: number): Float64Array {
	const own = Float64Array.from(parameters);
	const mean = own.subarray(0, models).reduce((a, b) => a + b, 0) / Math.max(1, models);
	for (let m = 0; m < problem.models; m++) own[m] = (own[m] ?? 0) - mean;
	return own;
}
