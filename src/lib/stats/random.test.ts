import { describe, expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { cholesky } from './linear.ts';
import { binomialDraw, normalDraw, poissonDraw } from './random.ts';
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
