/**
 * Plackett-Luce: how strong models are, from rankings of some of them, ties and unranked rests allowed. A ranking is a
 * series of choices from what is left. R. L. Plackett (1975), The Analysis of Permutations, Applied Statistics 24,
 * 193-202; ties by H. L. Turner, J. van Etten, D. Firth, I. Kosmidis (2020), Modelling rankings in R: the PlackettLuce
 * package, Computational Statistics 35, 1027-1057, equation 1. Of pairs it is Davidson's model.
 */
import { newton, type Slopes } from './bradley-terry.ts';
import { standings, type Standing } from './connectivity.ts';
import { centred, inverse } from './linear.ts';
import { Meat, type Covariance } from './sandwich.ts';

export type Ranking = {
	/** the best first; those of one group are tied */
	groups: readonly (readonly number[])[];
	/** below all of these, nobody knows in which order */
	rest?: readonly number[];
};

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
};

/** One choice: which of the sets that could have been chosen was. */
type Choice = {
	/** models to choose from; a set is a list of places in it, one after the other in `members` */
	from: Int32Array;
	members: Int32Array;
	first: Int32Array;
	chosen: number;
	weight: number;
};

/** Sets that one choice may be among; more would take for ever. */
const MOST = 20_000;

/** @throws RangeError where there are too many sets to choose among */
function choiceOf(
	from: number[],
	chosen: readonly number[],
	sizes: readonly number[],
	weight: number
): Choice {
	const members: number[] = [];
	const first = [0];
	let found = -1;
	const set: number[] = [];
	const isChosen = () =>
		set.length === chosen.length && set.every((place) => chosen.includes(from[place] ?? -1));
	const grow = (next: number, left: number): void => {
		if (left === 0) {
			if (isChosen()) found = first.length - 1;
			members.push(...set);
			if (first.push(members.length) > MOST)
				throw new RangeError(
					`Ties among ${from.length} responses can come about in too many ways: rank fewer at a time.`
				);
			return;
		}
		for (let place = next; place + left <= from.length; place++) {
			set.push(place);
			grow(place + 1, left - 1);
			set.pop();
		}
	};
	for (const size of sizes) if (size <= from.length) grow(0, size);
	return {
		from: Int32Array.from(from),
		members: Int32Array.from(members),
		first: Int32Array.from(first),
		chosen: found,
		weight
	};
}

/** The choices of one ranking; where only one thing could be chosen nothing is learnt. */
function choicesOf({ groups, rest = [] }: Ranking, sizes: readonly number[]): Choice[] {
	const choices: Choice[] = [];
	let left = [...groups.flat(), ...rest];
	for (const group of groups) {
		if (left.length > 1)
			choices.push(
				choiceOf(
					left.toSorted((a, b) => a - b),
					group,
					sizes,
					1
				)
			);
		left = left.filter((one) => !group.includes(one));
	}
	return choices;
}

/** A set's worth: the mean of its members' strengths, and what its size adds. */
function chancesOf({ from, members, first }: Choice, models: number, tieAt: Int32Array, p: Float64Array) {
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
	return chances.map((one) => one / sum);
}

/** Calls with each parameter that a set is made of, and how much it counts in it. */
function features(
	choice: Choice,
	set: number,
	models: number,
	tieAt: Int32Array,
	each: (at: number, x: number) => void
) {
	const [start, end] = [choice.first[set] ?? 0, choice.first[set + 1] ?? 0];
	for (let m = start; m < end; m++) each(choice.from[choice.members[m] ?? 0] ?? 0, 1 / (end - start));
	const tie = tieAt[end - start] ?? -1;
	if (tie >= 0) each(models + tie, 1);
}

type Problem = { models: number; size: number; tieAt: Int32Array; choices: Choice[]; prior: number };

function slopesOf({ models, size, tieAt, choices, prior }: Problem, p: Float64Array): Slopes {
	const gradient = new Float64Array(size);
	const information = new Float64Array(size * size);
	const mean = new Float64Array(size);
	let logLikelihood = 0;
	const add = (i: number, j: number, value: number) => {
		const at = Math.max(i, j) * size + Math.min(i, j);
		information[at] = (information[at] ?? 0) + value;
	};
	for (const choice of choices) {
		const chances = chancesOf(choice, models, tieAt, p);
		logLikelihood += choice.weight * Math.log(chances[choice.chosen] ?? 0);
		const touched = new Set<number>();
		for (let s = 0; s < chances.length; s++) {
			const weight = chances[s] ?? 0;
			const own: [number, number][] = [];
			features(choice, s, models, tieAt, (at, x) => own.push([at, x]));
			for (const [at, x] of own) {
				touched.add(at);
				mean[at] = (mean[at] ?? 0) + weight * x;
				for (const [to, y] of own) if (to <= at) add(at, to, choice.weight * weight * x * y);
			}
		}
		features(choice, choice.chosen, models, tieAt, (at, x) => {
			gradient[at] = (gradient[at] ?? 0) + choice.weight * x;
		});
		for (const at of touched) {
			gradient[at] = (gradient[at] ?? 0) - choice.weight * (mean[at] ?? 0);
			for (const to of touched) if (to <= at) add(at, to, -choice.weight * (mean[at] ?? 0) * (mean[to] ?? 0));
		}
		for (const at of touched) mean[at] = 0;
	}
	// Strengths are only known from each other; the last of them is the made-up model, where there is one.
	if (prior === 0) for (let i = 0; i < models; i++) for (let j = 0; j <= i; j++) add(i, j, 1 / models);
	else add(models - 1, models - 1, 1);
	return { gradient, information, logLikelihood };
}

