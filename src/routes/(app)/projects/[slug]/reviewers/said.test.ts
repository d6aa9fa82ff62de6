import { expect, it } from 'vitest';
import { shareOf } from '#lib/project/accuracy.ts';
import { besideSaid, finding, runSaid, timeSaid } from './said.ts';

it('says that somebody differs from the others only where their intervals do, and never why', () => {
	const beside = (mine: [number, number], others: [number, number]) =>
		besideSaid({ approved: shareOf(...mine), others: shareOf(...others) });
	expect(beside([4, 4], [50, 100])).toBeNull();
	expect(beside([20, 24], [70, 100])).toBe('No different from the others, as far as one can tell.');
	expect(beside([100, 100], [50, 100])).toMatch(/^More often .* other things/);
	expect(beside([10, 100], [50, 100])).toMatch(/^Less often /);
});

it('says times as people do', () => {
	expect([400, 9949, 9950, 59_400, 61_000, 600_000].map(timeSaid)).toEqual([
		'0.4 s',
		'9.9 s',
		'10 s',
		'59 s',
		'1:01',
		'10:00'
	]);
});

it('heads the page with what the checks found, where there were some', () => {
	const of = (right: number, answers: number) => ({ checks: shareOf(right, answers) }) as never;
	expect(finding([])).toBe('Reviewers');
	expect(finding([of(0, 0)])).toBe('How 1 reviewer does');
	expect(finding([of(2, 3), of(1, 1)])).toBe('1 of 4 checks would have run');
	expect(finding([of(2, 2)])).toBe('All 2 checks were seen');
	expect(runSaid({ now: 1, longest: 7 })).toBe('1 approval in a row now, 7 at most');
});
