import { describe, expect, it } from 'vitest';
import { behind, reviewersOf, WEEK_MS, type Reviewed } from './reviewers.ts';

const NOW = 10 * WEEK_MS;
const people = [
	{ id: 'b', email: 'b@example.org', name: 'Bo' },
	{ id: 'a', email: 'a@example.org', name: 'Al' }
];
let count = 0;
const one = (more: Partial<Reviewed> = {}): Reviewed => ({
	id: `d${count++}`,
	user: 'a',
	verdict: 'approve',
	at: NOW - 1000 + count,
	dwellMs: 40_000,
	words: 238,
	risk: 'low',
	confidence: 0.9,
	quorum: 1,
	first: null,
	...more
});
const of = (all: Reviewed[], user = 'Al') => {
	const found = reviewersOf(people, all, [], NOW).find(({ name }) => name === user);
	if (!found) throw new Error(`${user} is not there`);
	return found;
};

describe('how a reviewer does', () => {
	it('calls too fast only what has a time and words, by what there was to read', () => {
		const all = [
			one({ dwellMs: 29_000 }),
			one({ dwellMs: 31_000 }),
			one({ dwellMs: 1, words: null }),
			one({ dwellMs: null })
		];
		expect(of(all).fast).toMatchObject({ right: 1, answers: 2, enough: false });
		expect(of(all).latest.map(({ fast }) => fast)).toEqual([false, false, false, true]);
	});

	it('counts approvals in a row by time, whatever the order they come in', () => {
		const verdicts = ['approve', 'approve', 'approve', 'reject', 'approve', 'approve'] as const;
		const all = verdicts.map((verdict) => one({ verdict })).toReversed();
		expect(of(all).run).toEqual({ now: 2, longest: 3 });
		expect(of(all).approved).toMatchObject({ right: 5, answers: 6 });
	});

	it('sets nobody beside themselves', () => {
		const all = [one(), one({ user: 'b', verdict: 'edit' }), one({ user: 'b' })];
		expect(of(all).others).toMatchObject({ right: 1, answers: 2 });
		expect(of(all, 'Bo').others).toMatchObject({ right: 1, answers: 1 });
	});

	it('counts overrides in one week, risk and band of confidence each', () => {
		const all = [
			one({ verdict: 'edit', risk: 'high', confidence: 0.5 }),
			one({ risk: 'high', confidence: 1 }),
			one({ verdict: 'reject', at: NOW - WEEK_MS - 1, confidence: 0 })
		];
		const { risks, weeks, confidence } = of(all);
		expect(risks.find(({ name }) => name === 'high')).toMatchObject({ right: 1, answers: 2 });
		expect(weeks.map(({ answers }) => answers)).toEqual([0, 0, 0, 0, 0, 0, 1, 2]);
		expect(confidence.map(({ answers }) => answers)).toEqual([1, 1, 0, 0, 0, 1]);
	});

	it('looks for a second person only where two must sign', () => {
		const pair = (quorum: number, verdict: Reviewed['verdict']) => [
			one({ id: `p${quorum}${verdict}`, quorum }),
			one({ id: `p${quorum}${verdict}`, quorum, user: 'b', verdict })
		];
		const all = [...pair(2, 'approve'), ...pair(2, 'reject'), ...pair(1, 'reject')];
		expect(of(all).second).toMatchObject({ right: 1, answers: 2 });
		expect(behind('a', all, 'apart', NOW)?.map(({ id }) => id)).toEqual(['p2reject']);
	});

	it('counts who went over to the proposal apart from who turned from it', () => {
		const view = (would: 'approve' | 'reject' | 'other') => ({ first: { would } });
		const all = [
			one(view('reject')),
			one({ ...view('other'), verdict: 'reject' }),
			one({ ...view('approve'), verdict: 'edit' }),
			one(view('approve')),
			one()
		];
		expect(of(all).towards).toMatchObject({ right: 1, answers: 2 });
		expect(of(all).away).toMatchObject({ right: 1, answers: 2 });
	});

	it('leads from each figure to as many verdicts as it counts', () => {
		const all = [
			one({ verdict: 'reject', risk: 'critical', dwellMs: 5, first: { would: 'approve' } }),
			one({ at: NOW - 3 * WEEK_MS - 5, confidence: 0.72 }),
			one({ user: 'b' })
		];
		const seen = of(all);
		for (const part of [...seen.risks, ...seen.weeks, ...seen.confidence])
			expect([part.show, behind('a', all, part.show, NOW)?.length]).toEqual([part.show, part.answers]);
		expect(behind('a', all, 'fast', NOW)).toHaveLength(seen.fast.right);
		expect(behind('a', all, 'away', NOW)).toHaveLength(seen.away.right);
		expect(behind('a', all, 'constructor', NOW)).toBeNull();
	});

	it('names nobody who did nothing, and ranks nobody: by name', () => {
		const checks = [{ user: 'b', at: NOW, agent: 'x', action: 'pay', caught: false }];
		const seen = reviewersOf(people, [one()], checks, NOW);
		expect(seen.map(({ name, reviews, checks: { answers } }) => [name, reviews, answers])).toEqual([
			['Al', 1, 0],
			['Bo', 0, 1]
		]);
		expect(reviewersOf(people, [], [], NOW)).toEqual([]);
	});
});
