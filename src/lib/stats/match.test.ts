import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compared, couples, meet, type Mark, type Meeting } from './match.ts';

const mark = (start: number, end: number, label = 'a'): Mark => ({ start, end, label });

it('the very same stretch under the same label is one mark', () => {
	expect(couples([mark(0, 4), mark(5, 9)], [mark(5, 9), mark(0, 3)], 'exact')).toEqual([[1, 0]]);
	expect(couples([mark(0, 4, 'a')], [mark(0, 4, 'b')], 'exact')).toEqual([]);
	expect(couples([mark(0, 4)], [mark(3, 9)], 'overlap')).toEqual([[0, 0]]);
	expect(couples([mark(0, 4)], [mark(3, 9)], 'exact')).toEqual([]);
});

it('stretches that only touch share nothing', () => {
	expect(couples([mark(0, 4)], [mark(4, 9)], 'overlap')).toEqual([]);
});

it('one long mark is found again once, however many short ones lie in it', () => {
	expect(couples([mark(0, 9)], [mark(0, 2), mark(3, 5), mark(6, 9)], 'overlap')).toHaveLength(1);
});

it('what is marked twice is found again twice where the other marks it twice', () => {
	expect(couples([mark(0, 4), mark(0, 4)], [mark(0, 4)], 'exact')).toHaveLength(1);
	expect(couples([mark(0, 4), mark(0, 4)], [mark(0, 4), mark(0, 4)], 'exact')).toHaveLength(2);
});

/** By trying everything. */
function most(one: Mark[], other: Mark[], meeting: Meeting): number {
	const [first, ...rest] = one;
	if (!first) return 0;
	const taken = other.map((mark, at) =>
		mark.label === first.label && meet(first, mark, meeting)
			? 1 + most(rest, other.toSpliced(at, 1), meeting)
			: 0
	);
	return Math.max(most(rest, other, meeting), ...taken);
}

const marks = fc.array(
	fc
		.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom('a', 'b'))
		.map(([start, length, label]) => mark(start, start + length, label)),
	{ maxLength: 5 }
);
const meetings = fc.constantFrom<Meeting>('exact', 'overlap');

it('there are as many couples as there can be, from either side, and each mark is in one at most', () => {
	fc.assert(
		fc.property(marks, marks, meetings, (one, other, meeting) => {
			const found = couples(one, other, meeting);
			expect(found.length).toBe(most(one, other, meeting));
			expect(couples(other, one, meeting).length).toBe(found.length);
			expect(new Set(found.map(([a]) => a)).size).toBe(found.length);
			expect(new Set(found.map(([, b]) => b)).size).toBe(found.length);
			for (const [a, b] of found) expect(one[a]?.label).toBe(other[b]?.label);
			expect(compared(one, other)[meeting]).toHaveLength(found.length);
		}),
		{ numRuns: 400 }
	);
});

it('marks stand beside the very same one first, then by stretch, then by label, then by any overlap', () => {
	const one = [mark(0, 9, 'a'), mark(10, 20, 'a'), mark(30, 40, 'a')];
	expect(compared(one, [mark(1, 8, 'b'), mark(0, 9, 'a')]).beside).toEqual([[0, 1]]);
	expect(compared(one, [mark(11, 20, 'a'), mark(10, 20, 'b')]).beside).toEqual([[1, 1]]);
	expect(compared(one, [mark(29, 31, 'b'), mark(31, 33, 'a')]).beside).toEqual([[2, 1]]);
	expect(compared(one, [mark(39, 50, 'b'), mark(60, 70, 'a')])).toMatchObject({
		exact: [],
		overlap: [],
		beside: [[2, 0]],
		lone: [[0, 1], [1]]
	});
});
