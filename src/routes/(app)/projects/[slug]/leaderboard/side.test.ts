import { describe, expect, it } from 'vitest';
import type { Term } from '#lib/quality/board.ts';
import { restsOn, sideRows, sideSaid, signed } from './side.ts';

const term = (effect: number, half: number): Term => ({
	effect,
	error: half / 1.96,
	z: effect / (half / 1.96),
	low: effect - half,
	high: effect + half,
	reason: null,
	decided: 100
});
const unknown: Term = {
	effect: null,
	error: null,
	z: null,
	low: null,
	high: null,
	reason: 'undetermined',
	decided: 3
};
const none = { first: 0, decided: 0, all: unknown, fast: null, slow: null };

describe('the pull of the side', () => {
	it('says how often the first one won, and whether that is surely a pull', () => {
		const side = { ...none, first: 533, decided: 1000, all: term(0.19, 0.06) };
		expect(sideSaid(side, false)).toBe(
			'The one shown first won 53.3 % of 1,000 decided pairs. Strengths are as shown: adjust for the side to remove it.'
		);
		expect(sideSaid(side, true)).toContain('The fit removes it.');
		expect(sideSaid({ ...side, all: term(0.05, 0.06) }, false)).toContain('That may be chance.');
	});

	it('names a cause only where fast and slow votes surely differ', () => {
		const side = { ...none, first: 533, decided: 1000, all: term(0.19, 0.06) };
		const fast = { ...term(0.4, 0.1), under_seconds: 15 };
		expect(sideSaid({ ...side, fast, slow: { ...term(0.05, 0.1), over_seconds: 60 } }, true)).toContain(
			'Fast votes cause it.'
		);
		expect(sideSaid({ ...side, fast, slow: { ...term(0.3, 0.1), over_seconds: 60 } }, true)).not.toContain(
			'cause'
		);
	});

	it('says nothing of what is not known', () => {
		expect(sideSaid(none, false)).toBe('Nobody preferred one of two yet.');
		expect(sideSaid({ ...none, first: 2, decided: 3 }, false)).toContain('cannot be told yet');
		expect(sideRows({ ...none, fast: { ...term(0.4, 0.1), under_seconds: 15 } })).toEqual([
			{
				label: 'under 15 s',
				effect: 0.4,
				low: expect.closeTo(0.3) as number,
				high: expect.closeTo(0.5) as number
			}
		]);
	});

	it('has signs on its numbers, and none on nothing', () => {
		expect([signed(0.188), signed(-0.05), signed(0), signed(-0.001)]).toEqual(['+0.19', '−0.05', '0', '0']);
		expect([signed(0.2, false), signed(-0.2, false)]).toEqual(['+0.2', '−0.2']);
	});

	it('says of how many all is', () => {
		expect(restsOn({ votes: 8931, people: 124, prompts: 42 })).toBe(
			'8,931 votes of 124 judges on 42 prompts'
		);
		expect(restsOn({ votes: 1, people: 1, prompts: 1 })).toBe('1 vote of one judge on 1 prompt');
	});
});
