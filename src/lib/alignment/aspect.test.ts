import { describe, expect, it } from 'vitest';
import { aspectByDigit, aspectByStep, aspectTied, toggled } from './aspect.ts';

describe('an aspect of two responses', () => {
	const pair: [string, string] = ['a', 'b'];
	it('is one of five dots', () => {
		const all = [1, 2, 3, 4, 5].map((digit) => aspectByDigit(undefined, digit, pair));
		expect(all.map((answer) => [answer?.tiers, answer?.strength])).toEqual([
			[[['a'], ['b']], 3],
			[[['a'], ['b']], 2],
			[[['a', 'b']], 0],
			[[['b'], ['a']], 2],
			[[['b'], ['a']], 3]
		]);
		expect(aspectByDigit(undefined, 6, pair)).toBeNull();
	});

	it('goes from dot to dot, and ends at the last', () => {
		const once = aspectByStep(undefined, 1, pair);
		expect(once).toMatchObject({ tiers: [['b'], ['a']], strength: 2 });
		expect(aspectByStep(aspectByStep(once, 1, pair), 1, pair)).toMatchObject({ strength: 3 });
		expect(aspectByStep(once, -1, pair)).toMatchObject({ tiers: [['a', 'b']], strength: 0 });
		expect(aspectTied(once, pair)).toMatchObject({ strength: 0 });
	});
});

describe('an aspect of more', () => {
	const shown = ['a', 'b', 'c'];
	it('is a line of numbers, best first, ties among them', () => {
		const two = aspectByDigit(aspectByDigit(undefined, 3, shown), 1, shown);
		expect(two).toEqual({ tiers: [['c'], ['a']], all_bad: false });
		expect(aspectTied(two, shown)).toMatchObject({ tiers: [['a', 'c']] });
		expect(toggled(two, 'c', shown)).toMatchObject({ tiers: [['a']] });
	});

	it('is no answer when nothing is left in it', () => {
		expect(toggled(toggled(undefined, 'b', shown) ?? undefined, 'b', shown)).toBeNull();
		expect(aspectTied(undefined, shown)).toBeNull();
	});
});
