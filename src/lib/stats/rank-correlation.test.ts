import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendallTauB, kendallW, middleRanks, spearman } from './rank-correlation.ts';

describe('published numbers, to their last digit', () => {
	it('tau-b: scipy.stats.kendalltau, the example of its documentation', () => {
		expect(kendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452079103173, 15);
	});

	it('rho: scipy.stats.spearmanr, the example of its documentation', () => {
		expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.82078268166812329, 15);
	});

	it('W with ties: KendallW of R DescTools, the example of its documentation', () => {
		const anxiety = [
			[3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
			[3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
			[2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]
		];
		expect(kendallW(anxiety)?.toFixed(7)).toBe('0.5396569');
	});
});

it('what ties has the middle of the ranks that it takes', () => {
	expect(middleRanks([10, 30, 20, 20, 40, 20])).toEqual([1, 5, 3, 3, 6, 3]);
});

it('who ties everything puts nothing in order', () => {
	expect([kendallTauB([1, 1], [1, 2]), spearman([1, 2], [3, 3]), kendallTauB([1], [1])]).toEqual([
		null,
		null,
		null
	]);
	expect([
		kendallW([
			[1, 1],
			[2, 2]
		]),
		kendallW([[1, 2]]),
		kendallW([[1], [1]]),
		kendallW([])
	]).toEqual([null, null, null, null]);
});

const ranks = fc.integer({ min: 2, max: 6 }).chain((n) => {
	const one = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n });
	return fc.tuple(one, one, one);
});

it('is 1 with itself, -1 with its opposite, and the same from either side', () => {
	fc.assert(
		fc.property(ranks, ([a, b]) => {
			for (const measure of [kendallTauB, spearman]) {
				expect(measure(a, b) ?? 9).toBeCloseTo(measure(b, a) ?? 9, 12);
				const own = measure(a, a);
				if (own === null) continue;
				expect(own).toBeCloseTo(1, 12);
				expect(
					measure(
						a,
						a.map((rank) => -rank)
					)
				).toBeCloseTo(-1, 12);
			}
		})
	);
});

it('W of rankings without ties is what the mean of all rho says', () => {
	const orders = fc.array(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }), {
		minLength: 2,
		maxLength: 5
	});
	fc.assert(
		fc.property(orders, (rankings) => {
			const all = rankings.flatMap((a, i) => rankings.slice(i + 1).map((b) => spearman(a, b) ?? 0));
			const rho = all.reduce((sum, one) => sum + one, 0) / all.length;
			const m = rankings.length;
			expect(kendallW(rankings)).toBeCloseTo((1 + (m - 1) * rho) / m, 12);
		})
	);
});
