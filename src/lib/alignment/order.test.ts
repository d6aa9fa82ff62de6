import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { displayOrder } from './order.ts';

describe('the order in which responses are shown', () => {
	it('holds every response once, whatever the item, the person and the count', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 9 }),
				fc.nat(10_000),
				fc.string(),
				fc.string(),
				(ids, served, person, item) => {
					expect(displayOrder(ids, served, person, item).toSorted()).toEqual(ids.toSorted());
				}
			)
		);
	});

	it('puts each of two responses first n times, give or take one, in any 2n items of a rater', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(1000), fc.integer({ min: 1, max: 40 }), (person, start, n) => {
				let firsts = 0;
				for (let k = start; k < start + 2 * n; k++)
					if (displayOrder(['a', 'b'], k, person, `item-${k}`)[0] === 'a') firsts++;
				expect(Math.abs(firsts - n)).toBeLessThanOrEqual(1);
			})
		);
	});

	it('cannot be told from the pairs before: the same side may come first twice', () => {
		const firsts = Array.from({ length: 400 }, (_, k) => displayOrder(['a', 'b'], k, 'person', 'item')[0]);
		const repeats = firsts.filter((first, k) => k > 0 && first === firsts[k - 1]).length;
		expect(repeats).toBeGreaterThan(60);
		expect(repeats).toBeLessThan(140);
	});

	it('does not start every rater with the same side', () => {
		const starts = new Set(
			Array.from({ length: 40 }, (_, i) => displayOrder(['a', 'b'], 0, `person-${i}`, 'item')[0])
		);
		expect(starts.size).toBe(2);
	});

	it('shows the same order again after a reload', () => {
		const ids = ['a', 'b', 'c', 'd', 'e'];
		expect(displayOrder(ids, 7, 'p', 'i')).toEqual(displayOrder(ids, 7, 'p', 'i'));
	});

	it('mixes what comes after the first', () => {
		const rests = new Set(
			Array.from({ length: 60 }, (_, i) =>
				displayOrder(['a', 'b', 'c', 'd'], 0, 'p', `i${i}`).slice(1).join()
			)
		);
		expect(rests.size).toBe(6);
	});
});
