import { expect, it } from 'vitest';
import { firstLines } from './record.ts';

const lines = (many: number) => Array.from({ length: many }, (_, i) => `line ${i}`).join('\n');

it('shows eight lines, and says how many there are', () => {
	expect(firstLines(lines(8))).toEqual({ shown: lines(8), lines: null });
	expect(firstLines(lines(9))).toEqual({ shown: lines(8), lines: 9 });
	expect(firstLines('')).toEqual({ shown: '', lines: null });
	expect(firstLines(`\n${lines(2)}`).shown).toBe(`\n${lines(2)}`);
});

it('cuts a line that has no end', () => {
	expect(firstLines('x'.repeat(5_000))).toEqual({ shown: 'x'.repeat(1_200), lines: 1 });
});
