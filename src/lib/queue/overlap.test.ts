import { expect, it } from 'vitest';
import { grows, placesOf } from './overlap.ts';

const settings = { overlap: 2, overlap_cap: 4 };

it.each([
	[0, false, 2],
	[1, true, 2],
	[2, false, 2],
	[2, true, 3],
	[3, false, 3],
	[3, true, 4],
	[4, true, 4],
	[5, true, 5]
])('with %i judgments, disputed %s: %i places', (counted, disputed, places) => {
	expect(placesOf(settings, counted, disputed)).toBe(places);
});

it('without a cap, or with one that is no more, has the same places whatever people say', () => {
	for (const overlap_cap of [null, undefined, 2, 1])
		for (const counted of [0, 2, 3])
			expect(
				placesOf({ overlap: 2, ...(overlap_cap === undefined ? {} : { overlap_cap }) }, counted, true)
			).toBe(2);
	expect(grows({ overlap: 2, overlap_cap: 2 })).toBe(false);
});
