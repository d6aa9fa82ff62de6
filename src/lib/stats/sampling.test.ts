import { describe, expect, it } from 'vitest';
import { balanced, informative, SPREAD, type PairSoFar } from './sampling.ts';

const pair = (judged: number, open = true) => ({ judged, open });
const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

describe('balanced', () => {
	it('begins with each alike', () => {
		expect(balanced([pair(0), pair(0), pair(0), pair(0)])).toEqual([0.25, 0.25, 0.25, 0.25]);
	});

	it('spends what comes next on those that lack most, up to one level', () => {
		// 6 of them lift 0, 2 and 10 to 4, 4 and 10: two thirds and a third of what is not spread.
		const [a, b, c] = balanced([pair(0), pair(2), pair(10)], 6);
		expect(a).toBeCloseTo(SPREAD / 3 + ((1 - SPREAD) * 4) / 6, 12);
		expect(b).toBeCloseTo(SPREAD / 3 + ((1 - SPREAD) * 2) / 6, 12);
		expect(c).toBeCloseTo(SPREAD / 3, 12);
	});

	it('leaves out what has nothing left, and sums to 1', () => {
		const shares = balanced([pair(0, false), pair(5), pair(1)]);
		expect(shares[0]).toBe(0);
		expect(sum(shares)).toBeCloseTo(1, 12);
		expect(balanced([pair(3, false)])).toEqual([0]);
	});
});

describe('informative', () => {
	const of = (a: number, b: number, judged: number, wins: number): PairSoFar => ({
		a,
		b,
		judged,
		wins,
		open: true
	});

	it('prefers a pair of equals that is known as well as one of unequals', () => {
		const [close = 0, far = 0] = informative(4, [of(0, 1, 40, 20), of(2, 3, 40, 38)]);
		expect(close).toBeGreaterThan(2 * far);
	});

	it('prefers what was compared seldom', () => {
		const [often = 0, seldom = 0] = informative(4, [of(0, 1, 400, 200), of(2, 3, 4, 2)]);
		expect(seldom).toBeGreaterThan(5 * often);
	});

	it('never leaves a pair out, and sums to 1', () => {
		const shares = informative(3, [of(0, 1, 5_000, 5_000), of(1, 2, 0, 0), of(0, 2, 10, 9)]);
		expect(Math.min(...shares)).toBeGreaterThanOrEqual(SPREAD / 3);
		expect(sum(shares)).toBeCloseTo(1, 12);
	});

	it('knows what a pair is worth from the comparisons of others too', () => {
		// Whoever beat all that beat another needs no vote against that one.
		const [known = 0, unknown = 0] = informative(5, [
			of(0, 2, 0, 0),
			of(3, 4, 0, 0),
			of(0, 1, 60, 52),
			of(1, 2, 60, 52)
		]);
		expect(unknown).toBeGreaterThan(3 * known);
	});
});
