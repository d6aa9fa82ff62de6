import { expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { addCluster, clusteredShare, noClusters } from './clustered.ts';
import { t95 } from './student.ts';
import { wilson } from './wilson.ts';

const of = (shares: number[], parts = 1) => {
	const clusters = noClusters();
	for (const share of shares) addCluster(clusters, share, parts);
	return clusteredShare(clusters);
};

it('is Wilson’s where each cluster is one yes or no', () => {
	const shares = Array.from({ length: 200 }, (_, i) => Number(i % 4 > 0));
	const plain = wilson(150, 200, t95(199));
	expect(of(shares)?.low).toBeCloseTo(plain?.low ?? 0, 4);
	expect(of(shares)?.high).toBeCloseTo(plain?.high ?? 0, 4);
});

it('tells no more than all that was counted, and something where all say the same', () => {
	expect(of([])).toBeNull();
	const halves = of(
		Array.from({ length: 20 }, () => 0.5),
		4
	);
	expect(halves).toEqual({ ...wilson(40, 80, t95(19)), share: 0.5, of: 20 });
	expect(of([1, 1, 1, 1, 1, 1])).toMatchObject({ share: 1, high: 1, of: 6 });
	expect(of([1, 1, 1, 1, 1, 1])?.low).toBeLessThan(0.65);
});

/** Items on which two others agree with one as they are easy or hard. */
it('holds a known share in 93 to 97 of 100 data sets', () => {
	const random = seeded(11);
	let [held, alone] = [0, 0];
	const sets = 4_000;
	for (let set = 0; set < sets; set++) {
		const clusters = noClusters();
		for (let i = 0; i < 60; i++) {
			const ease = random() < 0.5 ? 0.95 : 0.4;
			addCluster(clusters, [0, 1, 2, 3].filter(() => random() < ease).length / 4, 4);
		}
		const found = clusteredShare(clusters);
		if (found && found.low <= 0.675 && found.high >= 0.675) held++;
		const plain = wilson(clusters.sum * 4, 240);
		if (plain && plain.low <= 0.675 && plain.high >= 0.675) alone++;
	}
	expect(held / sets).toBeGreaterThan(0.93);
	expect(held / sets).toBeLessThan(0.97);
	expect(alone / sets).toBeLessThan(0.9);
});
