import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohenKappa, type Nearness } from './cohen.ts';

const of = (rows: number[][], kind: Nearness = 'none') => cohenKappa(rows.flat(), rows.length, kind);
const defined = (rows: number[][], kind?: Nearness) => {
	const found = of(rows, kind);
	if (found.kappa === null) throw new Error(found.reason);
	return found;
};

describe('published numbers, to their last digit', () => {
	it('Cohen (1960), as statsmodels test_inter_rater.py has it printed by SAS: plain and weighed, with errors', () => {
		const table = [
			[0, 4, 1],
			[0, 8, 0],
			[0, 1, 5]
		];
		const digits = (kind: Nearness) => {
			const { kappa, standardError, low, high, standardErrorOfChance } = defined(table, kind);
			return [kappa, standardError, low, high, standardErrorOfChance].map((number) => number.toFixed(4));
		};
		expect(digits('none')).toEqual(['0.4842', '0.1380', '0.2137', '0.7547', '0.1484']);
		expect(digits('linear')).toEqual(['0.4701', '0.1457', '0.1845', '0.7558', '0.1426']);
		const { kappa, standardErrorOfChance } = defined(table);
		expect((kappa / standardErrorOfChance).toFixed(4)).toBe('3.2626');
	});

	it('R irr kappa2, anxiety of raters 2 and 3: a value that neither used is no place on the scale', () => {
		const rows = [
			[0, 0, 1, 0, 0, 0],
			[4, 0, 1, 0, 0, 0],
			[2, 3, 3, 0, 0, 0],
			[0, 2, 0, 1, 0, 1],
			[0, 0, 0, 0, 0, 0],
			[1, 0, 0, 1, 0, 0]
		];
		expect(defined(rows).kappa.toFixed(9)).toBe('-0.006289308');
		expect(defined(rows, 'linear').kappa.toFixed(7)).toBe('0.1459075');
		expect(defined(rows, 'quadratic').kappa.toFixed(7)).toBe('0.2520325');
	});

	it('irrCAC, three abstractors (Gwet 2014)', () => {
		const rows = [
			[13, 0, 0],
			[0, 20, 7],
			[0, 4, 56]
		];
		expect(defined(rows).kappa.toFixed(3)).toBe('0.796');
		expect(defined(rows, 'linear').kappa.toFixed(3)).toBe('0.843');
	});

	it('Gwet (2008): nearly all agree, and kappa is below zero', () => {
		expect(
			defined([
				[118, 5],
				[2, 0]
			]).kappa.toFixed(4)
		).toBe('-0.0234');
	});
});

it('is undefined where nothing was judged by both, or all is one value, and says so', () => {
	expect(of([])).toEqual({ kappa: null, reason: 'no_pairs' });
	expect(
		of([
			[0, 0],
			[0, 0]
		])
	).toEqual({ kappa: null, reason: 'no_pairs' });
	expect(
		of([
			[7, 0],
			[0, 0]
		])
	).toEqual({ kappa: null, reason: 'one_value' });
});

it('is 0 where one of the two always says the same', () => {
	expect(
		defined([
			[4, 0],
			[3, 0]
		]).kappa
	).toBeCloseTo(0, 12);
});

const tables = fc.integer({ min: 2, max: 4 }).chain((size) =>
	fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: size, maxLength: size }), {
		minLength: size,
		maxLength: size
	})
);

it('is the same whichever of the two comes first, at most 1, and 1 where they agree on several values', () => {
	fc.assert(
		fc.property(tables, fc.constantFrom<Nearness>('none', 'linear', 'quadratic'), (rows, kind) => {
			const turned = rows.map((_, i) => rows.map((row) => row[i] ?? 0));
			const [one, other] = [of(rows, kind), of(turned, kind)];
			expect(other.kappa ?? 9).toBeCloseTo(one.kappa ?? 9, 9);
			expect(one.kappa ?? 1).toBeLessThanOrEqual(1 + 1e-12);
			const agreed = of(
				rows.map((row, i) => row.map((_, j) => (i === j ? 3 : 0))),
				kind
			);
			expect(agreed.kappa).toBe(1);
		})
	);
});
