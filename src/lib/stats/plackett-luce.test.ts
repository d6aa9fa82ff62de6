import { describe, expect, it } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import { countedOf } from './comparisons.ts';
import { plackettLuce, type Ranking } from './plackett-luce.ts';
import { rankingBoard } from './ranking-board.ts';
import { leaderboard } from './leaderboard.ts';
import { clusterCovariance, rowCovariance, twoWayCovariance } from './sandwich.ts';
import { seeded } from '../../../test/setup/seeded.ts';

/** "1>2=3" is a ranking. */
const ranking = (text: string): Ranking => ({
	groups: text.split('>').map((group) => group.split('=').map(Number))
});
const fromFirst = (strengths: Float64Array) => [...strengths].map((one) => one - (strengths[0] ?? 0));
const printed = (numbers: number[], digits: number) => numbers.map((one) => one.toFixed(digits));

describe('published numbers, to their last digit: the PlackettLuce overview, section 2.3', () => {
	const toy = ['0>1', '2>0', '0>3', '1>0', '1>2'].map(ranking);

	it('a model that only loses is held by half a win and half a loss', () => {
		const { strengths, regularised, standing } = plackettLuce(toy, 4);
		// Their iterations stop at 1e-7.
		expect(printed(fromFirst(strengths), 6)).toEqual(['0.000000', '0.518418', '0.135471', '-1.153757']);
		expect(regularised).toBe(true);
		expect(standing).toEqual(['connected', 'connected', 'connected', 'winless']);
	});

	it('without it nothing is regularised', () => {
		const { strengths, regularised } = plackettLuce(
			toy.filter((_, i) => i !== 2),
			3
		);
		expect(printed(fromFirst(strengths), 4)).toEqual(['0.0000', '0.8392', '0.4196']);
		expect(regularised).toBe(false);
	});
});

it('of pairs it is what Davidson says, ties included', () => {
	const pairs: [number, number, 0 | 1 | 2][] = [
		...([
			[0, 1, 0],
			[0, 1, 1],
			[1, 0, 0],
			[1, 2, 0],
			[2, 0, 0],
			[2, 0, 1],
			[1, 2, 1],
			[0, 2, 0]
		] as const)
	].map((pair) => [...pair]);
	const { cells } = countedOf({
		models: 3,
		first: Int32Array.from(pairs, ([a]) => a),
		second: Int32Array.from(pairs, ([, b]) => b),
		outcome: Uint8Array.from(pairs, ([, , outcome]) => outcome)
	});
	const davidson = bradleyTerry(cells, { ties: 'davidson', side: false, length: false, prior: 0 });
	const rankings = pairs.map(([a, b, outcome]) => ({ groups: outcome === 1 ? [[a, b]] : [[a], [b]] }));
	const { strengths, ties, covariance } = plackettLuce(rankings, 3);
	[...strengths].forEach((one, i) => expect(one).toBeCloseTo(davidson?.parameters[i] ?? 0, 8));
	expect(ties.get(2)).toBeCloseTo(davidson?.parameters[3] ?? 0, 8);
	if (!davidson) throw new Error('There is no likeliest place.');
	const { matrix } = rowCovariance(cells, davidson);
	expect(covariance.matrix.length).toBe(16);
	covariance.matrix.forEach((one, i) => expect(one).toBeCloseTo(matrix[i] ?? 0, 8));
});

