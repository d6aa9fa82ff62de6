/** Models of known strength are compared in each order: how soon their order is right, and what the weights are for. */
import { expect, it } from 'vitest';
import { normalDraw } from './random.ts';
import { seeded } from './seeded.ts';
import { bradleyTerry } from './bradley-terry.ts';
import { balanced, informative, type PairSoFar } from './sampling.ts';

const MODELS = 8;
const chance = (odds: number): number => 1 / (1 + Math.exp(-odds));
const sigma = (pair: PairSoFar, truth: number[]): number =>
	chance((truth[pair.a] ?? 0) - (truth[pair.b] ?? 0));

const everyPair = (): PairSoFar[] =>
	Array.from({ length: MODELS }, (_, a) =>
		Array.from({ length: MODELS - a - 1 }, (_, i) => ({ a, b: a + i + 1, judged: 0, wins: 0, open: true }))
	).flat();

function drawn(shares: number[], point: number): number {
	let left = point;
	const at = shares.findIndex((share) => (left -= share) < 0);
	return at === -1 ? shares.length - 1 : at;
}

/** Of all pairs of models, how many the estimate puts in their true order. */
function rightly(pairs: PairSoFar[], truth: number[]): number {
	const counts = new Float64Array(pairs.flatMap(({ judged, wins }) => [wins, 0, judged - wins]));
	const fit = bradleyTerry(
		{
			models: MODELS,
			first: Int32Array.from(pairs, ({ a }) => a),
			second: Int32Array.from(pairs, ({ b }) => b),
			length: null,
			counts
		},
		{ ties: 'half', side: false, length: false, prior: 0.5 }
	);
	const own = (m: number) => fit?.parameters[m] ?? 0;
	const right = pairs.filter(
		({ a, b }) => Math.sign(own(a) - own(b)) === Math.sign((truth[a] ?? 0) - (truth[b] ?? 0))
	).length;
	return right / pairs.length;
}

type Order = 'shuffled' | 'balanced' | 'informative';
const BATCH = 20;

/** Votes in batches, probabilities set before each. @returns how right the order is after each batch */
function voted(order: Order, truth: number[], batches: number, random: () => number): number[] {
	const pairs = everyPair();
	return Array.from({ length: batches }, () => {
		const shares =
			order === 'shuffled'
				? pairs.map(() => 1 / pairs.length)
				: order === 'balanced'
					? balanced(pairs, BATCH)
					: informative(MODELS, pairs);
		for (let n = 0; n < BATCH; n++) {
			const pair = pairs[drawn(shares, random())];
			if (!pair) throw new Error('no pair');
			pair.judged++;
			if (random() < sigma(pair, truth)) pair.wins++;
		}
		return rightly(pairs, truth);
	});
}

it('of models well apart the most informative pairs give the order by three fifths of the votes of shuffled ones', () => {
	const SETS = 120;
	const BATCHES = 25;
	const strengths = seeded(11);
	// Both orders meet the same truths. What one more comparison narrows alone, without the doubt, needs 0.84 of the votes.
	const truths = Array.from({ length: SETS }, () =>
		Array.from({ length: MODELS }, () => 3 * normalDraw(strengths))
	);
	const rightIn = (order: Order): number[] => {
		const random = seeded(12);
		const sums = Array.from({ length: BATCHES }, () => 0);
		for (const truth of truths)
			for (const [i, right] of voted(order, truth, BATCHES, random).entries())
				sums[i] = (sums[i] ?? 0) + right / SETS;
		return sums;
	};
	const reached = rightIn('shuffled')[BATCHES - 1] ?? 1;
	const needed = rightIn('informative').findIndex((share) => share >= reached) + 1;
	expect(needed).toBeGreaterThan(0);
	expect(needed).toBeLessThanOrEqual(0.6 * BATCHES);
});

it('balanced pairs are compared about equally often, shuffled ones are not', () => {
	const random = seeded(12);
	const truth = Array.from({ length: MODELS }, () => normalDraw(random));
	const rangeOf = (order: Order): number => {
		const pairs = everyPair();
		for (let batch = 0; batch < 56; batch++) {
			const shares = order === 'balanced' ? balanced(pairs, BATCH) : pairs.map(() => 1 / pairs.length);
			for (let n = 0; n < BATCH; n++) {
				const pair = pairs[drawn(shares, random())];
				if (pair && random() < 2 + sigma(pair, truth)) pair.judged++;
			}
		}
		const judged = pairs.map((pair) => pair.judged);
		return Math.max(...judged) - Math.min(...judged);
	};
	// 1,120 votes of 28 pairs: 40 each.
	expect(rangeOf('balanced')).toBeLessThanOrEqual(10);
	expect(rangeOf('shuffled')).toBeGreaterThan(14);
});

it('votes weighed by the inverse of their probability tell how often a model wins over all pairs, unweighed they do not', () => {
	const SETS = 300;
	const VOTES = 400;
	const random = seeded(13);
	// The first model against each other one: which pairs are chosen depends on how even they are.
	const truth = [1.2, 1.1, 0.9, -0.3, -1, -1.5, -2, -2.5];
	const pairs = everyPair();
	const own = pairs.filter(({ a }) => a === 0);
	const wanted = own.reduce((sum, pair) => sum + sigma(pair, truth), 0) / own.length;
	const errors = { weighed: 0, unweighed: 0 };
	for (let set = 0; set < SETS; set++) {
		const so = everyPair();
		const sums = { weighed: 0, weights: 0, wins: 0, votes: 0 };
		for (let vote = 0; vote < VOTES; vote += BATCH) {
			const shares = informative(MODELS, so);
			for (let n = 0; n < BATCH; n++) {
				const at = drawn(shares, random());
				const pair = so[at];
				if (!pair) throw new Error('no pair');
				const won = random() < sigma(pair, truth);
				pair.judged++;
				if (won) pair.wins++;
				if (pair.a !== 0) continue;
				const weight = 1 / (shares[at] ?? 1);
				sums.weights += weight;
				sums.votes++;
				if (won) sums.weighed += weight;
				if (won) sums.wins++;
			}
		}
		errors.weighed += (sums.weighed / sums.weights - wanted) / SETS;
		errors.unweighed += (sums.wins / sums.votes - wanted) / SETS;
	}
	expect(Math.abs(errors.weighed)).toBeLessThan(0.01);
	expect(Math.abs(errors.unweighed)).toBeGreaterThan(0.05);
});
