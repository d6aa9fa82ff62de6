import { expect, it } from 'vitest';
import { comparedBoxes, sharedArea, type Box } from './boxes.ts';

const box = (label: string, x: number, width = 4): Box => ({ label, x, y: 0, width, height: 1 });

it('two boxes share their intersection, of what they cover together', () => {
	expect(sharedArea(box('a', 0), box('a', 0))).toBe(1);
	expect(sharedArea(box('a', 0), box('b', 2))).toBe(2 / 6);
	expect(sharedArea(box('a', 0), box('a', 4))).toBe(0);
});

it('they are the same from a half on, strictly from three quarters; each is taken once, what shares most first', () => {
	// Of the first one the second shares 3 of 5, and the third all.
	const { exact, overlap, beside, lone } = comparedBoxes([box('a', 0)], [box('a', 1), box('a', 0)]);
	expect([exact, overlap, beside, lone]).toEqual([[[0, 1]], [[0, 1]], [[0, 1]], [[], [0]]]);
	expect(comparedBoxes([box('a', 0)], [box('a', 1)])).toMatchObject({ exact: [], overlap: [[0, 0]] });
	expect(comparedBoxes([box('a', 0)], [box('a', 2)])).toMatchObject({ overlap: [], lone: [[0], [0]] });
});

it('what has another label is told beside it, and is not the same', () => {
	const found = comparedBoxes([box('a', 0), box('a', 9)], [box('b', 0), box('a', 9)]);
	expect(found.overlap).toEqual([[1, 1]]);
	expect(found.beside).toEqual([
		[1, 1],
		[0, 0]
	]);
});

it('what shares exactly a half is the same, and strictly what shares exactly three quarters; less is not', () => {
	const with4 = (width: number) => comparedBoxes([box('a', 0)], [box('a', 0, width)]);
	expect([with4(2).overlap.length, with4(2).exact.length]).toEqual([1, 0]);
	expect(with4(1.8).overlap).toEqual([]);
	expect([with4(3).overlap.length, with4(3).exact.length]).toEqual([1, 1]);
});

it('a box apart in height shares nothing, one without a size nothing either, and neither is taken twice', () => {
	const high = (y: number): Box => ({ label: 'a', x: 0, y, width: 4, height: 1 });
	expect(sharedArea(high(0), high(2))).toBe(0);
	expect(sharedArea(high(0), { ...high(2), x: 9 })).toBe(0);
	expect(sharedArea({ ...high(0), width: 0 }, { ...high(0), width: 0 })).toBe(0);
	const twice = comparedBoxes([high(0), high(0)], [high(0)]);
	expect([twice.overlap, twice.lone]).toEqual([[[0, 0]], [[1], []]]);
	const other = comparedBoxes([high(0)], [high(0), high(0)]);
	expect([other.overlap, other.lone]).toEqual([[[0, 0]], [[], [1]]]);
});

it('what is told beside has its place among all, shares a half, and is exact under one label alone', () => {
	const found = comparedBoxes([box('a', 0), box('a', 20)], [box('a', 0), box('a', 9), box('b', 20, 2)]);
	expect(found.beside).toEqual([
		[0, 0],
		[1, 2]
	]);
	expect(found.lone).toEqual([[], [1]]);
	expect(comparedBoxes([box('a', 0)], [box('b', 0)]).exact).toEqual([]);
});
