import { describe, expect, it } from 'vitest';
import type { Measured } from '#lib/quality/people-view.ts';
import { stripsOf, type Judged } from './people.ts';

const of = (value: number | null, over: Partial<Measured> = {}): Measured => ({
	value,
	low: 0,
	high: 1,
	of: 30,
	enough: true,
	p: null,
	marked: false,
	...over
});
const judged = (rater: string, over: Partial<Judged> = {}): Judged => ({
	rater,
	side: { ...of(0.5), z: 0, left: 15, right: 15 },
	agreement: of(0.7),
	again: of(null, { enough: false, of: 0 }),
	time: { median: 20, of: 30 },
	fast: of(0),
	...over
});

describe('the strips of people', () => {
	it('hold a dot for each of whom enough is known, and for nobody else', () => {
		const people = [
			judged('r1'),
			judged('r2', { agreement: of(0.9, { enough: false }), time: { median: null, of: 1 } })
		];
		expect(stripsOf(people).map((strip) => strip.people.map(({ name }) => name))).toEqual([
			['r1', 'r2'],
			['r1'],
			[],
			['r1']
		]);
	});

	it('say of who stands out what they do', () => {
		const [side, , , time] = stripsOf([
			judged('r22', {
				side: { ...of(0.71, { marked: true }), z: 4, left: 71, right: 29 },
				time: { median: 6, of: 30 },
				fast: of(0.9, { marked: true })
			})
		]);
		const [one] = side?.people ?? [];
		expect(one && side?.of(one)).toBe('r22 chooses the first 71 times in 100.');
		expect(side?.should).toBe(0.5);
		const [fast] = time?.people ?? [];
		expect(fast && time?.of(fast)).toBe('r22: 6 s, often too fast for what there is to read.');
	});
});
