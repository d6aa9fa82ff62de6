import { describe, expect, it } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import { countedOf } from './comparisons.ts';
import { plackettLuce, type Ranking } from './plackett-luce.ts';
import { rowCovariance } from './sandwich.ts';

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
