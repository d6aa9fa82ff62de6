import { describe, expect, it } from 'vitest';
import { Refusal } from '#lib/schema/refusal.ts';
import { rateLimit } from './rate.ts';

const refusedFor = (act: () => void): number | undefined => {
	try {
		act();
	} catch (error) {
		if (error instanceof Refusal && error.code === 'rate_limited') return error.details.retryAfter;
		throw error;
	}
};

describe('a rate limit', () => {
	it('lets a burst through, then as many as the seconds allow', () => {
		const limit = rateLimit(2, 3);
		for (let i = 0; i < 3; i++) limit.take('a', 0);
		expect(refusedFor(() => limit.take('a', 0))).toBe(0.5);
		limit.take('a', 500);
		expect(refusedFor(() => limit.take('a', 500))).toBe(0.5);
	});

	it('says how long to wait, and is right about it', () => {
		const limit = rateLimit(1 / 6, 1);
		limit.take('a', 0);
		const wait = refusedFor(() => limit.take('a', 1000)) ?? 0;
		expect(refusedFor(() => limit.take('a', 1000 + wait * 1000 - 1))).toBeGreaterThan(0);
		limit.take('a', 1000 + wait * 1000);
	});

	it('counts each name for itself', () => {
		const limit = rateLimit(1);
		limit.take('a', 0);
		limit.take('b', 0);
		expect(refusedFor(() => limit.take('a', 0))).toBeDefined();
	});

	it('gives back and forgets', () => {
		const limit = rateLimit(1, 2);
		limit.take('a', 0);
		limit.take('a', 0);
		limit.giveBack('a');
		limit.take('a', 0);
		expect(refusedFor(() => limit.take('a', 0))).toBeDefined();
		limit.clear('a');
		limit.take('a', 0);
		limit.take('a', 0);
		expect(refusedFor(() => limit.take('a', 0))).toBeDefined();
	});

	it('never gives back more than a burst', () => {
		const limit = rateLimit(1, 1);
		limit.giveBack('new');
		limit.take('new', 0);
		limit.giveBack('new');
		limit.giveBack('new');
		limit.take('new', 0);
		expect(refusedFor(() => limit.take('new', 0))).toBeDefined();
	});
});