describe('of pairs without ties it is Bradley-Terry', () => {
	/** Pairs of four models with prompts and raters, in which the stronger wins oftener. */
	function world(rows: number, prompts: number, raters: number) {
		const random = seeded(3);
		const below = (many: number) => Math.floor(random() * many);
		const pairs = Array.from({ length: rows }, () => {
			const a = below(4);
			const b = (a + 1 + below(3)) % 4;
			return { a, b, won: random() < 1 / (1 + Math.exp((a - b) / 2)), weight: 0.5 + below(4) };
		});
		const mean = pairs.reduce((sum, { weight }) => sum + weight, 0) / rows;
		const weight = Float64Array.from(pairs, (pair) => pair.weight / mean);
		return {
			comparisons: {
				models: 4,
				first: Int32Array.from(pairs, ({ a }) => a),
				second: Int32Array.from(pairs, ({ b }) => b),
				outcome: Uint8Array.from(pairs, ({ won }) => (won ? 0 : 2))
			},
			rankings: pairs.map(({ a, b, won }) => ({ groups: won ? [[a], [b]] : [[b], [a]] })),
			prompt: Int32Array.from(pairs, () => below(prompts)),
			rater: Int32Array.from(pairs, () => below(raters)),
			weight
		};
	}
	const fitOf = ({ comparisons }: ReturnType<typeof world>, weight?: Float64Array) => {
		const { cells, place } = countedOf(weight ? { ...comparisons, weight } : comparisons);
		const fit = bradleyTerry(cells, { ties: 'half', side: false, length: false, prior: 0 });
		if (!fit) throw new Error('There is no likeliest place.');
		return { cells, place, fit };
	};
	const alike = (some: Float64Array, others: Float64Array, digits = 8) => {
		expect(some.length).toBe(others.length);
		some.forEach((one, i) => expect(one).toBeCloseTo(others[i] ?? NaN, digits));
	};

	it.each([
		['many clusters', 60],
		['few clusters, each left out in turn', 12]
	])('strengths and errors by row, by prompt, by rater and by both, of %s', (_name, many) => {
		const set = world(400, many, many + 1);
		const { cells, place, fit } = fitOf(set);
		const { prompt, rater } = set;
		const row = plackettLuce(set.rankings, 4);
		alike(row.strengths, fit.parameters);
		alike(row.covariance.matrix, rowCovariance(cells, fit).matrix);
		for (const [clusters, other] of [
			[{ prompt }, clusterCovariance(cells, place, fit, prompt)],
			[{ rater }, clusterCovariance(cells, place, fit, rater)],
			[{ prompt, rater }, twoWayCovariance(cells, place, fit, prompt, rater)]
		] as const) {
			const { covariance } = plackettLuce(set.rankings, 4, clusters);
			expect([covariance.clusters, covariance.degrees]).toEqual([other.clusters, other.degrees]);
			alike(covariance.matrix, other.matrix, 6);
		}
	});

	it('under weights too', () => {
		const set = world(300, 60, 60);
		const { cells, place, fit } = fitOf(set, set.weight);
		const { prompt, weight } = set;
		const found = plackettLuce(set.rankings, 4, { prompt, weight });
		alike(found.strengths, fit.parameters);
		alike(found.covariance.matrix, clusterCovariance(cells, place, fit, prompt).matrix);
		const few = { prompt: prompt.map((one) => one % 12), weight };
		alike(
			plackettLuce(set.rankings, 4, few).covariance.matrix,
			clusterCovariance(cells, place, fit, few.prompt).matrix,
			6
		);
		const far = Math.abs((fit.parameters[0] ?? 0) - (fitOf(set).fit.parameters[0] ?? 0));
		expect(far).toBeGreaterThan(0.01);
	});

	it('and so is its leaderboard, with ranks, intervals, and row bootstraps of about the same width', () => {
		const set = world(400, 60, 60);
		const clusters = { prompt: set.prompt };
		const settings = { clusters, bootstraps: 200 };
		const one = rankingBoard(set.rankings, 4, { ...settings, random: seeded(5) });
		const other = leaderboard(set.comparisons, { ...settings, random: seeded(6) });
		expect(one.clusters).toBe(other.clusters);
		for (const [i, entry] of one.entries.entries()) {
			const same = other.entries[i];
			expect([entry.model, entry.rank, entry.comparisons]).toEqual([
				same?.model,
				same?.rank,
				same?.comparisons
			]);
			expect(entry.rating).toBeCloseTo(same?.rating ?? 0, 6);
			expect(entry.low).toBeCloseTo(same?.low ?? 0, 6);
			expect((entry.bootstrapError ?? 0) / (same?.bootstrapError ?? 1)).toBeCloseTo(1, 0);
		}
	});
});

it('a leaderboard of rankings has a word for what never lost, never won, or never met, and no interval', () => {
	const random = seeded(1);
	const rankings = ['0>1>2>3', '0>2>1>3', '0>1=2>3', '0>2>1>3', '4>5', '5>4'].map(ranking);
	const { entries, regularised } = rankingBoard(rankings, 7, { random });
	const words = Object.fromEntries(entries.map(({ model, standing }) => [model, standing]));
	expect(words).toEqual({
		0: 'unbeaten',
		1: 'connected',
		2: 'connected',
		3: 'winless',
		4: 'apart',
		5: 'apart',
		6: 'unseen'
	});
	expect(regularised).toBe(true);
	for (const { rating, error, low, standing, rank } of entries) {
		expect(Number.isFinite(rating)).toBe(true);
		expect([error !== null, low !== null]).toEqual([standing === 'connected', standing === 'connected']);
		if (standing !== 'connected') expect(rank).toEqual({ best: 1, worst: 7 });
	}
	expect([entries[0]?.model, entries.at(-1)?.model]).toEqual([0, 3]);
});

