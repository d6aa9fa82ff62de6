import { describe, expect, it } from 'vitest';
import { beyondChance, FEWEST, intervals, share, type Bounds, type Interval } from './intervals.ts';
import { t95 } from './student.ts';

/** Groups of which each is a class of its own. */
const eachAlone = (many: number): Float64Array => new Float64Array(many).fill(1);

/** The mean of a number a group. */
function ofMean(numbers: number[], bounds: Bounds = share, seed?: number): Interval | undefined {
	const meanOf = (weight: (i: number) => number) => {
		let [sum, many] = [0, 0];
		for (const [i, number] of numbers.entries()) {
			sum += weight(i) * number;
			many += weight(i);
		}
		return sum / many;
	};
	const drawable = { times: eachAlone(numbers.length), bounds: [bounds] };
	const again = (drawn: Float64Array) => [meanOf((i) => drawn[i] ?? 0)];
	return intervals(drawable, [meanOf(() => 1)], again, seed === undefined ? {} : { seed })[0];
}
const many = Array.from({ length: 100 }, (_, i) => (i % 10 < 3 ? 1 : 0));

it.each([
	[9, '2.262'],
	[19, '2.093'],
	[30, '2.042'],
	[120, '1.980']
])('Student’s t of %i degrees of freedom is that of the tables', (freedom, published) => {
	expect(t95(freedom).toFixed(3)).toBe(published);
});

it('of a mean it is as wide as its standard error says', () => {
	const found = ofMean(many);
	if (!found || found.low === null) throw new Error('no interval');
	const half = t95(99) * Math.sqrt((0.3 * 0.7) / 99);
	expect((found.high - found.low) / (2 * half)).toBeGreaterThan(0.85);
	expect((found.high - found.low) / (2 * half)).toBeLessThan(1.15);
	expect(found.groups).toBe(100);
});

it('is the same for the same seed, and another for another', () => {
	expect(ofMean(many)).toEqual(ofMean(many));
	expect(ofMean(many, share, 1)).toEqual(ofMean(many));
	expect(ofMean(many, share, 2)).not.toEqual(ofMean(many));
});

it('is as wide whether groups that are alike are one class or each its own', () => {
	const shareOf = ([no = 0, yes = 0]: ArrayLike<number> & Iterable<number>) => [yes / (no + yes)];
	const widthOf = (found: Interval | undefined) => (found && found.low !== null ? found.high - found.low : 0);
	const alone = ofMean(
		Array.from({ length: 2_000 }, (_, i) => Number(i % 10 < 3)),
		share,
		3
	);
	const [together] = intervals(
		{ times: Float64Array.of(1_400, 600), bounds: [share] },
		[0.3],
		(drawn) => shareOf(drawn),
		{ draws: 1_000 }
	);
	expect(widthOf(together) / (2 * t95(1_999) * Math.sqrt((0.3 * 0.7) / 1_999))).toBeCloseTo(1, 1);
	expect(widthOf(together) / widthOf(alone)).toBeGreaterThan(0.85);
	expect(widthOf(together) / widthOf(alone)).toBeLessThan(1.15);
	expect(together).toMatchObject({ groups: 2_000 });
});

it('of very many different groups, blocks of as many tell about as much', () => {
	const numbers = Array.from({ length: 2_000 }, (_, i) => (i * 7919) % 1_000);
	const meanOf = (drawn: Float64Array) => {
		const many = drawn.reduce((a, b) => a + b, 0);
		return [drawn.reduce((sum, times, i) => sum + times * (numbers[i] ?? 0), 0) / many / 1_000];
	};
	const all = Float64Array.from(numbers, () => 1);
	const [found] = intervals({ times: all, bounds: [share] }, meanOf(all), meanOf, { many: 2_000 });
	if (!found || found.low === null) throw new Error('no interval');
	const width = (2 * t95(49) * Math.sqrt(1 / 12)) / Math.sqrt(2_000);
	expect((found.high - found.low) / width).toBeGreaterThan(0.7);
	expect((found.high - found.low) / width).toBeLessThan(1.3);
});

it('keeps within its bounds, and is longer towards the middle', () => {
	const rare = ofMean(Array.from({ length: 40 }, (_, i) => (i < 2 ? 0 : 1)));
	if (!rare || rare.low === null) throw new Error('no interval');
	expect(rare.high).toBeLessThan(1);
	expect(0.95 - rare.low).toBeGreaterThan(rare.high - 0.95);
	const below = ofMean(
		Array.from({ length: 40 }, (_, i) => (i < 2 ? 1 : -1)),
		beyondChance
	);
	if (!below || below.low === null) throw new Error('no interval');
	expect(below.low).toBeGreaterThan(-1);
});

describe('there is none, and it says why,', () => {
	it('where groups are few', () => {
		expect(ofMean(many.slice(0, FEWEST - 1))).toEqual({ low: null, reason: 'few_groups' });
		expect(ofMean(many.slice(0, FEWEST))?.low).not.toBeNull();
	});

	it('where few of the groups tell anything', () => {
		const drawable = { times: eachAlone(100), telling: [FEWEST - 1], bounds: [share] };
		expect(intervals(drawable, [0.3], () => [0.3])).toEqual([{ low: null, reason: 'few_groups' }]);
	});

	it('where all groups say the same', () => {
		expect(ofMean(many.map(() => 0.5))).toEqual({ low: null, reason: 'no_spread' });
		expect(ofMean(many.map(() => 1))).toEqual({ low: null, reason: 'no_spread' });
	});

	it('where the number is undefined, or is for one draw in ten and more', () => {
		const drawable = { times: eachAlone(100), bounds: [share, share] };
		let draw = 0;
		const found = intervals(drawable, [null, 0.5], () => [0.4, draw++ % 9 === 0 ? null : 0.5 + draw / 1e4]);
		expect(found.map((one) => (one.low === null ? one.reason : 'there'))).toEqual([
			'few_groups',
			'few_groups'
		]);
	});
});
