import { describe, expect, it } from 'vitest';
import { dueOf, workFrom, type Rates, type Due } from './due.ts';

const dues = (many: number, rates: Rates): Due[] =>
	Array.from({ length: many }, (_, i) => dueOf(i + 1, rates));
const count = (list: Due[], due: Due): number => list.filter((one) => one === due).length;

describe('the n-th item', () => {
	it('is work where nothing else is asked for', () => {
		expect(count(dues(500, { gold: 0, repeat: 0 }), 'work')).toBe(500);
	});

	it('is gold at every tenth of a rate of a tenth', () => {
		const list = dues(30, { gold: 0.1, repeat: 0 });
		expect(list.flatMap((due, i) => (due === 'gold' ? [i + 1] : []))).toEqual([10, 20, 30]);
	});

	it('is gold as often as the floor of n times the rate says, for any n and any rate', () => {
		for (const gold of [0.01, 0.07, 0.29, 1 / 3, 0.5, 0.66, 0.999, 1])
			for (const n of [1, 2, 3, 7, 10, 99, 100, 1000])
				expect(count(dues(n, { gold, repeat: 0 }), 'gold'), `${gold} of ${n}`).toBe(Math.floor(n * gold));
	});

	it('is a repeat as often as its own rate says, or one less while a gold item is in its place', () => {
		for (const [gold, repeat] of [
			[0.1, 0.1],
			[0.05, 0.2],
			[0.25, 0.25],
			[0.4, 0.1]
		] as const)
			for (let n = 1; n <= 200; n++) {
				const list = dues(n, { gold, repeat });
				const late = list.at(-1) === 'gold' ? 1 : 0;
				expect(count(list, 'gold')).toBe(Math.floor(n * gold));
				expect(Math.floor(n * repeat) - count(list, 'repeat')).toBeGreaterThanOrEqual(0);
				expect(Math.floor(n * repeat) - count(list, 'repeat')).toBeLessThanOrEqual(late);
			}
	});

	it('tells how many come that are work', () => {
		const rates = { gold: 0.2, repeat: 0 };
		expect(workFrom(1, rates, 10)).toBe(4);
		expect(workFrom(1, rates, 2)).toBe(2);
		// The fifth should be gold; where none is to be had, work stands in for it.
		expect(workFrom(5, rates, 10)).toBe(5);
	});
});