it('a tie says how even models are, and nothing of who is stronger', () => {
	const decided = ['0>1>2', '1>2>0', '2>0>1', '0>1>2'];
	const of = (...more: string[]) => plackettLuce([...decided, ...more].map(ranking), 3);
	const between = ({ strengths }: ReturnType<typeof of>) => (strengths[0] ?? 0) - (strengths[1] ?? 0);
	const [before, tied] = [of(), of('0=1', '1=0', '0=1>2', '2>0=1')];
	expect(between(before)).toBeGreaterThan(0.2);
	expect(between(tied)).toBeGreaterThan(0);
	expect(between(tied)).toBeLessThan(between(before));
	expect([...tied.ties.keys()]).toEqual([2]);
	// The order within a tier is that of a file.
	of('1=0', '0=1', '1=0>2', '2>1=0').strengths.forEach((one, i) =>
		expect(one).toBeCloseTo(tied.strengths[i] ?? 0, 12)
	);
	// It joins models as half a win of each does.
	expect(plackettLuce(['0>1', '1>0', '1=2'].map(ranking), 3).regularised).toBe(false);
	// Where all are tied whenever they can be, how often they are has no likeliest value.
	expect(() => plackettLuce(['0=1=2', '0=1=2'].map(ranking), 3)).toThrow('No strengths');
});

/** The likelihood as equation 1 writes it: a product of choices, each among all sets that could be chosen. */
function byDefinition(
	rankings: Ranking[],
	worth: (set: readonly number[]) => number,
	sizes: number[]
): number {
	const subsets = (from: readonly number[], size: number): number[][] =>
		size === 0
			? [[]]
			: from.flatMap((one, i) => subsets(from.slice(i + 1), size - 1).map((more) => [one, ...more]));
	let log = 0;
	for (const { groups, rest = [] } of rankings) {
		let left = [...groups.flat(), ...rest];
		for (const group of groups) {
			const sets = sizes.flatMap((size) => subsets(left, size));
			log += Math.log(worth(group) / sets.reduce((sum, set) => sum + worth(set), 0));
			left = left.filter((one) => !group.includes(one));
		}
	}
	return log;
}

it('rankings of some, with ties of two and four but none of three, and unranked rests: no place is likelier', () => {
	const rankings: Ranking[] = [
		...['0>1', '1>2>3>0', '1=2>0', '0>1>2', '1>0>2', '0>3>2', '0=1=2=3', '3>0', '2>3'].map(ranking),
		{ groups: [[2]], rest: [0, 1, 3] }
	];
	const { strengths, ties, regularised } = plackettLuce(rankings, 4);
	expect(regularised).toBe(false);
	expect([...ties.keys()]).toEqual([2, 4]);
	const at = (moved: number, by: number) =>
		byDefinition(
			rankings,
			(set) => {
				const mean =
					set.reduce((sum, one) => sum + (strengths[one] ?? 0) + (one === moved ? by : 0), 0) / set.length;
				const tie = ties.get(set.length) ?? 0;
				return Math.exp(mean + (set.length > 1 ? tie + (moved === 10 + set.length ? by : 0) : 0));
			},
			[1, 2, 4]
		);
	for (const moved of [0, 1, 2, 3, 12, 14]) {
		const slope = (at(moved, 1e-4) - at(moved, -1e-4)) / 2e-4;
		expect(slope).toBeCloseTo(0, 6);
		expect(at(moved, 0.01)).toBeLessThan(at(moved, 0));
	}
});

it('what names nothing, or too many ties, is refused', () => {
	expect(() => plackettLuce([ranking('0>4')], 3)).toThrow('Ranking 0');
	expect(() => plackettLuce([ranking('0>1'), ranking('0>0')], 3)).toThrow('Ranking 1');
	const long = Array.from({ length: 30 }, (_, i) => i);
	expect(() => plackettLuce([{ groups: [long.slice(0, 10), long.slice(10)] }], 30)).toThrow('too many ways');
});
