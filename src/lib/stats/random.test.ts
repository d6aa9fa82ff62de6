import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { cholesky } from './linear.ts';
import { binomialDraw, logFactorial, normalDraw, poissonDraw } from './random.ts';
import { t95 } from './student.ts';

function momentsOf(many: number, draw: () => number) {
	const drawn = Float64Array.from({ length: many }, draw);
	const mean = drawn.reduce((a, b) => a + b, 0) / many;
	const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / many;
	const skewness = drawn.reduce((a, b) => a + (b - mean) ** 3, 0) / many / variance ** 1.5;
	return { mean, variance, skewness };
}

describe('draws', () => {
	it.each([0.5, 3, 9.9, 10, 33, 400])('a Poisson of mean %d has it for its variance too', (rate) => {
		const random = seeded(5);
		const { mean, variance, skewness } = momentsOf(40_000, () => poissonDraw(rate, random));
		expect(Math.abs(mean / rate - 1)).toBeLessThan(0.02);
		expect(Math.abs(variance / rate - 1)).toBeLessThan(0.04);
		expect(Math.abs(skewness - 1 / Math.sqrt(rate))).toBeLessThan(0.06);
	});

	it.each([
		[9, 0.3],
		[40, 0.9],
		[100, 0.1],
		[1_000, 0.001],
		[1_000, 0.5],
		[250_000, 0.62]
	])('of %d with a chance of %d as many come out as should, and vary as they should', (many, p) => {
		const random = seeded(8);
		const { mean, variance, skewness } = momentsOf(40_000, () => binomialDraw(many, p, random));
		const spread = many * p * (1 - p);
		expect(Math.abs(mean - many * p)).toBeLessThan(0.02 * Math.sqrt(spread));
		expect(Math.abs(variance / spread - 1)).toBeLessThan(0.04);
		expect(Math.abs(skewness - (1 - 2 * p) / Math.sqrt(spread))).toBeLessThan(0.06);
	});

	/**
	 * Of points spread evenly over all pairs of numbers (a Fibonacci lattice), how many are taken at once for each count.
	 * A rejection draws as it should when that is in proportion to how likely each is, and takes as many as is known of it.
	 */
	function takenOf(draw: (random: () => number) => number): Map<number, number> {
		const [points, step] = [196_418, 121_393];
		const taken = new Map<number, number>();
		for (let i = 0; i < points; i++) {
			// One that is not taken goes on with a pair that surely is.
			const given = [(i + 0.5) / points, ((i * step) % points) / points];
			let asked = 0;
			const count = draw(() => given[asked++] ?? (asked % 2 === 1 ? 0.5 : 0));
			if (asked === 2) taken.set(count, (taken.get(count) ?? 0) + 1 / points);
		}
		return taken;
	}
	function expectTaken(taken: Map<number, number>, likely: (k: number) => number, share: number) {
		const all = [...taken.values()].reduce((a, b) => a + b, 0);
		expect(Math.abs(all - share)).toBeLessThan(0.0002);
		expect(taken.size).toBeGreaterThan(15);
		for (const [k, often] of taken) expect(Math.abs(often / all - likely(k))).toBeLessThan(0.0001);
	}

	it.each([
		[10, 0.7526],
		[33, 0.8212],
		[400, 0.8715],
		[100_000, 0.8887]
	])('a Poisson of mean %d takes each count as often as it is likely', (mean, share) => {
		const likely = (k: number) => Math.exp(k * Math.log(mean) - mean - logFactorial(k));
		expectTaken(
			takenOf((random) => poissonDraw(mean, random)),
			likely,
			share
		);
	});

	it.each([
		[40, 0.49, 0.7507],
		[100, 0.1, 0.7405],
		[1_000, 0.38, 0.8478],
		[250_000, 0.62, 0.8831]
	])('of %d with a chance of %d each count is taken as often as it is likely', (many, p, share) => {
		const likely = (k: number) =>
			Math.exp(
				logFactorial(many) -
					logFactorial(k) -
					logFactorial(many - k) +
					k * Math.log(p) +
					(many - k) * Math.log(1 - p)
			);
		expectTaken(
			takenOf((random) => binomialDraw(many, p, random)),
			likely,
			share
		);
	});

	it('are never fewer than none nor more than all, wherever a pair of numbers points', () => {
		for (let i = 1; i < 2_000; i++) {
			const at = () => {
				const given = [i / 2_000, 0];
				return () => given.shift() ?? 0.5;
			};
			expect(poissonDraw(10, at())).toBeGreaterThanOrEqual(0);
			const count = binomialDraw(25, 0.45, at());
			expect(count).toBeGreaterThanOrEqual(0);
			expect(count).toBeLessThanOrEqual(25);
		}
	});

	it('are the same for the same seed, for ever', () => {
		const random = seeded(7);
		const digest = createHash('sha256');
		const draws = [
			...[9.9, 10, 60].map((mean) => () => poissonDraw(mean, random)),
			...(
				[
					[30, 0.33],
					[30, 0.5],
					[900, 0.7]
				] as const
			).map(
				([many, p]) =>
					() =>
						binomialDraw(many, p, random)
			)
		];
		for (let i = 0; i < 20_000; i++) for (const draw of draws) digest.update(`${draw()} `);
		expect(digest.digest('hex')).toBe('6e6be4ea409853f18f5c5a3a7152d4a3ede311ca3900c46e160c343249d01158');
	});

	it('of none, of a chance of nothing and of a sure one nothing is left to chance', () => {
		const random = seeded(9);
		const drawn = (many: number, p: number) => binomialDraw(many, p, random);
		expect([drawn(0, 0.4), drawn(500, 0), drawn(500, 1), drawn(0, 0)]).toEqual([0, 0, 500, 0]);
	});

	it('a normal has a mean of 0 and a variance of 1', () => {
		const random = seeded(6);
		const { mean, variance, skewness } = momentsOf(40_000, () => normalDraw(random));
		expect(Math.abs(mean)).toBeLessThan(0.02);
		expect(Math.abs(variance - 1)).toBeLessThan(0.03);
		expect(Math.abs(skewness)).toBeLessThan(0.05);
	});
});

it('the logarithm of a factorial is the sum of logarithms', () => {
	for (let n = 0, sum = 0; n < 500; sum += Math.log(++n))
		expect(Math.abs(logFactorial(n) - sum)).toBeLessThan(5e-9);
});

// Student (1908), as in R. A. Fisher, F. Yates (1963), Statistical Tables, table III.
it.each([
	[1, 12.706],
	[2, 4.303],
	[3, 3.182],
	[4, 2.776],
	[5, 2.571],
	[12, 2.179],
	[30, 2.042],
	[120, 1.98],
	[Infinity, 1.96]
])('t of %d degrees, as published', (degrees, published) => {
	expect(Math.abs(t95(degrees) - published)).toBeLessThan(0.004);
});

it('a matrix that is negative somewhere has no root, one of nothing somewhere has one if that is allowed', () => {
	expect(cholesky(Float64Array.of(1, 2, 2, 1), 2, true)).toBeNull();
	expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
	expect([...(cholesky(Float64Array.of(1, 1, 1, 1), 2, true) ?? [])]).toEqual([1, 0, 1, 0]);
	expect([...(cholesky(Float64Array.of(4, 2, 2, 5), 2) ?? [])]).toEqual([2, 0, 1, 2]);
});
