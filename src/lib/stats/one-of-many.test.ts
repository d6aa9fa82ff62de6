import { expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { cohenKappa } from './cohen.ts';
import { oneOfMany } from './one-of-many.ts';

/** A table of two people as items. */
function tableOf(counts: number[], size: number, near?: (a: number, b: number) => number) {
	const one = oneOfMany(size, near);
	for (const [at, times] of counts.entries())
		for (let i = 0; i < times; i++) one.add(Math.floor(at / size), [at % size]);
	return one.result();
}

// J. Cohen (1960), table 1, of 200 items.
const cohen1960 = [88, 14, 18, 10, 40, 10, 2, 6, 12];

it('is Cohen’s kappa where there are two people, with its standard error', () => {
	const [found, known] = [tableOf(cohen1960, 3), cohenKappa(cohen1960, 3)];
	expect(found?.kappa.toFixed(3)).toBe('0.492');
	expect(found?.kappa).toBeCloseTo(known.kappa ?? NaN, 12);
	expect(found?.standardError).toBeCloseTo(known.kappa === null ? NaN : known.standardError, 12);
});

it('is the weighted kappa where answers are near each other', () => {
	const counts = [20, 5, 1, 4, 30, 6, 0, 7, 27];
	const near = (a: number, b: number) => 1 - (a - b) ** 2 / 4;
	const [found, known] = [tableOf(counts, 3, near), cohenKappa(counts, 3, 'quadratic')];
	expect(found?.kappa).toBeCloseTo(known.kappa ?? NaN, 12);
	expect(found?.standardError).toBeCloseTo(known.kappa === null ? NaN : known.standardError, 12);
});

it('counts an item once, however many others judged it', () => {
	const [one, two] = [oneOfMany(2), oneOfMany(2)];
	for (let i = 0; i < 30; i++) {
		one.add(i % 2, [i % 3 === 0 ? 0 : 1]);
		two.add(
			i % 2,
			Array.from({ length: 1 + (i % 4) }, () => (i % 3 === 0 ? 0 : 1))
		);
	}
	expect(two.result()?.kappa).toBeCloseTo(one.result()?.kappa ?? NaN, 12);
	expect(two.result()?.standardError).toBeCloseTo(one.result()?.standardError ?? NaN, 12);
	expect(two.result()?.items).toBe(30);
});

it('knows no favourite of two responses: which of them is the first means nothing', () => {
	const mirror = (v: number) => (v === 2 ? 2 : 1 - v);
	const random = seeded(2);
	const [as, turned] = [oneOfMany(3, undefined, mirror), oneOfMany(3, undefined, mirror)];
	for (let i = 0; i < 80; i++) {
		// Almost always the response that comes first by its id: chance without a mirror would say so.
		const truth = random() < 0.9 ? 0 : 1;
		const say = () => (random() < 0.1 ? 2 : random() < 0.8 ? truth : 1 - truth);
		const [own, other] = [say(), say()];
		as.add(own, [other]);
		const isTurned = random() < 0.5;
		turned.add(isTurned ? mirror(own) : own, [isTurned ? mirror(other) : other]);
	}
	expect(turned.result()?.kappa).toBeCloseTo(as.result()?.kappa ?? NaN, 12);
	expect(turned.result()?.standardError).toBeCloseTo(as.result()?.standardError ?? NaN, 12);
});

it('is nothing where only one thing was ever said', () => {
	expect(oneOfMany(2).result()).toBeNull();
	expect(tableOf([9, 0, 0, 0], 2)).toBeNull();
});

it('holds no agreement beyond chance in 93 to 97 of 100 data sets of people who guess', () => {
	const random = seeded(5);
	let held = 0;
	for (let set = 0; set < 1_000; set++) {
		const one = oneOfMany(3);
		const guess = () => (random() < 0.6 ? 0 : random() < 0.5 ? 1 : 2);
		for (let i = 0; i < 80; i++) one.add(guess(), [guess(), guess()]);
		const found = one.result();
		if (found && found.low <= 0 && found.high >= 0) held++;
	}
	expect(held / 1_000).toBeGreaterThan(0.93);
	expect(held / 1_000).toBeLessThan(0.97);
});
