import { expect, it } from 'vitest';
import { isTooFast, leastMs, LEAST_MS, MOST_MS, wordsIn } from './reading.ts';

it('counts words, and characters of scripts without spaces', () => {
	expect(wordsIn('')).toBe(0);
	expect(wordsIn('  Move the  appointment.\n')).toBe(3);
	expect(wordsIn('退款二百四十英镑吧')).toBe(6);
	expect(wordsIn('Refund 退款退款退款退款 now')).toBe(7);
});

it('calls half the time that reading takes too fast, within bounds', () => {
	expect(leastMs(0)).toBe(LEAST_MS);
	expect(leastMs(238)).toBe(30_000);
	expect(leastMs(100_000)).toBe(MOST_MS);
	expect(isTooFast(238, 29_999)).toBe(true);
	expect(isTooFast(238, 30_000)).toBe(false);
});
