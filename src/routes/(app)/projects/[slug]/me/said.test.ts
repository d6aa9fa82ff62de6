import { describe, expect, it } from 'vitest';
import { shareOf } from '#lib/project/accuracy.ts';
import type { Measured } from '#lib/quality/people-view.ts';
import { agreementSaid, againSaid, errorsSaid, goldSaid, sideSaid, timeSaid } from './said.ts';

const of = (right: number, answers: number): Measured => {
	const { share: value, low, high, enough } = shareOf(right, answers);
	return { value, low, high, of: answers, enough, p: null, marked: false };
};
const side = (left: number, right: number) => ({
	...of(left, left + right),
	z: (left - right) / Math.sqrt(left + right),
	left,
	right
});

describe('what one is told of oneself', () => {
	it('is nothing below five', () => {
		expect(agreementSaid(of(3, 4))).toBeNull();
		expect(goldSaid(shareOf(4, 4))).toBeNull();
		expect(againSaid(shareOf(0, 0))).toBeNull();
		expect(sideSaid(side(4, 0))).toBeNull();
		expect(timeSaid(null, null, null)).toBeNull();
	});

	it('advises only where the number hardly leaves a doubt', () => {
		expect(agreementSaid(of(12, 30))?.advice).toBeNull();
		expect(agreementSaid(of(6, 30))?.advice).toContain('guidelines');
		expect(goldSaid(shareOf(9, 10))?.advice).toBeNull();
		expect(goldSaid(shareOf(20, 40))?.advice).toContain('guidelines');
		expect(againSaid(shareOf(10, 20))?.advice).toContain('Read both');
	});

	it('says a lean to a side only beyond chance, and which one to read to its end', () => {
		expect(sideSaid(side(29, 21))?.said).toContain('you lean to no side');
		expect(sideSaid(side(40, 10))).toMatchObject({
			value: '80 %',
			advice: expect.stringContaining('second')
		});
		expect(sideSaid(side(10, 40))?.advice).toContain('first');
	});

	it('sets one’s time beside the middle half of others, and says nothing of few', () => {
		expect(timeSaid(12.34, of(0, 50), { low: 9, high: 31, people: 8 })?.said).toContain('9 s to 31 s');
		expect(timeSaid(12.34, of(0, 50), null)?.said).toContain('not told of so few');
		expect(timeSaid(2, of(40, 50), null)?.advice).toContain('Take the time');
	});

	it('tells what a lead decided otherwise in tens, and advises only where a kind was named', () => {
		expect(errorsSaid(null)).toBeNull();
		expect(errorsSaid({ overruled: 0, kinds: [] })).toMatchObject({ value: 'A few', advice: null });
		const named = errorsSaid({
			overruled: 40,
			kinds: [
				{ kind: 'Wrong label', overruled: 30 },
				{ kind: 'Slip', overruled: 0 }
			]
		});
		expect(named).toMatchObject({ value: 'About 40', advice: expect.stringContaining('guidelines') });
		expect(named?.said).toContain('Wrong label (about 30) and Slip (a few)');
	});
});
