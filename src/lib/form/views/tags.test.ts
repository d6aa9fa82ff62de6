import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, placeTags, type Named } from './tags.ts';

const mark = (id: number, left: number, more: Partial<Named> = {}): Named => ({
	id,
	boxes: [{ left, top: 10, width: 80, height: 26 }],
	lane: 0,
	width: 50,
	fromRight: false,
	...more
});

describe('names under a text', () => {
	it('stand below the first letter of their mark', () => {
		const tags = placeTags([mark(1, 0), mark(2, 200)], 600);
		expect(tags.get(1)).toMatchObject({ left: 0, width: 50 });
		expect(tags.get(2)).toMatchObject({ left: 200, top: tags.get(1)?.top });
	});

	it('hang from the right end where the line runs from right to left', () => {
		expect(placeTags([mark(1, 200, { fromRight: true })], 600).get(1)).toMatchObject({ left: 230 });
	});

	it('are cut short before the next one', () => {
		const tags = placeTags([mark(1, 0, { width: 120 }), mark(2, 60)], 600);
		expect(tags.get(1)?.width).toBe(54);
	});

	it('never lie over one another, while there is room for all', () => {
		const marks = fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 20, max: 90 })), { maxLength: 6 });
		fc.assert(
			fc.property(marks, (all) => {
				const named = all.map(([left, width], id) => mark(id, left, { width, lane: id % 3 }));
				const tags = [...placeTags(named, 2000).values()].sort((a, b) => a.left - b.left);
				expect(tags).toHaveLength(named.length);
				tags.slice(1).forEach((tag, i) => {
					const before = tags[i];
					expect(tag.left).toBeGreaterThanOrEqual((before?.left ?? 0) + (before?.width ?? 0));
				});
			})
		);
	});
});

it('joins pieces of one line, and keeps lines and gaps apart', () => {
	const boxes = [
		{ left: 10, top: 0, width: 30, height: 26 },
		{ left: 40, top: 2, width: 20, height: 22 },
		{ left: 60.5, top: 0, width: 0, height: 26 },
		{ left: 100, top: 0, width: 5, height: 26 },
		{ left: 0, top: 48, width: 40, height: 26 }
	];
	expect(joined(boxes)).toEqual([
		{ left: 10, top: 0, width: 50, height: 26 },
		{ left: 100, top: 0, width: 5, height: 26 },
		{ left: 0, top: 48, width: 40, height: 26 }
	]);
});
