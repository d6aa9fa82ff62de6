import { describe, expect, it } from 'vitest';
import { fewTail, normalTail, studentTail, twoSided } from './tail.ts';

// Abramowitz and Stegun (1964), Handbook of Mathematical Functions, tables 26.1 (P at 1, 2, 3) and 26.2 (-log Q at 5, 10, 20).
it.each([
	[0, '5.0000e-1'],
	[1, '1.5866e-1'],
	[2, '2.2750e-2'],
	[3, '1.3499e-3']
])('of a normal, %d or more is as probable as published', (z, published) => {
	expect(normalTail(z).toExponential(4)).toBe(published);
});

it.each([
	[5, '6.54265'],
	[10, '23.11805'],
	[20, '88.56010']
])('far out, %d, too', (z, published) => {
	expect((-Math.log10(normalTail(z))).toFixed(5)).toBe(published);
});

it('is on both sides the same', () => {
	expect(normalTail(-1) + normalTail(1)).toBeCloseTo(1, 15);
	expect(twoSided(-1.959963984540054)).toBeCloseTo(0.05, 12);
	expect(twoSided(0)).toBe(1);
});

// R. A. Fisher, F. Yates (1963), Statistical Tables, table III, both sides together.
it.each([
	[10, 2.228, 0.05],
	[10, 4.587, 0.001],
	[20, 2.845, 0.01],
	[60, 3.46, 0.001]
])('of Student’s t of %i degrees, %d or more is as probable as published', (degrees, t, published) => {
	expect(Math.abs((2 * studentTail(t, degrees)) / published - 1)).toBeLessThan(0.03);
	expect(studentTail(-t, degrees) + studentTail(t, degrees)).toBeCloseTo(1, 12);
});

describe('few hits among some of all', () => {
	// R. A. Fisher (1935), The Design of Experiments, chapter II: eight cups, four of each kind, three or more of four right.
	it('are as probable as the tea tasting has it', () => {
		expect(fewTail(1, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
		expect(fewTail(0, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
		expect(fewTail(4, 4, 4, 8)).toBeCloseTo(1, 12);
	});

	it('are what adding the probabilities gives, of any numbers', () => {
		const choose = (n: number, k: number) =>
			Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);
		for (const [hits, drawn, allHits, all] of [
			[3, 5, 290, 305],
			[12, 30, 30, 60],
			[0, 7, 3, 40],
			[40, 60, 45, 90]
		] as const) {
			let sum = 0;
			for (let k = 0; k <= hits; k++)
				if (drawn - k <= all - allHits)
					sum += (choose(allHits, k) * choose(all - allHits, drawn - k)) / choose(all, drawn);
			expect(fewTail(hits, drawn, allHits, all)).toBeCloseTo(sum, 8);
		}
	});
});
