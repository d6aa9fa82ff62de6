import { describe, expect, it } from 'vitest';
import {
	bandOf,
	calibrationError,
	errorAbove,
	reliability,
	riskCoverage,
	spreadOf,
	type Cell
} from './calibration.ts';
import { crossing, leastVerdicts, suggestThreshold } from './threshold.ts';

const cell = (
	band: number,
	asked: number | null,
	decisions: number,
	kept: number,
	more: Partial<Cell> = {}
) => ({
	...{ band, asked, decisions, kept, edited: 0, rejected: 0, responded: 0 },
	...more
});

/** Below 0.80 all wait for a person; of the 900 that ran alone a tenth was drawn. */
const gated: Cell[] = [
	cell(50, 1, 60, 30, { rejected: 20, edited: 6, responded: 4 }),
	cell(75, 1, 40, 32, { rejected: 8 }),
	cell(95, 0.1, 900, 81, { rejected: 9 })
];

describe('the hundredth of a confidence', () => {
	it('is rounded down, and what is written with two digits stays what it is', () => {
		expect(Array.from({ length: 101 }, (_, i) => bandOf(Number((i / 100).toFixed(2))))).toEqual(
			Array.from({ length: 101 }, (_, i) => i)
		);
		expect([0.295, 0.2999, 0.999, 1].map(bandOf)).toEqual([29, 29, 99, 100]);
	});
});

describe('reliability', () => {
	it('is what people kept of each tenth, by the ways in which they did not', () => {
		const [half, third] = reliability(gated);
		expect(half).toMatchObject({ from: 0.5, decisions: 60, verdicts: 60, confidence: 0.5 });
		expect(half?.wrong?.share).toBeCloseTo(0.5, 12);
		expect(half?.ways).toEqual({ kept: 0.5, edited: 0.1, rejected: 20 / 60, responded: 4 / 60 });
		expect(third).toMatchObject({ from: 0.7, verdicts: 40, confidence: 0.75 });
		expect(third?.wrong?.share).toBeCloseTo(0.2, 12);
	});

	it('weighs what was drawn by how rarely it was: 100 that a rule asked about beside 900 of which 90 were drawn', () => {
		const [tenth] = reliability([cell(90, 1, 100, 50, { rejected: 50 }), cell(92, 0.1, 900, 90)]);
		expect(tenth?.wrong?.share).toBeCloseTo(0.05, 12);
		expect(tenth?.ways?.rejected).toBeCloseTo(0.05, 12);
	});

	it('says nothing of what nobody could be asked about, and counts it all the same', () => {
		const [tenth] = reliability([cell(90, 0, 500, 0), cell(90, null, 20, 5)]);
		expect(tenth).toMatchObject({ decisions: 520, verdicts: 0, wrong: null, ways: null });
	});

	it('errs by how far it lies off, and says what chance alone would', () => {
		// |0.5 - 0.5|, |0.8 - 0.75| and |0.9 - 0.95| of 60, 40 and 900.
		const error = calibrationError(reliability(gated));
		expect(error?.ece).toBeCloseTo((40 * 0.05 + 900 * 0.05) / 1000, 12);
		const mean = (c: number, n: number) => Math.sqrt((2 / Math.PI) * ((c * (1 - c)) / n));
		expect(error?.chance).toBeCloseTo(
			(60 * mean(0.5, 60) + 40 * mean(0.75, 40) + 900 * mean(0.95, 90)) / 1000,
			12
		);
		expect(calibrationError(reliability([cell(90, 0, 5, 0)]))).toBeNull();
	});
});

describe('risk against coverage', () => {
	it('has a point for each confidence there is: what runs alone, and how much of it is wrong', () => {
		const points = riskCoverage(gated);
		expect(points.map(({ at, coverage }) => [at, coverage])).toEqual([
			[50, 1],
			[75, 0.94],
			[95, 0.9]
		]);
		// 0.1 of 900, 8 of 40 and 30 of 60.
		expect(points[0]?.error?.share).toBeCloseTo((90 + 8 + 30) / 1000, 12);
		expect(points[1]?.error?.share).toBeCloseTo((90 + 8) / 940, 12);
		expect(points[2]?.error?.share).toBeCloseTo(0.1, 12);
		expect(points.map(({ verdicts }) => verdicts)).toEqual([190, 130, 90]);
	});

	it('is the same at a threshold between two confidences', () => {
		expect(errorAbove(gated, 60)).toEqual(riskCoverage(gated)[1]?.error);
		expect(errorAbove(gated, 96)).toBeNull();
	});

	it('knows as much as before of what more ran alone while nobody was to look', () => {
		const more = riskCoverage([...gated, cell(95, 0, 5000, 0), cell(95, null, 9, 9)]);
		expect(more[2]?.error).toEqual(riskCoverage(gated)[2]?.error);
		expect(more[2]).toMatchObject({ decisions: 5909, verdicts: 90 });
		expect(errorAbove([...gated, cell(95, 0, 5000, 0)], 60)).toEqual(errorAbove(gated, 60));
	});

	it('has no point at 0, which is no threshold', () => {
		expect(riskCoverage([cell(0, 1, 10, 5)])).toEqual([]);
	});
});

