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
