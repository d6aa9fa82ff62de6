import { describe, expect, it } from 'vitest';
import { pictureOf, type Flow } from './loop.ts';

const flow = (stage: string, items: number, judgments = 0): Flow => ({
	stage,
	items,
	judgments,
	waits: items,
	people: 1
});
const strandsOf = (flows: Flow[], stage: string) =>
	pictureOf(flows, 1200)?.strands.filter((s) => s.stage === stage).length ?? 0;

describe('the picture of home', () => {
	it('is not drawn before there is an item', () => {
		expect(pictureOf([], 1200)).toBeNull();
		expect(pictureOf([flow('alignment', 0)], 1200)).toBeNull();
	});

	it('gives each stage strands by its share of the items, a small one still a few', () => {
		const flows = [flow('annotation', 300), flow('alignment', 100)];
		expect(strandsOf(flows, 'annotation')).toBe(27);
		expect(strandsOf(flows, 'alignment')).toBe(9);
		expect(strandsOf([flow('annotation', 100_000), flow('alignment', 1)], 'alignment')).toBe(3);
	});

	it('draws a rope only where people judged, as wide as their share', () => {
		const drawn = pictureOf([flow('annotation', 10, 30), flow('alignment', 10, 10)], 1200);
		expect(drawn?.ropes.map(({ width }) => width)).toEqual([9.5, 4.5]);
		expect(pictureOf([flow('alignment', 10)], 1200)?.ropes).toEqual([]);
	});

	it('stays inside its width, wide and tall', () => {
		for (const width of [320, 358, 699, 700, 1376]) {
			const drawn = pictureOf([flow('annotation', 5, 1), flow('alignment', 9, 2)], width);
			const numbers = drawn?.strands.flatMap(({ d }) => d.match(/-?[\d.]+ -?[\d.]+/g) ?? []) ?? [];
			for (const pair of numbers) {
				const [x = 0, y = 0] = pair.split(' ').map(Number);
				expect(x).toBeGreaterThanOrEqual(0);
				expect(x).toBeLessThanOrEqual(width);
				expect(y).toBeGreaterThanOrEqual(0);
				expect(y).toBeLessThanOrEqual(drawn?.height ?? 0);
			}
			expect(drawn?.tall).toBe(width < 700);
		}
	});
});
