import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krippendorffAlpha, metrics, type Metric } from './alpha.ts';
import { tableOf, type Rating } from './table.ts';

type Value = string | number;

/** A row a rater, a column a unit; null is missing. */
const matrix = (rows: (Value | null)[][]): Rating<Value>[] =>
	rows.flatMap((row, r) =>
		row.flatMap((value, u) => (value === null ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
	);
const alphaOf = (ratings: Rating<Value>[], metric: Metric) => krippendorffAlpha(tableOf(ratings), metric);
const _ = null;

type Published = {
	source: string;
	rows: (Value | null)[][];
	digits: number;
	alpha: Partial<Record<Metric, number>>;
};
const published: Published[] = [
	{
		// Krippendorff (2011), examples C and D; ordinal and ratio also in fast-krippendorff's tests.
		source: 'Krippendorff 2011, C and D: four observers, twelve units, missing data',
		rows: [
			[1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
			[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
			[_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
			[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _]
		],
		digits: 3,
		alpha: { nominal: 0.743, ordinal: 0.815, interval: 0.849, ratio: 0.797 }
	},
	{
		source:
			'fast-krippendorff tests/test_krippendorff.py, the data of Wikipedia: three coders, fifteen units',
		rows: [
			[_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
			[1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
			[_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4]
		],
		digits: 6,
		alpha: { nominal: 0.691358, interval: 0.810845 }
	},
	{
		source: 'Krippendorff 2011, A: two observers, two values',
		rows: [
			[0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
			[1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
		],
		digits: 3,
		alpha: { nominal: 0.095 }
	},
	{
		source: 'Krippendorff 2011, B: two observers, five names',
		rows: [
			['a', 'a', 'b', 'b', 'd', 'c', 'c', 'c', 'e', 'd', 'd', 'a'],
			['b', 'a', 'b', 'b', 'b', 'c', 'c', 'c', 'e', 'd', 'd', 'd']
		],
		digits: 3,
		alpha: { nominal: 0.692 }
	},
	{
		source: 'fast-krippendorff tests/test_krippendorff.py: words, one missing',
		rows: [
			['pos', 'neg', 'neu', _],
			['pos', 'neg', 'neu', 'pos'],
			['pos', 'neg', 'pos', 'pos']
		],
		digits: 6,
		alpha: { nominal: 0.722222 }
	},
	{
		source: 'fast-krippendorff tests/test_krippendorff.py: two zeros are no distance apart',
		rows: [
			[0, 1, 2],
			[0, 1, 2]
		],
		digits: 6,
		alpha: { ratio: 1 }
	},
	{
		source: 'evalica python/evalica/test_alpha.py: three units, two raters',
		rows: [
			[1, 2, 3],
			[2, 3, 4]
		],
		digits: 7,
		alpha: { nominal: -0.1538462, interval: 0.5454545 }
	},
	{
		source: 'evalica python/evalica/test_alpha.py: two units',
		rows: [
			[1, 2],
			[2, 4]
		],
		digits: 7,
		alpha: { ratio: 0.1712707 }
	}
];

describe('published numbers, to their last digit', () => {
	it.each(published)('$source', ({ rows, digits, alpha }) => {
		for (const [metric, value] of Object.entries(alpha))
			expect(alphaOf(matrix(rows), metric as Metric).alpha?.toFixed(digits)).toBe(value.toFixed(digits));
	});

	it('crowd-kit tests/metrics/test_metrics.py: five workers, five tasks', () => {
		const rows = [
			['no', 'yes', 'yes', 'yes', 'yes'],
			['yes', 'yes', 'no', 'yes', 'no'],
			[_, 'yes', 'no', 'yes', 'no'],
			['yes', 'no', 'yes', 'yes', 'no'],
			['no', 'no', 'no', 'yes', 'no']
		];
		expect(alphaOf(matrix(rows), 'nominal').alpha).toBeCloseTo(0.14219114219114215, 14);
	});
});

describe('alpha is undefined, and says why,', () => {
	it('where nobody judged what another one judged', () => {
		expect(
			alphaOf(
				matrix([
					[1, _],
					[_, 2]
				]),
				'nominal'
			)
		).toEqual({ alpha: null, reason: 'no_pairs' });
		expect(alphaOf([], 'ordinal')).toEqual({ alpha: null, reason: 'no_pairs' });
	});

	it('where all that can be compared is one value, whatever else was said alone', () => {
		for (const metric of metrics)
			expect(
				alphaOf(
					matrix([
						[1, 1, 7],
						[1, 1, _]
					]),
					metric
				)
			).toEqual({ alpha: null, reason: 'one_value' });
	});
});

it('numbers are asked for where distances need them', () => {
	expect(() => alphaOf(matrix([['a'], ['b']]), 'interval')).toThrow('needs numbers');
	expect(() => alphaOf(matrix([[-1], [1]]), 'ratio')).toThrow('begins at zero');
});

it('counts what could be compared: a judgment that stands alone is none of it', () => {
	expect(
		alphaOf(
			matrix([
				[1, 2, 3],
				[1, 2, _],
				[2, _, _]
			]),
			'nominal'
		)
	).toMatchObject({
		judgments: 5,
		units: 2
	});
});

it('words are as far apart as the order says, not the alphabet', () => {
	const rows = matrix([
		['low', 'middle', 'high', 'high'],
		['low', 'high', 'high', 'middle']
	]);
	const places: Value[] = ['low', 'middle', 'high'];
	const numbers = rows.map((rating) => ({ ...rating, value: places.indexOf(rating.value) }));
	const named = krippendorffAlpha(tableOf(rows, places), 'ordinal');
	expect(named).toEqual(alphaOf(numbers, 'ordinal'));
	expect(named).not.toEqual(alphaOf(rows, 'ordinal'));
});

/** The formula as the paper writes it: every ordered pair of a unit, against every ordered pair of all judgments. */
function byDefinition(ratings: Rating<Value>[], metric: Metric): number | null {
	const units = Object.values(Object.groupBy(ratings, (r) => r.unit))
		.map((group = []) => group.map((r) => Number(r.value)))
		.filter((group) => group.length > 1);
	const all = units.flat();
	const count = (low: number, high: number) => all.filter((v) => v >= low && v <= high).length;
	const squared = (a: number, b: number): number => {
		if (a === b) return 0;
		const [low, high] = [Math.min(a, b), Math.max(a, b)];
		if (metric === 'nominal') return 1;
		if (metric === 'interval') return (a - b) ** 2;
		if (metric === 'ratio') return ((a - b) / (a + b)) ** 2;
		return (count(low, high) - (count(a, a) + count(b, b)) / 2) ** 2;
	};
	const pairs = (group: number[]) =>
		group.flatMap((a, i) => group.filter((_, j) => j !== i).map((b) => squared(a, b)));
	const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
	const observed = sum(units.map((group) => sum(pairs(group)) / (group.length - 1)));
	const expected = sum(pairs(all)) / (all.length - 1);
	return expected > 0 ? 1 - observed / expected : null;
}

const someRatings = fc
	.array(fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 5 }), {
		maxLength: 9
	})
	.map((units) =>
		units.flatMap((row, u) =>
			row.flatMap((value, r) => (value === null ? [] : [{ unit: `${u}`, rater: `${r}`, value }]))
		)
	);

function expectSame(one: number | null, other: number | null): void {
	if (other === null) expect(one).toBeNull();
	else expect(one).toBeCloseTo(other, 9);
}

describe('whatever was said,', () => {
	it('alpha is what the definition gives', () => {
		fc.assert(
			fc.property(someRatings, fc.constantFrom(...metrics), (ratings, metric) => {
				const expected = byDefinition(ratings, metric);
				const { alpha } = alphaOf(ratings, metric);
				expectSame(alpha, expected);
			})
		);
	});

	it('neither the names nor the order of units and raters matter, nor those of nominal values', () => {
		fc.assert(
			fc.property(someRatings, fc.constantFrom(...metrics), (ratings, metric) => {
				const renamed = ratings
					.map((r) => ({ ...r, unit: `x${9 - Number(r.unit)}`, rater: `y${9 - Number(r.rater)}` }))
					.reverse();
				const { alpha } = alphaOf(ratings, metric);
				expectSame(alphaOf(renamed, metric).alpha, alpha);
				const named = ratings.map((r) => ({ ...r, value: 'fbdace'[r.value] ?? '' }));
				expectSame(alphaOf(named, 'nominal').alpha, alphaOf(ratings, 'nominal').alpha);
			})
		);
	});

	it('it never passes 1, and is 1 exactly where all agree', () => {
		fc.assert(
			fc.property(someRatings, fc.constantFrom(...metrics), (ratings, metric) => {
				const { alpha } = alphaOf(ratings, metric);
				if (alpha !== null) expect(alpha).toBeLessThanOrEqual(1);
				const agreed = ratings.map((r) => ({ ...r, value: (Number(r.unit) % 3) * 0.1 + 0.3 }));
				expect([1, null]).toContain(alphaOf(agreed, metric).alpha);
			})
		);
	});
});