describe('the suggested threshold', () => {
	/** Of each hundredth so many, of which these are wrong. */
	const curve = (each: number, wrong: (band: number) => number) =>
		riskCoverage(
			Array.from({ length: 51 }, (_, i) => {
				const bad = Math.round(each * wrong(i + 50));
				return cell(i + 50, 1, each, each - bad, { rejected: bad });
			})
		);

	it('is the lowest whose upper limit keeps the target', () => {
		const points = curve(200, (band) => (band >= 80 ? 0.01 : 0.3));
		const suggestion = suggestThreshold(points, 0.05);
		if (suggestion.kind !== 'found') throw new Error(suggestion.kind);
		expect(suggestion.bound).toBeLessThanOrEqual(0.05);
		const next = points.find(({ at }) => at === suggestion.point.at - 1);
		// At 0.77 three hundredths of 0.3 join 21 of 0.01: 0.046; the next one is above the target.
		expect([suggestion.point.at, next?.error?.share.toFixed(3)]).toEqual([78, '0.046']);
	});

	it('stops at the first that fails, however good those below look', () => {
		const points = curve(400, (band) => (band >= 90 ? 0.01 : band >= 85 ? 0.3 : 0));
		const suggestion = suggestThreshold(points, 0.05);
		expect(suggestion.kind === 'found' && suggestion.point.at).toBe(89);
		expect(points[0]?.error?.high).toBeLessThan(0.04);
	});

	it('says how many verdicts are missing where they are too few to promise anything', () => {
		// z² (1 - 0.05) / 0.05 for the quantile of 1 - 0.05 / 3.
		expect(leastVerdicts(0.05)).toBe(87);
		expect(suggestThreshold(riskCoverage([cell(90, 1, 80, 80)]), 0.05)).toEqual({
			kind: 'thin',
			have: 80,
			more: 7
		});
		expect(suggestThreshold(riskCoverage([cell(90, 1, 87, 87)]), 0.05)).toMatchObject({
			kind: 'found',
			point: { at: 90 }
		});
		expect(suggestThreshold([], 0.05)).toEqual({ kind: 'thin', have: 0, more: 87 });
	});

	it('says that none will do where the surest are wrong too often, and what more verdicts would help', () => {
		const poor = suggestThreshold(riskCoverage([cell(90, 1, 400, 360, { edited: 40 })]), 0.05);
		expect(poor).toMatchObject({ kind: 'none', point: { at: 90 }, more: null });
		const near = suggestThreshold(riskCoverage([cell(90, 1, 400, 384, { edited: 16 })]), 0.05);
		if (near.kind !== 'none' || near.more === null) throw new Error(near.kind);
		const times = (400 + near.more) / 400;
		const grown = riskCoverage([cell(90, 1, 400 * times, 384 * times, { edited: 16 * times })]);
		expect(suggestThreshold(grown, 0.05).kind).toBe('found');
	});

	it('asks for more where the same was proposed again and again', () => {
		const points = (spread: number) => riskCoverage([cell(90, 1, 150, 150)], spread);
		expect(suggestThreshold(points(1), 0.05).kind).toBe('found');
		expect(suggestThreshold(points(2), 0.05, 2)).toEqual({ kind: 'thin', have: 75, more: 12 });
		// Four that are alike and six by themselves: (16 + 6) / 10.
		expect(spreadOf(10, 22)).toBe(2.2);
		expect(spreadOf(0, 0)).toBe(1);
	});

	it('has an interval: the thresholds around it whose own hold the target', () => {
		const points = curve(200, (band) => (100 - band) / 200);
		const range = crossing(points, 0.05);
		const inside = points.filter(({ error }) => error && error.low <= 0.05 && error.high >= 0.05);
		expect(range).toEqual({ low: inside[0]?.at, high: inside.at(-1)?.at });
		expect(crossing(points, 0.9)).toBeNull();
	});
});
