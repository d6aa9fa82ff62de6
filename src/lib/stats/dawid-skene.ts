/**
 * Dawid-Skene: what is true of each unit when raters err each in their own way. Expectation-maximisation over a
 * confusion matrix for each rater, begun from the shares of the votes, so that the same judgments always give the
 * same answer. Source: A. P. Dawid, A. M. Skene (1979), Maximum Likelihood Estimation of Observer Error-Rates Using
 * the EM Algorithm, Applied Statistics 28(1), 20-28, equations 2.3 to 2.5.
 */
import { patternsOf, sortRuns, type Patterns } from './patterns.ts';
import type { Table } from './table.ts';

export type DawidSkene = {
	/** by unit and value, `u * values + v`: how likely v is true of u; the shares of a unit sum to 1 */
	posterior: Float64Array;
	/** by unit: the likeliest value, or -1 where two are equally likely */
	truth: Int32Array;
	/** by rater, true value and said value, `(r * values + t) * values + s`: how likely r says s where t is true */
	confusion: Float64Array;
	/** by value: how likely it is true of any unit */
	prior: Float64Array;
	/** natural logarithm of the likelihood of all judgments, under the confusion and prior above */
	logLikelihood: number;
	iterations: number;
	/** whether the likelihood stopped growing before the iterations ran out */
	converged: boolean;
};

export type Patience = {
	/** iterations at most */
	most?: number;
	/** converged when the log-likelihood grows by less than this share of itself */
	tolerance?: number;
};

/** What never happened is held to be this likely, so that one odd judgment rules nothing out for good. */
const RARE = 1e-10;
/** Values whose probabilities differ by less are equally likely. */
const EQUAL = 1e-9;

/** The judgments of a unit in the order of raters; a table holds them in the order in which they came. */
const sortByRater = ({ first, rater, value, values }: Said): Float64Array =>
	sortRuns(
		first,
		Float64Array.from(rater, (r, i) => r * values.length + (value[i] ?? 0))
	);

/** Divides each run of `length` by its sum; what is below RARE is raised to it first. */
function normalise(numbers: Float64Array, length: number): void {
	for (let at = 0; at < numbers.length; at += length) {
		let sum = 0;
		for (let i = at; i < at + length; i++) sum += numbers[i] = Math.max(numbers[i] ?? 0, RARE);
		for (let i = at; i < at + length; i++) numbers[i] = (numbers[i] ?? 0) / sum;
	}
}

/**
 * A rater of whom little is known is held to say anything, so a unit that only such raters judged may stay undecided
 * though they agree: judgments must overlap for anybody to be known.
 * @returns for every unit what is likely true, and for every rater how they err
 */
export function dawidSkene(table: Table, patience?: Patience): DawidSkene {
	const steps = dawidSkeneSteps(table, patience);
	for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** What Dawid-Skene reads of a table. */
export type Said = Pick<Table, 'first' | 'rater' | 'value' | 'raters' | 'values'>;

/** The same one iteration after another, for whoever must not keep others waiting. */
export function* dawidSkeneSteps(
	table: Said,
	{ most = 100, tolerance = 1e-7 }: Patience = {}
): Generator<void, DawidSkene> {
	const many = table.values.length;
	const raters = table.raters.length;
	const said = sortByRater(table);
	yield;
	const patterns = patternsOf(table.first, said, raters * many);
	yield;
	const shares = new Float64Array(patterns.weight.length * many);
	const confusion = new Float64Array(raters * many * many);
	const prior = new Float64Array(many);

	const vote = () => {
		for (let p = 0; p < patterns.weight.length; p++) {
			const from = patterns.from[p] ?? 0;
			const to = patterns.to[p] ?? 0;
			for (let i = from; i < to; i++) {
				const at = p * many + ((said[i] ?? 0) % many);
				shares[at] = (shares[at] ?? 0) + 1 / (to - from);
			}
		}
	};

	/** Confusion and prior from what is held to be true. */
	const maximise = () => {
		confusion.fill(0);
		prior.fill(0);
		for (let p = 0; p < patterns.weight.length; p++)
			for (let t = 0; t < many; t++) {
				const mass = (shares[p * many + t] ?? 0) * (patterns.weight[p] ?? 0);
				prior[t] = (prior[t] ?? 0) + mass;
				for (let i = patterns.from[p] ?? 0; i < (patterns.to[p] ?? 0); i++) {
					const s = (said[i] ?? 0) % many;
					const r = ((said[i] ?? 0) - s) / many;
					const at = (r * many + t) * many + s;
					confusion[at] = (confusion[at] ?? 0) + mass;
				}
			}
		normalise(confusion, many);
		normalise(prior, many);
	};

	/** What is likely true from confusion and prior, in logarithms; @returns the log-likelihood of all judgments */
	const expect = (): number => {
		const logs = confusion.map(Math.log);
		const logPrior = prior.map(Math.log);
		const row = new Float64Array(many);
		let likelihood = 0;
		for (let p = 0; p < patterns.weight.length; p++) {
			row.set(logPrior);
			for (let i = patterns.from[p] ?? 0; i < (patterns.to[p] ?? 0); i++) {
				const s = (said[i] ?? 0) % many;
				const r = ((said[i] ?? 0) - s) / many;
				for (let t = 0; t < many; t++) row[t] = (row[t] ?? 0) + (logs[(r * many + t) * many + s] ?? 0);
			}
			const highest = row.reduce((a, b) => Math.max(a, b), -Infinity);
			let sum = 0;
			for (const log of row) sum += Math.exp(log - highest);
			for (let t = 0; t < many; t++) shares[p * many + t] = Math.exp((row[t] ?? 0) - highest) / sum;
			likelihood += (patterns.weight[p] ?? 0) * (highest + Math.log(sum));
		}
		return likelihood;
	};

	let logLikelihood = -Infinity;
	let iterations = 0;
	let converged = said.length === 0;
	vote();
	while (!converged && iterations < most) {
		maximise();
		const next = expect();
		iterations++;
		converged = next - logLikelihood <= tolerance * Math.abs(next);
		logLikelihood = next;
		yield;
	}
	return { ...spread(patterns, shares, many), confusion, prior, logLikelihood, iterations, converged };
}

/** From patterns back to units. */
function spread({ of }: Patterns, shares: Float64Array, many: number) {
	const posterior = new Float64Array(of.length * many);
	const truth = new Int32Array(of.length);
	for (let u = 0; u < of.length; u++) {
		const own = shares.subarray((of[u] ?? 0) * many, ((of[u] ?? 0) + 1) * many);
		posterior.set(own, u * many);
		const highest = own.reduce((a, b) => Math.max(a, b), 0);
		const likeliest = own.indexOf(highest);
		const isAlone = own.every((share, v) => v === likeliest || highest - share > EQUAL);
		truth[u] = isAlone ? likeliest : -1;
	}
	return { posterior, truth };
}
