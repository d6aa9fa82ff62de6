import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effective, stratified } from './stratified.ts';
import { wilson } from './wilson.ts';

const whole = 1e12;
const digits = (share: { share: number; low: number; high: number } | null, n = 4) =>
	share && [share.low, share.share, share.high].map((number) => number.toFixed(n));

describe('a share of parts that were looked at unevenly', () => {
	it('weighs each part by its size: a tenth wrong of 900 and half wrong of 100 are 14 of 100', () => {
		const parts = [
			{ size: 900, seen: 20, hits: 2 },
			{ size: 100, seen: 100, hits: 50 }
		];
		expect(stratified(parts)?.share).toBeCloseTo(0.14, 12);
		// The verdicts alone would say 52 of 120.
		expect(stratified(parts)?.share).not.toBeCloseTo(52 / 120, 2);
	});

	// Newcombe 1998, table I, method 3, as in wilson.test.ts.
	it.each([
		[81, 263, '0.2553', '0.3662'],
		[15, 148, '0.0624', '0.1605'],
		[0, 20, '0.0000', '0.1611'],
		[1, 29, '0.0061', '0.1718'],
		[29, 29, '0.8830', '1.0000']
	])('of one part, %i of %i, is the interval of Wilson', (hits, seen, low, high) => {
		const found = digits(stratified([{ size: whole, seen, hits }]));
		expect([found?.[0], found?.[2]]).toEqual([low, high]);
	});

	it('of parts that are alike is that of all together', () => {
		const one = stratified([{ size: whole, seen: 300, hits: 12 }]);
		const three = stratified(
			[1, 2, 3].map((times) => ({ size: (whole * times) / 6, seen: 50 * times, hits: 2 * times }))
		);
		expect(digits(three)).toEqual(digits(one));
	});

	it('is wider when the parts’ sizes are a sample themselves', () => {
		const of = (times: number) =>
			stratified([
				{ size: 50 * times, seen: 50, hits: 1 },
				{ size: 50 * times, seen: 50, hits: 40 }
			]);
		expect(of(1)?.high).toBeGreaterThan((of(100)?.high ?? 1) + 0.02);
	});

	it('of a part that nobody looked at may be all or nothing', () => {
		const known = stratified([{ size: 90, seen: 90, hits: 9 }]);
		const half = stratified([
			{ size: 90, seen: 90, hits: 9 },
			{ size: 10, seen: 0, hits: 0 }
		]);
		expect(half?.share).toBe(0.1);
		expect(half?.low).toBeCloseTo((known?.low ?? 0) * 0.9, 12);
		expect(half?.high).toBeCloseTo((known?.high ?? 0) * 0.9 + 0.1, 12);
		expect(stratified([{ size: 10, seen: 0, hits: 0 }])).toBeNull();
	});

	it('counts verdicts that come in pairs as half as many', () => {
		expect(digits(stratified([{ size: whole, seen: 300, hits: 30 }], undefined, 2))).toEqual(
			digits(stratified([{ size: whole, seen: 150, hits: 15 }]))
		);
	});

	it('holds its share, within 0 and 1, and is narrower for more verdicts, whatever the parts are', () => {
		const part = fc.record({
			size: fc.integer({ min: 1, max: 10_000 }),
			seen: fc.integer({ min: 1, max: 500 }),
			part: fc.float({ min: 0, max: 1, noNaN: true })
		});
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (drawn) => {
				const times = (n: number) =>
					stratified(
						drawn.map(({ size, seen, part }) => ({
							size: size * 1000,
							seen: seen * n,
							hits: Math.round(seen * part) * n
						}))
					);
				const [one, four] = [times(1), times(4)];
				if (!one || !four) return false;
				const inOrder = 0 <= one.low && one.low <= one.share + 1e-9 && one.share <= one.high + 1e-9;
				return inOrder && one.high <= 1 && four.high - four.low <= one.high - one.low + 1e-9;
			})
		);
	});
});

it('a thousand even verdicts are worth a thousand, uneven ones fewer', () => {
	expect(effective([{ size: 5000, seen: 1000, hits: 0 }])).toBe(1000);
	// Weights 9 and 1: (900 + 100)² / (900²/100 + 100²/100).
	expect(
		effective([
			{ size: 900, seen: 100, hits: 0 },
			{ size: 100, seen: 100, hits: 0 }
		])
	).toBeCloseTo(1e6 / 8200, 9);
	expect(effective([])).toBe(0);
});

it('wilson takes the level of its quantile', () => {
	expect(wilson(0, 100, 1.6448536269514722)?.high).toBeCloseTo(0.02634, 5);
});
