import { expect, it } from 'vitest';
import { isLow, wantedAhead } from './pace.ts';

const every = (ms: number) => [0, 1, 2, 3, 4, 5].map((i) => i * ms);

it('holds as many ahead as five seconds of work at the pace of the last few', () => {
	expect(wantedAhead([])).toBe(2);
	expect(wantedAhead([7])).toBe(2);
	expect(wantedAhead(every(20_000))).toBe(2);
	expect(wantedAhead(every(1_000))).toBe(5);
	expect(wantedAhead(every(100))).toBe(9);
	// A pause before is no part of the pace.
	expect(wantedAhead([-9_999_999, ...every(1_000)])).toBe(5);
});
it('holds one ahead for whoever takes minutes, so that others get the rest', () => {
	expect(wantedAhead(every(300_000))).toBe(1);
});
it('fetches more when half is used up', () => {
	expect([4, 5].map((ahead) => isLow(ahead, 9))).toEqual([true, false]);
	expect([1, 2].map((ahead) => isLow(ahead, 2))).toEqual([true, false]);
});
