import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayAfter, JITTER, MOST_ATTEMPTS, retryAfter } from './schedule.ts';

const all = (random: number) =>
	Array.from({ length: MOST_ATTEMPTS }, (_, i) => delayAfter(i + 1, null, random));

describe('when a message is sent again', () => {
	it('follows the specification’s example, from five seconds to a day, and then never', () => {
		const hours = [...all(0)].map((delay) => (delay === null ? null : delay / 3_600_000));
		expect(hours).toEqual([5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24, null]);
	});

	it('is drawn out by chance, by a fifth at most, and never comes sooner', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, random) => {
				const [least, delay] = [delayAfter(n, null, 0) ?? 0, delayAfter(n, null, random) ?? 0];
				expect(delay).toBeGreaterThanOrEqual(least);
				expect(delay).toBeLessThanOrEqual(least * (1 + JITTER) + 1);
			})
		);
	});

	it('waits for as long as the receiver asks, up to a day', () => {
		expect(delayAfter(1, 60_000, 0)).toBe(60_000);
		expect(delayAfter(1, 1000, 0)).toBe(5000);
		expect(delayAfter(1, 1e12, 0)).toBe(86_400_000);
		expect(delayAfter(MOST_ATTEMPTS, 60_000, 0)).toBeNull();
	});

	it('reads Retry-After in seconds and as a date, and nothing else', () => {
		const now = Date.parse('2026-01-01T00:00:00Z');
		expect(retryAfter('120', now)).toBe(120_000);
		expect(retryAfter('Thu, 01 Jan 2026 00:02:00 GMT', now)).toBe(120_000);
		expect(retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
		for (const odd of ['soon', '-5x', undefined]) expect(retryAfter(odd, now)).toBeNull();
	});
});
