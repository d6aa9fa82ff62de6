import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropy, leastConfidence, margin, unsureBy, voteEntropy } from './uncertainty.ts';

const three = [0.5, 0.3, 0.2];

describe('one model', () => {
	it('is unsure by what it leaves to others, by how close the next comes, and by all of it', () => {
		// 1 − 0.5 of 2/3; 1 − (0.5 − 0.3); 1.0297 nats of ln 3 = 1.0986.
		expect(leastConfidence(three, 3)).toBeCloseTo(0.75, 12);
		expect(margin(three)).toBeCloseTo(0.8, 12);
		expect(entropy(three, 3)).toBeCloseTo(1.0296530140645737 / Math.log(3), 12);
	});

	it('is not unsure at all of what it is certain of, and as unsure as can be where all is alike', () => {
		for (const measure of [leastConfidence, margin, entropy]) {
			expect(measure([0, 1, 0], 3)).toBeCloseTo(0, 12);
			expect(measure([1 / 3, 1 / 3, 1 / 3], 3)).toBeCloseTo(1, 12);
		}
	});

	it('orders two answers alike by each of them', () => {
		const chance = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(chance, chance, (p, q) => {
				const [surer, less] = Math.abs(p - 0.5) > Math.abs(q - 0.5) ? [p, q] : [q, p];
				for (const measure of [leastConfidence, margin, entropy])
					expect(measure([surer, 1 - surer], 2)).toBeLessThanOrEqual(measure([less, 1 - less], 2) + 1e-9);
			})
		);
	});

	it('is measured by as much as it tells', () => {
		expect(unsureBy(three, 3)).toBe(entropy(three, 3));
		expect(unsureBy([0.5, 0.3], 9)).toBe(margin([0.5, 0.3]));
		expect(unsureBy([0.6], 3)).toBe(leastConfidence([0.6], 3));
	});
});

describe('several models', () => {
	it('are as far apart as their votes are spread', () => {
		expect(voteEntropy([3])).toBe(0);
		expect(voteEntropy([1, 1])).toBeCloseTo(1, 12);
		expect(voteEntropy([1, 1, 1])).toBeCloseTo(1, 12);
		// −(2/3 ln 2/3 + 1/3 ln 1/3) / ln 3
		expect(voteEntropy([2, 1])).toBeCloseTo(0.6365141682948128 / Math.log(3), 12);
		expect(voteEntropy([2, 2])).toBeCloseTo(0.5, 12);
		expect(voteEntropy([])).toBe(0);
		expect(voteEntropy([1])).toBe(0);
	});
});
