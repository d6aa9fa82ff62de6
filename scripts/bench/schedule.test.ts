import { describe, expect, it } from 'vitest';
import { arrivals, schedule, seeded } from './schedule.ts';

describe('an open loop', () => {
	const moments = schedule(50, 20, 1);

	it('has one claim and one submit a second for each person', () => {
		const seen = new Map<string, number>();
		for (const { person, act, at } of moments) {
			const name = `${person} ${act} ${Math.floor(at / 1000)}`;
			seen.set(name, (seen.get(name) ?? 0) + 1);
		}
		expect(seen.size).toBe(50 * 20 * 2);
		expect(new Set(seen.values())).toEqual(new Set([1]));
	});

	it('is in order of time, and a person claims before they submit', () => {
		expect(moments.every(({ at }, i) => at >= (moments[i - 1]?.at ?? 0))).toBe(true);
		const own = moments.filter(({ person }) => person === 7).map(({ act }) => act);
		expect(own).toEqual(own.map((_, i) => (i % 2 === 0 ? 'claim' : 'submit')));
	});

	it('lets people cluster: some 10 ms hold several acts, many hold none', () => {
		const windows = new Map<number, number>();
		for (const { at } of moments)
			windows.set(Math.floor(at / 10), (windows.get(Math.floor(at / 10)) ?? 0) + 1);
		expect(Math.max(...windows.values())).toBeGreaterThan(3);
		expect(windows.size).toBeLessThan(1600);
	});

	it('is the same for the same seed and another for another', () => {
		expect(schedule(3, 2, 9)).toEqual(schedule(3, 2, 9));
		expect(schedule(3, 2, 9)).not.toEqual(schedule(3, 2, 10));
	});
});

describe('the seeded numbers', () => {
	it('lie in [0, 1) and spread evenly', () => {
		const random = seeded(42);
		const drawn = Array.from({ length: 100_000 }, random);
		expect(drawn.filter((value) => value < 0 || value >= 1)).toEqual([]);
		const tenths = new Array<number>(10).fill(0);
		for (const value of drawn) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
		for (const many of tenths) expect(Math.abs(many - 10_000)).toBeLessThan(400);
	});
});

describe('arrivals', () => {
	const moments = arrivals(100, 20, 3);

	it('are as many as the rate says, in order, within the time', () => {
		expect(moments).toHaveLength(2_000);
		expect(moments.every((at, i) => at >= (moments[i - 1] ?? 0))).toBe(true);
		expect(moments.at(-1)).toBeLessThan(20_000);
	});

	it('are the same for the same seed, and others for another', () => {
		expect(arrivals(100, 20, 3)).toEqual(moments);
		expect(arrivals(100, 20, 4)).not.toEqual(moments);
	});

	it('know nothing of each other: some seconds have many, others few', () => {
		const perSecond = Array.from(
			{ length: 20 },
			(_, s) => moments.filter((at) => Math.floor(at / 1000) === s).length
		);
		expect(Math.max(...perSecond)).toBeGreaterThan(105);
		expect(Math.min(...perSecond)).toBeLessThan(95);
	});
});
