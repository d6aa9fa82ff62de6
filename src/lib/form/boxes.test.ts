import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	boxBetween,
	cornerOf,
	corners,
	LEAST,
	middleBox,
	moved,
	readBoxes,
	reshaped,
	sized,
	type Box
} from './boxes.ts';
import { boxes } from './kinds/boxes.ts';

const question = { name: 'what', type: 'boxes', field: 'image', options: [{ value: 'car' }] };
const isTaken = (box: Box) => boxes.check(question, [box], {}).length === 0;
const number = fc.double({ min: -0.5, max: 1.5, noNaN: true });
const point = fc.record({ x: number, y: number });
const drawn = fc
	.tuple(point, point)
	.map(([from, to]) => boxBetween(from, to, 'car'))
	.filter((box) => box !== null);

describe('a box', () => {
	it('is drawn in any direction, and never beyond the picture', () => {
		expect(boxBetween({ x: 0.6, y: 0.8 }, { x: 0.2, y: 0.3 }, 'car')).toEqual({
			x: 0.2,
			y: 0.3,
			width: 0.4,
			height: 0.5,
			label: 'car'
		});
		expect(boxBetween({ x: -1, y: 0.5 }, { x: 2, y: 3 }, 'car')).toEqual({
			x: 0,
			y: 0.5,
			width: 1,
			height: 0.5,
			label: 'car'
		});
	});

	it('is none where a hand slipped: less than five pixels in a thousand', () => {
		expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.504, y: 0.9 }, 'car')).toBeNull();
		expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.9, y: 0.496 }, 'car')).toBeNull();
		expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.506, y: 0.494 }, 'car')).toMatchObject({
			width: 0.006,
			height: 0.006
		});
	});

	it('has four digits, and each edge is the nearest to where it was drawn', () => {
		expect(boxBetween({ x: 0.10004, y: 0.10004 }, { x: 0.20008, y: 0.30008 }, 'car')).toEqual({
			x: 0.1,
			y: 0.1,
			width: 0.1001,
			height: 0.2001,
			label: 'car'
		});
		const box = { x: 0.1, y: 0.1, width: 0.1, height: 0.1, label: 'car' };
		expect(moved(box, { x: 0.2, y: 0.20001 })).toEqual({ ...box, x: 0.3, y: 0.3 });
		expect(sized(box, { x: 0.2, y: 0.20001 })).toEqual({ ...box, width: 0.3, height: 0.3 });
	});

	it('is never sized away, and a key begins with one in the middle', () => {
		const middle = middleBox('van');
		expect(sized(middle, { x: -1, y: -1 })).toEqual({ ...middle, width: LEAST, height: LEAST });
		expect(middle).toEqual({ x: 0.375, y: 0.375, width: 0.25, height: 0.25, label: 'van' });
	});

	it('is one that the server takes, whatever is done to it', () => {
		fc.assert(
			fc.property(drawn, point, fc.constantFrom(...corners), (box, by, corner) => {
				const after = [moved(box, by), sized(box, by), reshaped(box, corner, by), middleBox('car')];
				for (const one of [box, ...after])
					expect(one === null || isTaken(one), JSON.stringify(one)).toBe(true);
			})
		);
	});

	it('keeps its size when it is moved, and its other corner when one is drawn elsewhere', () => {
		const box = { x: 0.2, y: 0.2, width: 0.3, height: 0.4, label: 'van' };
		expect(moved(box, { x: 0.9, y: -0.9 })).toEqual({ ...box, x: 0.7, y: 0 });
		expect(reshaped(box, 0, { x: 0.1, y: 0.1 })).toEqual({
			x: 0.1,
			y: 0.1,
			width: 0.4,
			height: 0.5,
			label: 'van'
		});
		expect(corners.map((corner) => cornerOf(box, corner))).toEqual(
			[
				{ x: 0.2, y: 0.2 },
				{ x: 0.5, y: 0.2 },
				{ x: 0.5, y: 0.6 },
				{ x: 0.2, y: 0.6 }
			].map((at) => ({ x: expect.closeTo(at.x, 9), y: expect.closeTo(at.y, 9) }))
		);
	});

	it('is read from an answer as it stands there', () => {
		const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4, label: 'van' };
		expect(readBoxes([box, null, 'no'])).toEqual([box]);
		expect(readBoxes(undefined)).toEqual([]);
		expect(readBoxes('no')).toEqual([]);
	});
});
