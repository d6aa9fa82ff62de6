import { expect, it } from 'vitest';
import { wilson } from './wilson.ts';

// R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I,
// method 3 (score).
it.each([
	[81, 263, '0.2553', '0.3662'],
	[15, 148, '0.0624', '0.1605'],
	[0, 20, '0.0000', '0.1611'],
	[1, 29, '0.0061', '0.1718']
])('%i of %i, as published', (count, of, low, high) => {
	const found = wilson(count, of);
	expect([found?.low.toFixed(4), found?.high.toFixed(4)]).toEqual([low, high]);
	expect(found?.share).toBe(count / of);
});

it('nothing of nothing is no share', () => {
	expect(wilson(0, 0)).toBeNull();
});
