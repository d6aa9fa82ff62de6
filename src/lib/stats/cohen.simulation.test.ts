/** Pairs of people of a known kappa: the interval by formula is one of items that are independent of each other. */
import { expect, it } from 'vitest';
import { cohenKappa } from './cohen.ts';
import { seeded } from './seeded.ts';

const SETS = 400;
const VALUES = 3;
const ITEMS = 240;
/** Each of two people sees what is true so often, by item, and else says anything. */
const sees = [0.9, 0.5];
const truth = sees.reduce((sum, p) => sum + p * p, 0) / sees.length;

/** @param inside items of one prompt, which are all alike @returns the share of the sets whose interval holds kappa */
function coverage(inside: number): number {
	const random = seeded(3);
	const any = () => Math.floor(random() * VALUES);
	let held = 0;
	for (let set = 0; set < SETS; set++) {
		const counts = new Float64Array(VALUES * VALUES);
		for (let group = 0; group < ITEMS / inside; group++) {
			const [seen, right] = [sees[Math.floor(random() * sees.length)] ?? 0, any()];
			for (let i = 0; i < inside; i++) {
				const at = (random() < seen ? right : any()) * VALUES + (random() < seen ? right : any());
				counts[at] = (counts[at] ?? 0) + 1;
			}
		}
		const found = cohenKappa(counts, VALUES);
		if (found.kappa !== null && found.low <= truth && truth <= found.high) held++;
	}
	return held / SETS;
}

it('holds the truth in 93 to 97 of 100 where each item is alone, and does not where items come in groups', () => {
	const alone = coverage(1);
	expect(alone).toBeGreaterThanOrEqual(0.93);
	expect(alone).toBeLessThanOrEqual(0.97);
	expect(coverage(12)).toBeLessThan(0.9);
});
