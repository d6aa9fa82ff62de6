import { describe, expect, it } from 'vitest';
import { flowOf, lossesOf, saidOf, stepsOf, totalOf, type Counted } from './flow.ts';

const source = (over: Partial<Counted> = {}): Counted => ({
	project: 'a',
	stage: 'alignment',
	judgments: 300,
	resolved: 260,
	counted: 200,
	examples: 70,
	rows: 60,
	dropped: { split: 20, tie: 30, blank: 8, identical: 2 },
	...over
});
const drawn = (sources: Counted[], width = 900) =>
	flowOf(
		stepsOf(sources),
		sources.map(({ stage }) => stage),
		sources.map(({ project }) => project),
		width
	);

describe('the way from judgments to rows', () => {
	it('names each loss where it happens, the largest first', () => {
		const said = stepsOf([source()]).map((step) => [
			step.name,
			totalOf(step),
			step.losses.map(({ count }) => count)
		]);
		expect(said).toEqual([
			['judgments', 300, []],
			['counted', 200, [60, 40]],
			['decided', 70, [30, 20]],
			['rows', 60, [8, 2]]
		]);
	});

	it('of a version begins with all that was looked at, of which nothing is lost on the way', () => {
		const { judgments: _j, resolved: _r, counted: _c, ...made } = source();
		expect(stepsOf([made]).map(totalOf)).toEqual([120, 70, 60]);
	});

	it('adds up what several projects lose for one reason', () => {
		expect(lossesOf([source(), source({ project: 'b' })])[0]?.count).toBe(60);
	});

	it('is drawn to scale and within its width, a strand a project, and little is still seen', () => {
		const picture = drawn([source(), source({ project: 'b', stage: 'runtime', rows: 1 })]);
		expect(picture?.bands).toHaveLength(6);
		const first = picture?.parts.filter(({ x }) => x === 0).map(({ height }) => height);
		expect(first).toEqual([88, 88]);
		expect(Math.min(...(picture?.parts.map(({ height }) => height) ?? []))).toBe(2);
		expect(Math.max(...(picture?.parts.map(({ x }) => x) ?? []))).toBeLessThan(900);
		expect(picture?.whole).toBeGreaterThanOrEqual(picture?.height ?? 0);
	});

	it('is nothing where nobody judged', () => {
		const none = { judgments: 0, resolved: 0, counted: 0, examples: 0, rows: 0, dropped: {} };
		expect(drawn([source(none)])).toBeNull();
	});

	it('keeps all that is lost in the picture, of many reasons the rest as one', () => {
		const dropped = { split: 5, tie: 4, all_bad: 3, unranked: 2, few: 1 };
		const tail = drawn([source({ dropped })])?.tails.find(({ losses }) => losses[0]?.count === 5);
		expect(tail?.losses.map(({ count }) => count)).toEqual([5, 4, 3]);
		expect(tail?.more).toBe(3);
	});

	it('is a sentence for who does not see it', () => {
		expect(saidOf(stepsOf([source()]))).toContain('70 decided, after leaving out: 30 a tie, 20 ');
	});
});
