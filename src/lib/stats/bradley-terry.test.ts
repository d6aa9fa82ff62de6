import { describe, expect, it } from 'vitest';
import { bradleyTerry, breadOf, type Model } from './bradley-terry.ts';
import { countedOf, lengthDifference, winMatrix, type Cells } from './comparisons.ts';
import { centred } from './linear.ts';

const plain: Model = { ties: 'half', side: false, length: false, prior: 0 };

/** Cells of wins[i][j], how often i beat j. */
function cellsOf(wins: number[][]): Cells {
	const pairs = wins
		.flatMap((row, i) => row.map((won, j) => [i, j, won] as const))
		.filter(([i, j]) => i !== j);
	return {
		models: wins.length,
		first: Int32Array.from(pairs, ([i]) => i),
		second: Int32Array.from(pairs, ([, j]) => j),
		length: null,
		counts: Float64Array.from(pairs.flatMap(([, , won]) => [won, 0, 0]))
	};
}

/** Cells of rows "first second wins ties losses". */
function cellsOfRows(models: number, rows: number[][]): Cells {
	return {
		models,
		first: Int32Array.from(rows, ([a = 0]) => a),
		second: Int32Array.from(rows, ([, b = 0]) => b),
		length: null,
		counts: Float64Array.from(rows.flatMap((row) => row.slice(2)))
	};
}

function fitOf(cells: Cells, model: Partial<Model> = {}) {
	const fit = bradleyTerry(cells, { ...plain, ...model });
	if (!fit) throw new Error('There is no likeliest place.');
	return fit;
}

/** From the first model, with the standard errors that the information gives. */
function fromFirst(cells: Cells, model: Partial<Model> = {}) {
	const fit = fitOf(cells, model);
	const { size, models } = fit.layout;
	const covariance = centred(breadOf(fit), size, models);
	const of = (i: number, j: number) => covariance[i * size + j] ?? 0;
	const from = (i: number) => (i < models ? (fit.parameters[0] ?? 0) : 0);
	return {
		estimates: [...fit.parameters].map((one, i) => one - from(i)),
		errors: [...fit.parameters].map((_, i) =>
			Math.sqrt(i < models ? of(i, i) + of(0, 0) - 2 * of(i, 0) : of(i, i))
		)
	};
}

const printed = (numbers: Iterable<number>, digits: number) => [...numbers].map((one) => one.toFixed(digits));

