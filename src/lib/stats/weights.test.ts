import { expect, it } from 'vitest';
import { weightsOf } from './weights.ts';

it('votes that were as probable as each other count as one each', () => {
	const { weight, effective, most } = weightsOf([0.2, 0.2, 0.2]);
	for (const one of weight) expect(one).toBeCloseTo(1, 12);
	expect([effective, most].map((one) => Math.round(one * 1e9) / 1e9)).toEqual([3, 1]);
});

it('half as probable counts twice as much, their mean being 1', () => {
	const { weight, effective, most } = weightsOf([0.5, 0.5, 0.25]);
	expect([...weight].map((one) => one.toFixed(6))).toEqual(['0.750000', '0.750000', '1.500000']);
	// (2 + 2 + 4)² / (4 + 4 + 16)
	expect(effective).toBeCloseTo(64 / 24, 12);
	expect(most).toBeCloseTo(1.5, 12);
});

it('of none nothing is said', () => expect(weightsOf([])).toMatchObject({ effective: 0, most: 0 }));
