import { describe, expect, it } from 'vitest';
import { reliability, riskCoverage, type Cell } from '#lib/stats/calibration.ts';
import { barsOf, curveOf, dotsOf, frameOf, roomFor, sparkOf, xOf, yOf } from './charts.ts';

const cell = (band: number, kept: number, rejected: number, edited = 0): Cell => ({
	...{ band, asked: 1, decisions: kept + rejected + edited, kept, edited, rejected, responded: 0 }
});
const cells = [cell(60, 50, 30, 20), cell(90, 297, 3), cell(20, 4, 4)];
const frame = frameOf(456);

describe('the pictures of a calibration', () => {
	it('put a tenth at what it says and what people kept, larger for more, hollow for few', () => {
		const dots = dotsOf(frame, reliability(cells));
		expect(dots.map(({ x, few }) => [x, few])).toEqual([
			[xOf(frame, 0.2), true],
			[xOf(frame, 0.6), false],
			[xOf(frame, 0.9), false]
		]);
		expect(dots[1]?.y).toBe(yOf(frame, 0.5));
		expect(dots[2]?.r).toBeGreaterThan(dots[1]?.r ?? 9);
		for (const { low, y, high } of dots) expect(low >= y && y >= high).toBe(true);
	});

	it('pile the ways of overruling up to the share that was overruled', () => {
		const { bars, most } = barsOf(frame, reliability(cells));
		// The upper limit of 4 in 8 is 0.785.
		expect(most).toBe(0.8);
		expect(bars[1]?.pieces.map(({ kind }) => kind)).toEqual(['edited', 'rejected']);
		expect(bars[1]?.pieces.at(-1)?.y).toBeCloseTo(yOf(frame, 0.5, most), 0);
		expect(barsOf(frame, reliability([{ ...cell(90, 0, 0), asked: 0, decisions: 4 }])).bars).toEqual([]);
	});

	it('draw the curve from the surest few to all, within its limits, and find a threshold on it', () => {
		const curve = curveOf(frame, riskCoverage(cells), 0.05);
		expect(curve.line.match(/\d+(\.\d+)? \d+/g)).toHaveLength(3);
		expect(curve.place(75)).toMatchObject({ x: xOf(frame, 300 / 408), y: yOf(frame, 0.01, curve.most) });
		expect(curve.place(95)).toBeNull();
		expect(curve.band.endsWith('Z')).toBe(true);
		expect(curveOf(frame, [], 0.02)).toMatchObject({ line: '', band: '', few: [] });
		expect(curve.few).toHaveLength(3);
		const hundred = Array.from({ length: 50 }, (_, i) => cell(i + 50, 9, 1));
		expect(curveOf(frame, riskCoverage(hundred), 0.05).few).toEqual([]);
	});

	it('end an axis on a round number', () => {
		expect([0, 0.021, 0.3, 0.95].map(roomFor)).toEqual([0.02, 0.05, 0.4, 1]);
		expect(sparkOf([0.5, 0.25], 10, 10)).toBe('M0 0L10 5');
		expect(sparkOf([], 10, 10)).toBe('');
	});
});
