import { expect, it } from 'vitest';
import { staysSaid, withdrawnSaid } from './withdrawal.ts';

it('says what stays and why, and what went', () => {
	expect(staysSaid({ stays: 0, judged: 0, held: 0 })).toBe(
		'Nobody judged or holds any of them: nothing stays.'
	);
	expect(staysSaid({ stays: 1, judged: 1, held: 0 })).toBe('1 item stays: 1 that somebody judged.');
	expect(withdrawnSaid('a.csv', { withdrawn: 1_200, stays: 5, judged: 2, held: 3 })).toBe(
		'1,200 items of a.csv are withdrawn. 5 items stay: 2 that somebody judged and 3 that somebody holds now.'
	);
});
