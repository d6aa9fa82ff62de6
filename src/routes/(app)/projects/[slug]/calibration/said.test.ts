import { describe, expect, it } from 'vitest';
import { readingOf, type Evidence } from '#lib/runtime/calibration.ts';
import type { Cell } from '#lib/stats/calibration.ts';
import { assumptionsOf, findingOf, metAt, percent, reasonOf, shareSaid } from './said.ts';

const cell = (band: number, kept: number, rejected = 0, asked = 1): Cell => ({
	...{ band, asked, decisions: kept + rejected, kept, edited: 0, rejected, responded: 0 }
});
const evidence = (cells: Cell[], spread = 1): Evidence => ({ cells, spread, daily: 1, own: {} });
const reading = (cells: Cell[], spread = 1) => readingOf(evidence(cells, spread), 0.05);
const finding = (cells: Cell[], now: number | null = null) =>
	findingOf({ action: 'pay', now, target: 0.05, reading: reading(cells) });

describe('the finding of a calibration', () => {
	const good = [cell(90, 300, 2), cell(60, 30, 30)];

	it('says what to do with the threshold', () => {
		expect(finding(good)).toBe('From 0.90 on pay may run alone with less than 5 % wrong');
		expect(finding(good, 80)).toBe('Raise the threshold from 0.80 to 0.90 and wrong pay falls below 5 %');
		expect(finding(good, 95)).toBe('Lower the threshold from 0.95 to 0.90: pay stays below 5 % wrong');
		expect(finding(good, 90)).toBe('The threshold of 0.90 keeps pay below 5 % wrong');
	});

	it('says how many verdicts are missing, and never a number without them', () => {
		expect(finding([cell(90, 0)])).toBe('Nobody has judged pay yet');
		expect(finding([cell(90, 80)])).toBe('Too few verdicts on pay to promise 5 %: 7 more are needed');
		expect(reasonOf(reading([cell(90, 80)]), 0.05)).toBe(
			'If none of them were wrong, 87 verdicts above a threshold would be enough to promise 5 %; there are 80. 7 more are needed.'
		);
		expect(finding([cell(90, 300, 100)])).toBe('No threshold keeps pay below 5 % wrong yet');
		expect(reasonOf(reading([cell(90, 300, 100)]), 0.05)).toContain('More verdicts will not change that');
		expect(reasonOf(reading([cell(90, 384, 16)]), 0.05)).toMatch(
			/About [\d,]+ more verdicts like these would do/
		);
	});

	it('says where the target is met', () => {
		const met = (cells: Cell[]) => metAt(reading(cells), 0.05);
		expect(met([cell(90, 20)])).toBe('too few to say');
		expect(met([cell(90, 300, 100)])).toBe('nowhere');
		expect(met([cell(90, 3000)])).toBe('below all');
		expect(
			met([cell(60, 20, 60), cell(70, 95, 5), cell(80, 190, 10), cell(90, 190, 10), cell(95, 100)])
		).toBe('0.70–0.90');
	});

	it('says what is held to be true', () => {
		expect(assumptionsOf({ spread: 1 }, reading(good)).join(' ')).toContain('No action was proposed twice');
		const alike = [...good, cell(95, 0, 0, 0), { ...cell(95, 0, 0, 0), decisions: 12 }];
		const said = assumptionsOf({ spread: 2.24 }, reading(alike, 2.24)).join(' ');
		expect(said).toContain('2.2 verdicts tell as much as one');
		expect(said).toContain('12 of 374 decisions ran alone while nobody was to look');
	});
});

it('shares are told with their interval, and nothing of nothing', () => {
	expect([0, 0.004, 0.0999, 0.12, 1].map(percent)).toEqual(['0 %', '0.4 %', '10 %', '12 %', '100 %']);
	expect(shareSaid({ share: 0.017, low: 0.011, high: 0.026, of: 9 })).toBe('1.7 % (1.1–2.6)');
	expect(shareSaid(null)).toBe('nobody looked');
});
