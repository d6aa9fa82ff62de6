import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { displayOrder } from './order.ts';

const someIds = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 9 });

describe('the order in which responses are shown', () => {
	it('holds every response once, and the one whose turn it is first', () => {
		fc.assert(
			fc.property(someIds, fc.nat(), fc.string(), fc.string(), (ids, n, person, item) => {
				const first = n % ids.length;
				const shown = displayOrder(ids, first, person, item);
				expect(shown.toSorted()).toEqual(ids.toSorted());
				expect(shown[0]).toBe(ids[first]);
			})
		);
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
