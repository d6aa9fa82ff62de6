import { describe, expect, it } from 'vitest';
import { atLeast, below, latency, percentile } from './numbers.ts';

describe('a percentile', () => {
	it('is the nearest rank, as the textbook example has it', () => {
		const marks = [15, 20, 35, 40, 50];
		expect([5, 30, 40, 50, 100].map((p) => percentile(marks, p))).toEqual([15, 20, 20, 35, 50]);
	});

	it('of 1 to 100 is its own number, and of one sample that sample', () => {
		const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
		expect([1, 50, 95, 99, 100].map((p) => percentile(hundred, p))).toEqual([1, 50, 95, 99, 100]);
		expect(percentile([7], 95)).toBe(7);
	});

	it('of nothing is refused', () => {
		expect(() => percentile([], 50)).toThrow('nothing');
	});
});

describe('a latency', () => {
	it('sorts by size and not by spelling, and keeps what it was given', () => {
		const samples = [100, 9, 20, 3];
		expect(latency(samples)).toEqual({ count: 4, p50: 9, p95: 100, p99: 100, max: 100 });
		expect(samples).toEqual([100, 9, 20, 3]);
	});
});

describe('a goal', () => {
	it('judges the measured value, not the printed one', () => {
		expect(atLeast('share', 0.4999, 0.5)).toEqual({
			goal: 'share at least 0.5',
			value: 0.5,
			limit: 0.5,
			met: false
		});
		expect(atLeast('share', 0.5, 0.5).met).toBe(true);
		expect(below('p95', 20, 20).met).toBe(false);
		expect(below('p95', 19.999, 20).met).toBe(true);
	});
});