describe('published numbers, to their last digit', () => {
	it('statistics journals: A. Agresti (2002), Categorical Data Analysis, p. 448; BradleyTerry2', () => {
		const { estimates, errors } = fromFirst(
			cellsOf([
				[0, 730, 498, 221],
				[33, 0, 68, 17],
				[320, 813, 0, 142],
				[284, 276, 325, 0]
			])
		);
		expect(printed(estimates, 5)).toEqual(['0.00000', '-2.94907', '-0.47957', '0.26895']);
		expect(printed(errors.slice(1), 5)).toEqual(['0.10255', '0.06059', '0.07083']);
	});

	// Baltimore 0, Boston 1, Cleveland 2, Detroit 3, Milwaukee 4, New York 5, Toronto 6: home, away, won, lost.
	const baseball = cellsOfRows(7, [
		...[
			[4, 3, 4, 0, 3],
			[4, 6, 4, 0, 2],
			[4, 5, 4, 0, 3],
			[4, 1, 6, 0, 1],
			[4, 2, 4, 0, 2],
			[4, 0, 6, 0, 0]
		],
		...[
			[3, 4, 3, 0, 3],
			[3, 6, 4, 0, 2],
			[3, 5, 4, 0, 3],
			[3, 1, 6, 0, 0],
			[3, 2, 6, 0, 1],
			[3, 0, 4, 0, 3]
		],
		...[
			[6, 4, 2, 0, 5],
			[6, 3, 4, 0, 3],
			[6, 5, 2, 0, 4],
			[6, 1, 4, 0, 3],
			[6, 2, 4, 0, 2],
			[6, 0, 6, 0, 0]
		],
		...[
			[5, 4, 3, 0, 3],
			[5, 3, 5, 0, 1],
			[5, 6, 2, 0, 5],
			[5, 1, 4, 0, 3],
			[5, 2, 4, 0, 2],
			[5, 0, 6, 0, 1]
		],
		...[
			[1, 4, 5, 0, 1],
			[1, 3, 2, 0, 5],
			[1, 6, 3, 0, 3],
			[1, 5, 4, 0, 2],
			[1, 2, 5, 0, 2],
			[1, 0, 6, 0, 0]
		],
		...[
			[2, 4, 2, 0, 5],
			[2, 3, 3, 0, 3],
			[2, 6, 3, 0, 4],
			[2, 5, 4, 0, 3],
			[2, 1, 4, 0, 2],
			[2, 0, 2, 0, 4]
		],
		...[
			[0, 4, 2, 0, 5],
			[0, 3, 1, 0, 5],
			[0, 6, 1, 0, 6],
			[0, 5, 2, 0, 4],
			[0, 1, 1, 0, 6],
			[0, 2, 3, 0, 4]
		]
	]);

	it('the American League of 1987: Agresti (2002), table 10.11; BradleyTerry2 tests/testthat/test-baseball.R', () => {
		const { estimates } = fromFirst(baseball);
		expect(
			printed(
				estimates.toSorted((a, b) => a - b),
				2
			)
		).toEqual([...['0.00', '0.68', '1.11', '1.25', '1.29', '1.44', '1.58']]);
	});

	it('being at home, which is as being shown first: Agresti (2002), of the same games', () => {
		const fit = fitOf(baseball, { side: true });
		expect(fit.parameters[7]?.toFixed(3)).toBe('0.302');
		expect(fit.logLikelihood.toFixed(6)).toBe('-169.542871');
		const worth = [...fit.parameters.slice(0, 7)].map(Math.exp);
		const sum = worth.reduce((a, b) => a + b, 0);
		expect(printed(worth.map((one) => one / sum).sort(), 3)).toEqual([
			...['0.044', '0.088', '0.137', '0.157', '0.164', '0.190', '0.220']
		]);
	});

	it('chocolate puddings with ties: R. R. Davidson (1970), example 2; the PlackettLuce overview', () => {
		const puddings = cellsOfRows(
			6,
			[
				[1, 2, 19, 16, 22],
				[1, 3, 16, 12, 19],
				[2, 3, 19, 10, 19],
				[1, 4, 18, 13, 23],
				[2, 4, 23, 9, 19],
				[3, 4, 19, 15, 20],
				[1, 5, 13, 18, 19],
				[2, 5, 16, 12, 20],
				[3, 5, 16, 17, 15],
				[4, 5, 17, 16, 14],
				[1, 6, 18, 12, 21],
				[2, 6, 22, 12, 20],
				[3, 6, 13, 10, 18],
				[4, 6, 14, 18, 19],
				[5, 6, 11, 12, 21]
			].map(([i = 0, j = 0, ...counts]) => [i - 1, j - 1, ...counts])
		);
		const { layout, ...fit } = fitOf(puddings, { ties: 'davidson' });
		const covariance = centred(breadOf({ layout, ...fit }), layout.size, layout.models);
		const fromMean = Array.from(fit.parameters, (_, i) => Math.sqrt(covariance[i * layout.size + i] ?? 0));
		expect(printed(fit.parameters, 3)).toEqual([
			...['-0.177', '0.044', '-0.024', '-0.001', '-0.043', '0.201', '-0.292']
		]);
		expect(printed(fromMean, 4)).toEqual([
			...['0.1219', '0.1218', '0.1268', '0.1220', '0.1271', '0.1266', '0.0825']
		]);
		const { estimates, errors } = fromFirst(puddings, { ties: 'davidson' });
		expect(printed(estimates.slice(1), 3)).toEqual(['0.220', '0.153', '0.175', '0.134', '0.377', '-0.292']);
		expect(printed(errors.slice(1), 4)).toEqual(['0.1872', '0.1935', '0.1882', '0.1927', '0.1924', '0.0825']);
	});

	it('a model that only loses, held by half a win and half a loss: the PlackettLuce overview, section 2.3', () => {
		const cells = cellsOf([
			[0, 1, 0, 1],
			[1, 0, 1, 0],
			[1, 0, 0, 0],
			[0, 0, 0, 0]
		]);
		expect(bradleyTerry(cells, plain)).toBeNull();
		const { estimates } = fromFirst(cells, { prior: 0.5 });
		// Their iterations stop at 1e-7.
		expect(printed(estimates, 6)).toEqual(['0.000000', '0.518418', '0.135471', '-1.153757']);
	});

	it('the worked example of Wikipedia, and of arena-rank tests/test_bradley_terry.py', () => {
		const { parameters } = fitOf(
			cellsOf([
				[0, 2, 0, 1],
				[3, 0, 5, 0],
				[0, 3, 0, 1],
				[4, 0, 3, 0]
			])
		);
		expect(printed([...parameters].map(Math.exp), 2)).toEqual(['0.64', '1.04', '0.66', '2.27']);
	});

	it('a cycle and one more: choix tests/data/testcase-pairwise-2.json; five items: choix intro-pairwise', () => {
		const cycle = fitOf(
			cellsOf([
				[0, 2, 0],
				[0, 0, 1],
				[1, 0, 0]
			])
		);
		expect(cycle.parameters[0]).toBeCloseTo(0.419617624, 8);
		expect(cycle.parameters[1]).toBeCloseTo(-0.419617624, 8);
		expect(cycle.parameters[2]).toBeCloseTo(0, 9);
		const five = fitOf(
			cellsOfRows(5, [
				[1, 0, 1, 0, 0],
				[0, 4, 1, 0, 0],
				[3, 1, 1, 0, 0],
				[0, 2, 1, 0, 0],
				[2, 4, 1, 0, 0],
				[4, 3, 1, 0, 0]
			])
		);
		const strengths = [...five.parameters];
		expect(
			printed(
				strengths.toSorted((a, b) => b - a).filter((one) => Math.abs(one) > 1e-6),
				3
			)
		).toEqual([...['0.583', '0.194', '-0.194', '-0.583']]);
		expect((1 / (1 + Math.exp((strengths[4] ?? 0) - (strengths[1] ?? 0)))).toFixed(2)).toBe('0.69');
	});

	it('ties are half a win of each: evalica simple-golden.csv', () => {
		// Of "0", "1", "2", "3", "4", the one shown left first.
		const rows = [
			[0, 1, 0, 1, 0],
			[0, 2, 0, 1, 1],
			[0, 4, 0, 1, 0],
			[1, 0, 1, 0, 0],
			[1, 2, 0, 2, 0],
			[1, 3, 0, 1, 0],
			[2, 4, 0, 1, 0],
			[3, 0, 1, 0, 0],
			[3, 1, 1, 0, 0],
			[3, 2, 1, 0, 0],
			[3, 4, 0, 2, 0],
			[4, 0, 1, 0, 0],
			[4, 3, 1, 0, 0]
		];
		const worth = [...fitOf(cellsOfRows(5, rows)).parameters].map(Math.exp);
		const sum = worth.reduce((a, b) => a + b, 0);
		// Their iterations stop at 1e-6.
		[0.05079967, 0.13115069, 0.13168568, 0.33688868, 0.34947528].forEach((golden, i) =>
			expect((worth[i] ?? 0) / sum).toBeCloseTo(golden, 5)
		);
	});
});

