import { describe, expect, it } from 'vitest';
import { axisOf, ticksOf, xOf } from './axis.ts';
import { cellsOf, expected } from './matrix.ts';
import { nameIn, rankSaid, rowsOf, type Line } from './rows.ts';
import { swarmOf, type Someone } from './swarm.ts';

const line = (model: string, rating: number, over: Partial<Line> = {}): Line => ({
	model,
	rating,
	error: 15,
	low: rating - 30,
	high: rating + 30,
	rank: { best: 1, worst: 2 },
	standing: 'connected',
	comparisons: 100,
	other: null,
	...over
});

describe('ticks', () => {
	it('are round numbers between two, at most as many as asked for', () => {
		expect(ticksOf(732, 1188, 5)).toEqual([800, 900, 1000, 1100]);
		expect(ticksOf(-0.23, 0.62, 5)).toEqual([-0.2, 0, 0.2, 0.4, 0.6]);
		expect(ticksOf(0.28, 0.83, 6)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
		expect(ticksOf(0, 1, 10)).toHaveLength(11);
		expect(ticksOf(5, 5, 4)).toEqual([]);
	});

	it('stand where their numbers lie, and what is beyond an end at that end', () => {
		const axis = { from: 0, to: 10, left: 100, right: 200, ticks: [] };
		expect([xOf(axis, 0), xOf(axis, 5), xOf(axis, 10)]).toEqual([100, 150, 200]);
		expect([xOf(axis, -3), xOf(axis, 99)]).toEqual([100, 200]);
	});

	it('have an axis even over one number or none', () => {
		expect(axisOf([1000], 0, 100, 3).ticks.length).toBeGreaterThan(0);
		expect(axisOf([], 0, 100, 3).from).toBeLessThan(axisOf([], 0, 100, 3).to);
	});
});

describe('the rows of strengths', () => {
	it('stand one below the other, a dot between the ends of its interval, others beside it', () => {
		const { rows, axis } = rowsOf(
			[line('a', 1100), line('b', 900, { other: { rating: 950, standing: 'connected' } })],
			760
		);
		const [a, b] = rows;
		expect((b?.y ?? 0) - (a?.y ?? 0)).toBe(28);
		expect(a && a.low !== null && a.high !== null && a.low < a.x && a.x < a.high).toBe(true);
		expect([a?.beside, b?.beside]).toEqual([null, xOf(axis, 950)]);
		expect(a && b && b.x < a.x).toBe(true);
		expect(axis.left).toBeGreaterThan(100);
	});

	it('have no interval where the strength is not known, and none where another did not see it', () => {
		const { rows } = rowsOf(
			[
				line('a', 1100, {
					low: null,
					high: null,
					error: null,
					standing: 'unbeaten',
					other: { rating: 1000, standing: 'unseen' }
				}),
				line('b', 900)
			],
			760
		);
		expect([rows[0]?.low, rows[0]?.high, rows[0]?.beside]).toEqual([null, null, null]);
	});

	it('are not squeezed by one interval that reaches far: it goes on beyond the picture', () => {
		const { rows, axis } = rowsOf(
			[line('a', 1100), line('b', 900, { low: -9000, high: 9900 }), line('c', 1000)],
			760
		);
		expect(rows.map(({ cut }) => cut)).toEqual([
			{ low: false, high: false },
			{ low: true, high: true },
			{ low: false, high: false }
		]);
		expect(axis.to - axis.from).toBeLessThan(600);
	});

	it('leave room for names on a phone, which are cut where they do not fit', () => {
		const { axis, narrow } = rowsOf([line('a', 1100), line('b', 900)], 358);
		expect(narrow).toBe(true);
		expect(axis.right - axis.left).toBeGreaterThan(120);
		expect(nameIn('short', true)).toBe('short');
		expect(nameIn('a-very-long-name-of-a-model', true)).toMatch(/^a-very-.*…$/);
	});

	it('give names as much room as the longest one needs, and no more than there is', () => {
		const left = (name: string) => rowsOf([line(name, 1100), line('b', 900)], 760).axis.left;
		expect(left('short')).toBeLessThan(left('somewhat-longer'));
		expect(left('x'.repeat(200))).toBe(left('x'.repeat(40)));
	});

	it('say between which ranks a model is', () => {
		expect([rankSaid({ best: 1, worst: 3 }), rankSaid({ best: 4, worst: 4 })]).toEqual(['1–3', '4']);
	});
});

describe('who beats whom', () => {
	const cells = cellsOf(
		[
			[0, 15, 9.5, 0],
			[5, 0, 40, 0],
			[9.5, 10, 0, 0],
			[0, 0, 0, 0]
		],
		[
			[0, 20, 19, 0],
			[20, 0, 50, 0],
			[19, 50, 0, 0],
			[0, 0, 0, 0]
		]
	);
	it('is a share of twenty votes at least, and of fewer a word', () => {
		expect(cells[0]?.[1]).toMatchObject({ kind: 'share', votes: 20, share: 0.75, won: true });
		expect(cells[1]?.[0]).toMatchObject({ kind: 'share', share: 0.25, won: false });
		expect(cells[0]?.[2]).toEqual({ kind: 'few', votes: 19 });
		expect(cells[0]?.[3]).toEqual({ kind: 'none', votes: 0 });
		expect(cells[2]?.[2]).toEqual({ kind: 'self' });
	});

	it('is tinted by how far it is from even, and never so much that ink is lost on it', () => {
		const tint = (won: number) => {
			const cell = cellsOf([[0, won]], [[0, 100]])[0]?.[1];
			return cell?.kind === 'share' ? cell.tint : null;
		};
		expect([tint(50), tint(70), tint(30), tint(100)]).toEqual([0, 30, 30, 60]);
	});

	it('is expected by strengths: 400 points are ten to one', () => {
		expect(expected(400)).toBeCloseTo(10 / 11, 12);
		expect(Math.round(100 * expected(100))).toBe(64);
	});
});

describe('a strip of people', () => {
	const someone = (name: string, value: number, marked = false): Someone => ({ name, value, marked });

	it('has a dot for each; those who are alike stand above each other', () => {
		const { dots, out } = swarmOf([someone('a', 0.5), someone('b', 0.5), someone('c', 0.9)], 240);
		expect(out).toBeNull();
		expect(dots).toHaveLength(3);
		expect(dots[0]?.x).toBe(dots[1]?.x);
		expect(dots[0]?.y).not.toBe(dots[1]?.y);
	});

	it('names who is furthest from what should be, of those who are surely off', () => {
		const people = [someone('a', 0.5), someone('b', 0.72, true), someone('c', 0.95), someone('d', 0.4, true)];
		const { out, dots } = swarmOf(people, 240, { should: 0.5 });
		expect([out?.of.name, dots.length]).toEqual(['b', 3]);
	});

	it('stays within what can be', () => {
		const { axis } = swarmOf([someone('a', 0.98), someone('b', 1), someone('c', 0.9)], 240);
		expect(axis.to).toBe(1);
		const seconds = swarmOf([someone('a', 4), someone('b', 90), someone('c', 60)], 240, {
			within: [0, Infinity]
		});
		expect(seconds.axis.from).toBeGreaterThanOrEqual(0);
	});
});