/** Who was ranked above whom, and ties as half of each: for connectivity. */
function beaten(rankings: readonly Ranking[], models: number): Float64Array {
	const wins = new Float64Array(models * models);
	const add = (a: number, b: number, value: number) => {
		wins[a * models + b] = (wins[a * models + b] ?? 0) + value;
	};
	for (const { groups, rest = [] } of rankings) {
		const all = [...groups, rest];
		for (const [i, group] of all.entries()) {
			for (const a of group) for (const b of all.slice(i + 1).flat()) add(a, b, 1);
			if (i < groups.length) for (const a of group) for (const b of group) if (a !== b) add(a, b, 0.5);
		}
	}
	return wins;
}

function checked(rankings: readonly Ranking[], models: number): void {
	for (const [i, { groups, rest = [] }] of rankings.entries()) {
		const all = [...groups.flat(), ...rest];
		const isValid = all.every((one) => Number.isInteger(one) && one >= 0 && one < models);
		if (!isValid || new Set(all).size < all.length || groups.some((group) => group.length === 0))
			throw new RangeError(
				`Ranking ${i} is not one of different models below ${models}, in groups that hold some.`
			);
	}
}

/** The same choice made twice is one of twice the weight. */
function merged(choices: Choice[]): Choice[] {
	const known = new Map<string, Choice>();
	for (const choice of choices) {
		const key = `${choice.from.join()}:${choice.chosen}`;
		const before = known.get(key);
		if (before) before.weight += choice.weight;
		else known.set(key, { ...choice });
	}
	return [...known.values()];
}

/**
 * @param models how many there are; they are numbers from 0
 * @param cluster by ranking: what resembles each other, as prompts or raters, from 0; each stands for itself unless told
 * @param prior see Model.prior; where rankings do not hold models together it is 0.5 unless told
 * @throws RangeError where a ranking names no model, or one twice, or ties come about in too many ways
 */
export function plackettLuce(
	rankings: readonly Ranking[],
	models: number,
	cluster?: Int32Array,
	prior?: number
): PlackettLuce {
	checked(rankings, models);
	const standing = standings(beaten(rankings, models), models);
	const isWhole = standing.every((one) => one === 'connected');
	const pull = prior ?? (isWhole ? 0 : 0.5);
	const tied = new Set(rankings.flatMap(({ groups }) => groups.map((group) => group.length)));
	const sizes = [1, ...[...tied].filter((size) => size > 1).sort((a, b) => a - b)];
	const tieAt = new Int32Array((sizes.at(-1) ?? 1) + 1).fill(-1);
	sizes.forEach((size, i) => (tieAt[size] = i - 1));
	const real = rankings.map((ranking) => choicesOf(ranking, sizes));
	const ghost = Array.from({ length: pull > 0 ? models : 0 }, (_, m) => [
		choiceOf([m, models], [m], sizes, pull),
		choiceOf([m, models], [models], sizes, pull)
	]);
	const all = pull > 0 ? models + 1 : models;
	const size = all + sizes.length - 1;
	const problem = { models: all, size, tieAt, choices: merged([...real, ...ghost].flat()), prior: pull };
	const found = newton((p) => slopesOf(problem, p), new Float64Array(size));
	if (!found) throw new RangeError('No strengths are the likeliest: too few rankings tell models apart.');
	const meat = new Meat(size);
	const order = Array.from(rankings.keys()).sort((a, b) => (cluster?.[a] ?? a) - (cluster?.[b] ?? b));
	for (const [i, ranking] of order.entries()) {
		const before = order[i - 1];
		if (before !== undefined && (!cluster || cluster[ranking] !== cluster[before])) meat.close();
		for (const choice of real[ranking] ?? []) {
			const chances = chancesOf(choice, all, tieAt, found.parameters);
			features(choice, choice.chosen, all, tieAt, (at, x) => meat.push(at, x));
			chances.forEach((chance, s) => features(choice, s, all, tieAt, (at, x) => meat.push(at, -chance * x)));
		}
	}
	meat.close();
	const whole = meat.covariance(inverse(found.factor, size), all);
	const strengths = found.parameters.slice(0, models);
	const mean = strengths.reduce((a, b) => a + b, 0) / Math.max(1, models);
	return {
		strengths: strengths.map((one) => one - mean),
		ties: new Map(sizes.slice(1).map((tie, i) => [tie, found.parameters[all + i] ?? 0])),
		covariance: pull > 0 ? withoutGhost(whole, models) : whole,
		standing,
		regularised: pull > 0
	};
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