describe('counting', () => {
	const comparisons = {
		models: 3,
		first: Int32Array.of(0, 0, 1, 2, 0),
		second: Int32Array.of(1, 1, 0, 0, 1),
		outcome: Uint8Array.of(0, 1, 2, 0, 0)
	};

	it('what only the outcome sets apart is one cell; who is shown first sets apart', () => {
		const { cells, place } = countedOf(comparisons);
		expect([...cells.counts]).toEqual([2, 1, 0, 0, 0, 1, 1, 0, 0]);
		expect([...place]).toEqual([0, 1, 5, 6, 0]);
		expect([...winMatrix(cells)]).toEqual([0, 3.5, 0, 0.5, 0, 0, 1, 0, 0]);
	});

	it('lengths set apart too, and change nothing where they are not controlled for', () => {
		const { cells } = countedOf({ ...comparisons, length: Float64Array.of(1, 2, 1, 1, 1) });
		expect([...cells.counts]).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
		expect([...winMatrix(cells)]).toEqual([0, 3.5, 0, 0.5, 0, 0, 1, 0, 0]);
	});

	it('a model compared with itself, or one that is not there, is refused', () => {
		expect(() => countedOf({ ...comparisons, second: Int32Array.of(0, 1, 0, 0, 1) })).toThrow(
			'Comparison 0 is of 0 and 0'
		);
		expect(() => countedOf({ ...comparisons, models: 2 })).toThrow('Comparison 3 is of 2 and 0');
	});

	it('twice as long is as much among short ones as among long ones, whatever the unit', () => {
		const [short = 0, long = 0, same] = lengthDifference([2000, 20_000, 500], [1000, 10_000, 500]);
		expect(short).toBeGreaterThan(0);
		expect(long / short).toBeCloseTo(1, 2);
		expect(same).toBe(0);
		expect([...lengthDifference([5], [5])]).toEqual([0]);
	});
});

it('what a length adds is found beside strengths', () => {
	// Equal models; one deviation longer wins three times of four: log-odds of ln 3.
	const rows = [
		[0, 1, 1, 3, 1],
		[0, 1, -1, 1, 3],
		[1, 0, 1, 3, 1],
		[1, 0, -1, 1, 3]
	];
	const cells: Cells = {
		models: 2,
		first: Int32Array.from(rows, ([a = 0]) => a),
		second: Int32Array.from(rows, ([, b = 0]) => b),
		length: Float64Array.from(rows, ([, , x = 0]) => x),
		counts: Float64Array.from(rows.flatMap(([, , , won = 0, lost = 0]) => [won, 0, lost]))
	};
	const { parameters } = fitOf(cells, { length: true, side: true });
	[0, 0, 0, Math.log(3)].forEach((one, i) => expect(parameters[i]).toBeCloseTo(one, 6));
	expect(() => bradleyTerry({ ...cells, length: null }, { ...plain, length: true })).toThrow(
		'where lengths are known'
	);
});

it('a side that wins always has no likeliest effect', () => {
	const cells = cellsOfRows(2, [
		[0, 1, 5, 0, 0],
		[1, 0, 5, 0, 0]
	]);
	expect(bradleyTerry(cells, { ...plain, side: true })).toBeNull();
	expect(bradleyTerry(cells, plain)).not.toBeNull();
});
