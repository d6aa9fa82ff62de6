import { describe, expect, it } from 'vitest';
import { beforeOf, scaleOf, type Earlier } from './before.ts';

const one = (i: number, status: Earlier['status'], more: Partial<Earlier> = {}): Earlier => ({
	id: `d${i}`,
	action: { name: 'refund', args: { amount: i, order: `o-${i}` } },
	status,
	reversed: false,
	settledAt: i * 1000,
	createdAt: 0,
	...more
});
const now = { name: 'refund', args: { amount: 50, order: 'o', year: 2026 } };

describe('what went before', () => {
	it('is counted by what became of it, and what waits is not', () => {
		const earlier = [
			one(9, 'pending'),
			one(8, 'approved'),
			one(7, 'approved_with_edit'),
			one(6, 'auto_approved'),
			one(5, 'rejected'),
			one(4, 'denied'),
			one(3, 'expired')
		];
		const view = beforeOf(now, earlier, 200);
		expect(view.counts).toEqual({ approved: 1, edited: 1, alone: 1, refused: 2, lapsed: 1 });
		expect(view.looked).toBe(6);
		expect(view.latest.map(({ id }) => id)).toEqual(['d8', 'd7', 'd6']);
		expect(view.latest[0]?.at).toBe('1970-01-01T00:00:08.000Z');
	});

	it('shows the number that differs, as it was where it ran and was not found wrong', () => {
		const earlier = [
			...[1, 2, 3, 4, 5].map((i) =>
				one(i, 'approved', { action: { name: 'refund', args: { amount: i, year: 2026 } } })
			),
			one(1000, 'rejected'),
			one(2000, 'approved', { reversed: true })
		];
		expect(beforeOf(now, earlier, 200).numbers).toEqual({ name: 'amount', ran: [1, 2, 3, 4, 5] });
		expect(beforeOf(now, earlier.slice(0, 3), 200).numbers).toBeNull();
		expect(beforeOf({ name: 'refund', args: { amount: 'many' } }, earlier, 200).numbers).toBeNull();
	});

	it('lies on a scale of powers where the numbers span some, and on an even one else', () => {
		const wide = scaleOf([4, 1840]);
		expect(wide.ticks).toEqual([1, 10, 100, 1000, 10_000]);
		expect([wide.at(1), wide.at(100), wide.at(10_000)]).toEqual([0, 0.5, 1]);
		const even = scaleOf([-5, 5]);
		expect(even.at(0)).toBeCloseTo(0.5, 10);
		expect(even.ticks).toEqual([-5, 5]);
		expect(scaleOf([7, 7]).at(7)).toBeCloseTo(0.5, 10);
	});
});
