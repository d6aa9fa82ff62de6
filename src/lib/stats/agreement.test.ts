import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementWith, percentAgreement } from './agreement.ts';
import { tableOf, type Rating } from './table.ts';

const _ = null;
const matrix = (rows: (number | null)[][]): Rating<number>[] =>
	rows.flatMap((row, r) =>
		row.flatMap((value, u) => (value === null ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
	);
const agreementOf = (ratings: Rating<number>[]) => percentAgreement(tableOf(ratings));

describe('published numbers, to their last digit', () => {
	it('irrCAC 1.0, raw_4raters: four raters, twelve units, missing data; p_a of AC1', () => {
		const rows = [
			[1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
			[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _],
			[_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
			[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _]
		];
		expect(agreementOf(matrix(rows)).agreement?.toFixed(3)).toBe('0.818');
	});

	it('irrCAC 1.0, raw_5observers: five raters, fifteen units, missing data; p_a of Brennan-Prediger', () => {
		const rows = [
			[1, 1, 2, _, 0, 0, 1, 1, 2, 2, _, 0, 1, 3, 1],
			[1, 1, 3, 0, 0, 0, 0, _, 2, 1, 1, 0, 2, 3, 1],
			[2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1],
			[_, 1, 3, _, _, _, _, 0, _, 1, 0, 0, 2, 2, _],
			[2, _, _, 0, 0, 0, 1, _, 2, _, _, _, _, 3, 1]
		];
		expect(agreementOf(matrix(rows)).agreement?.toFixed(3)).toBe('0.616');
	});

	it('crowd-kit tests/metrics/test_metrics.py: workers against the labels of zero-based skill', () => {
		const said = ['nyyyy', 'yynyn', '-ynyn', 'ynyyn', 'nnnyn'];
		const table = tableOf(
			said.flatMap((row, w) =>
				[...row].flatMap((value, t) => (value === '-' ? [] : [{ unit: `t${t}`, rater: `w${w}`, value }]))
			)
		);
		const truth = Int32Array.from('nynyn', (value) => table.values.indexOf(value));
		expect(agreementWith(table, truth).map(({ judged, right }) => right / judged)).toEqual([
			0.6, 0.8, 1, 0.4, 0.8
		]);
	});
});

it('without a unit that two judged there is no agreement, and it says so', () => {
	expect(
		agreementOf(
			matrix([
				[1, _],
				[_, 1]
			])
		)
	).toEqual({ agreement: null, reason: 'no_pairs' });
});

it('says how many units and judgments it rests on', () => {
	expect(
		agreementOf(
			matrix([
				[1, 1, 2],
				[1, 2, _],
				[2, _, _]
			])
		)
	).toEqual({
		agreement: (1 / 3 + 0) / 2,
		units: 2,
		judgments: 5
	});
});

it('what nothing is held to be true of counts for no rater and against none', () => {
	const table = tableOf(
		matrix([
			[1, 2],
			[1, 1]
		])
	);
	expect(agreementWith(table, Int32Array.of(0, -1))).toEqual([
		{ rater: 'r0', judged: 1, right: 1 },
		{ rater: 'r1', judged: 1, right: 1 }
	]);
});

it('is a share, 1 where all agree and 0 where no two do, whoever the raters are', () => {
	const ratings = fc
		.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 4 }), {
			minLength: 1,
			maxLength: 6
		})
		.map((units) =>
			units.flatMap((row, u) => row.map((value, r) => ({ unit: `${u}`, rater: `${r}`, value })))
		);
	fc.assert(
		fc.property(ratings, (all) => {
			const { agreement } = agreementOf(all);
			expect(agreement).toBeGreaterThanOrEqual(0);
			expect(agreement).toBeLessThanOrEqual(1);
			const turned = all.map((r) => ({ ...r, rater: `${9 - Number(r.rater)}`, value: 7 - r.value }));
			expect(agreementOf(turned.reverse()).agreement).toBeCloseTo(agreement ?? 0, 12);
			expect(agreementOf(all.map((r) => ({ ...r, value: 1 }))).agreement).toBe(1);
			expect(agreementOf(all.map((r) => ({ ...r, value: Number(r.rater) }))).agreement).toBe(0);
		})
	);
});
