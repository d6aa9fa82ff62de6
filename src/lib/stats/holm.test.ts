import { expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { holm } from './holm.ts';

// R, stats::p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), and of the same in another order.
it('adjusts as R does', () => {
	expect(holm([0.01, 0.02, 0.03, 0.04, 0.05]).map((p) => Number(p?.toFixed(12)))).toEqual([
		0.05, 0.08, 0.09, 0.09, 0.09
	]);
	expect(holm([0.05, 0.01, 0.04])).toEqual([0.08, 0.03, 0.08]);
	expect(holm([0.9, 0.7])).toEqual([1, 1]);
});

it('counts nobody of whom nothing can be said', () => {
	expect(holm([null, 0.02, null, 0.03])).toEqual([null, 0.04, null, 0.04]);
	expect(holm([])).toEqual([]);
});

it('marks anybody of a hundred by chance in five of a hundred projects, where no correction does in all', () => {
	const random = seeded(3);
	let [marked, plainly] = [0, 0];
	for (let project = 0; project < 2_000; project++) {
		const values = Array.from({ length: 100 }, random);
		if (holm(values).some((p) => p !== null && p < 0.05)) marked++;
		if (values.some((p) => p < 0.05)) plainly++;
	}
	expect(marked / 2_000).toBeGreaterThan(0.035);
	expect(marked / 2_000).toBeLessThan(0.065);
	expect(plainly / 2_000).toBeGreaterThan(0.98);
});
