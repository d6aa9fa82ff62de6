import { describe, expect, it } from 'vitest';
import { t95 } from './student.ts';
import { fleissKappa, gwetAC1, gwetError } from './many-raters.ts';
import { tableOf, type Rating } from './table.ts';

const _ = null;
/** A row a rater, a column a unit; null is missing. */
const matrix = (rows: (number | null)[][]) =>
	tableOf(
		rows.flatMap((row, r) =>
			row.flatMap((value, u) => (value === null ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
		)
	);
/** A row a unit, a column a value: how many say it. */
const counted = (rows: number[][]) =>
	tableOf(
		rows.flatMap((row, u) => {
			const said = row.flatMap((count, value) => Array.from({ length: count }, () => value));
			return said.map((value, r): Rating<number> => ({ unit: `u${u}`, rater: `r${r}`, value }));
		})
	);
/** Two people: a row what the first says, a column what the second says. */
const crossed = (rows: number[][]) =>
	counted(
		rows.flatMap((row, i) =>
			row.flatMap((count, j) =>
				Array.from({ length: count }, () => row.map((_, v) => (v === i ? 1 : 0) + (v === j ? 1 : 0)))
			)
		)
	);

const fourRaters = [
	[1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
	[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _],
	[_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
	[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _]
];
const threeByThree = [
	[13, 0, 0],
	[0, 20, 7],
	[0, 4, 56]
];
const paradox = [
	[118, 5],
	[2, 0]
];

describe('published numbers, to their last digit', () => {
	it('Fleiss (1971): thirty patients, six psychiatrists, five diagnoses; kappa and z of R irr kappam.fleiss', () => {
		const said = [
			...['444444', '222555', '233335', '555555', '222444', '113333', '333355', '113334', '114444', '555555'],
			...['144444', '124444', '222333', '144444', '224445', '333335', '111455', '111112', '224444', '133555'],
			...['555555', '244444', '224555', '114444', '144445', '222224', '111155', '224444', '133333', '555555']
		];
		const found = fleissKappa(
			counted(said.map((unit) => [1, 2, 3, 4, 5].map((v) => unit.split(`${v}`).length - 1)))
		);
		expect(found.kappa?.toFixed(7)).toBe('0.4302445');
		const error = found.kappa === null ? null : found.standardErrorOfChance;
		expect(((found.kappa ?? 0) / (error ?? 1)).toFixed(5)).toBe('17.65183');
	});

	it('Wikipedia, Fleiss’ kappa: ten subjects, fourteen raters', () => {
		const rows = [
			[0, 0, 0, 0, 14],
			[0, 2, 6, 4, 2],
			[0, 0, 3, 5, 6],
			[0, 3, 9, 2, 0],
			[2, 2, 8, 1, 1],
			[7, 7, 0, 0, 0],
			[3, 2, 6, 3, 0],
			[2, 5, 3, 2, 2],
			[6, 5, 2, 1, 0],
			[0, 2, 2, 3, 7]
		];
		expect(fleissKappa(counted(rows)).kappa?.toFixed(3)).toBe('0.210');
	});

	it('irrCAC, raw_4raters: judgments missing', () => {
		const table = matrix(fourRaters);
		const [fleiss, gwet] = [fleissKappa(table), gwetAC1(table)];
		expect(fleiss).toMatchObject({ standardErrorOfChance: null, units: 12 });
		if (fleiss.kappa === null || gwet.ac1 === null) throw new Error('undefined');
		expect([fleiss.kappa, fleiss.expected].map((n) => n.toFixed(3))).toEqual(['0.761', '0.239']);
		const error = gwetError(table) ?? 0;
		expect([gwet.ac1, gwet.agreement, gwet.expected, error].map((n) => n.toFixed(3))).toEqual([
			'0.775',
			'0.818',
			'0.190',
			'0.143'
		]);
		expect((gwet.ac1 - t95(11) * error).toFixed(3)).toBe('0.461');
	});

	it('irrCAC, three abstractors: AC1 with its interval', () => {
		const table = crossed(threeByThree);
		const ac1 = gwetAC1(table).ac1 ?? 0;
		expect(ac1.toFixed(3)).toBe('0.849');
		// With two people irrCAC divides by the units, as the paper does, and not by one fewer, as the handbook does.
		const half = t95(99) * (gwetError(table) ?? 0) * Math.sqrt(99 / 100);
		expect([(ac1 - half).toFixed(3), (ac1 + half).toFixed(3)]).toEqual(['0.764', '0.935']);
	});

	it('Gwet (2008): where nearly all agree on one of two values AC1 is high, and kappa is not', () => {
		expect(gwetAC1(crossed(paradox)).ac1?.toFixed(4)).toBe('0.9408');
		expect(fleissKappa(crossed(paradox)).kappa ?? 1).toBeLessThan(0);
	});
});

describe('where all is one value', () => {
	const same = matrix([
		[1, 1, 1],
		[1, 1, 1]
	]);

	it('Fleiss’ kappa is undefined, and says so', () => {
		expect(fleissKappa(same)).toEqual({ kappa: null, reason: 'one_value' });
	});

	it('AC1 is undefined as long as nothing else could have been said, and else 1', () => {
		expect(gwetAC1(same)).toEqual({ ac1: null, reason: 'one_value' });
		expect(gwetAC1(same, 3)).toMatchObject({ ac1: 1, expected: 0 });
	});
});

it('without a unit that two judged there is neither', () => {
	const alone = matrix([
		[1, _],
		[_, 2]
	]);
	expect(fleissKappa(alone)).toEqual({ kappa: null, reason: 'no_pairs' });
	expect(gwetAC1(alone)).toEqual({ ac1: null, reason: 'no_pairs' });
	expect(gwetError(alone)).toBeNull();
});

it('a unit that stands for three is three units', () => {
	const once = matrix([
		[1, 2, 2],
		[1, 2, 1]
	]);
	const thrice = matrix([
		[1, 2, 2, 2, 2],
		[1, 2, 1, 1, 1]
	]);
	const weight = Float64Array.of(1, 1, 3);
	expect(fleissKappa({ ...once, weight }).kappa).toBeCloseTo(fleissKappa(thrice).kappa ?? 9, 12);
	expect(gwetAC1({ ...once, weight }).ac1).toBeCloseTo(gwetAC1(thrice).ac1 ?? 9, 12);
	expect(gwetError({ ...once, weight })).toBeCloseTo(gwetError(thrice) ?? 9, 12);
});
