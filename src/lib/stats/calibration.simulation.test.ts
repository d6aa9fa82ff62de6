/** Data sets of a known truth: intervals hold it as often as they say, and a suggested threshold keeps its promise. */
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { bandOf, errorAbove, riskCoverage, spreadOf, type Cell } from './calibration.ts';
import { crossing, suggestThreshold } from './threshold.ts';
import { wilson, type Share } from './wilson.ts';

const SETS = 1000;
/** A threshold costs a hundred intervals, so it is suggested for some of the sets only. */
const SUGGESTED = 300;
const TARGET = 0.08;
const thresholds = [50, 70, 85, 90];

/** The true share of wrong ones at a confidence: surer is righter, but less so than it says. */
const wrongAt = (band: number): number => 0.6 * (1 - band / 100) ** 1.3 + 0.004;
/** Most are quite sure: the confidence is 1 - u² of an even u. */
const bandAt = (u: number): number => bandOf(1 - u ** 2);
const widthOf = (band: number): number =>
	Math.sqrt(1 - band / 100) - Math.sqrt(Math.max(0, 1 - (band + 1) / 100));

/** The true error of what would run alone at a threshold: the sum over hundredths, each as probable as its width in u. */
function errorAt(threshold: number): number {
	let [weight, wrong] = [0, 0];
	for (let band = threshold; band < 100; band++) {
		weight += widthOf(band);
		wrong += widthOf(band) * wrongAt(band);
	}
	return wrong / weight;
}

type World = {
	decisions: number;
	/** how probable it is that a person is asked, by the hundredth */
	asked: (band: number, random: () => number) => number;
	/** of those asked, how many get an answer */
	answered?: (asked: number) => number;
	/** each proposal is made so many times, with the same verdict */
	again?: number;
};

/** Below 0.80 all wait for a person; of what runs alone a fifth is looked at, of the surest a tenth. */
const gated = (band: number) => (band < 80 ? 1 : band < 95 ? 0.2 : 0.1);
const worlds: Record<string, World> = {
	'all are asked': { decisions: 2000, asked: () => 1 },
	'of what runs alone a sample is looked at': { decisions: 4000, asked: gated },
	'not all answer, and fewer afterwards than before': {
		decisions: 5000,
		asked: gated,
		answered: (asked) => (asked === 1 ? 0.9 : 0.6)
	},
	'a rule asks about a third of the sure ones as well': {
		decisions: 4000,
		asked: (band, random) => (band >= 80 && random() < 1 / 3 ? 1 : gated(band))
	},
	'each proposal comes three times': { decisions: 6000, asked: () => 1, again: 3 }
};

type Drawn = { cells: Cell[]; spread: number };

/** A data set: cells as they are read from the database, and how the verdicts cluster. */
function drawn({ decisions, asked, answered = () => 1, again = 1 }: World, random: () => number): Drawn {
	const cells = new Map<number, Cell>();
	let [verdicts, squares] = [0, 0];
	for (let i = 0; i < decisions; i += again) {
		const band = bandAt(random());
		const said = random() < wrongAt(band) ? 'rejected' : 'kept';
		const probability = asked(band, random);
		const key = band + probability;
		const fresh = { band, asked: probability, decisions: 0, kept: 0, edited: 0, rejected: 0, responded: 0 };
		const cell = cells.get(key) ?? fresh;
		cells.set(key, cell);
		const before = cell[said];
		for (let j = 0; j < again; j++) {
			cell.decisions++;
			if (random() < probability && random() < answered(probability)) cell[said]++;
		}
		verdicts += cell[said] - before;
		squares += (cell[said] - before) ** 2;
	}
	return { cells: [...cells.values()], spread: spreadOf(verdicts, squares) };
}

const holds = (share: Share | null, truth: number): boolean =>
	share !== null && share.low <= truth && truth <= share.high;

/** What would be said if verdicts were simply counted. */
function counted(cells: Cell[], threshold: number): Share | null {
	let [wrong, kept] = [0, 0];
	for (const cell of cells) {
		if (cell.band < threshold) continue;
		wrong += cell.rejected;
		kept += cell.kept;
	}
	return wilson(wrong, wrong + kept);
}

const truths = thresholds.map((at) => [at, errorAt(at)] as const);
/** The lowest threshold that keeps the promise in truth. */
const lowest = Array.from({ length: 100 }, (_, at) => at).find((at) => errorAt(at) <= TARGET) ?? 0;

describe.each(Object.entries(worlds))('where %s', (_name, world) => {
	const weighedHolds = new Map(thresholds.map((at) => [at, 0]));
	let [countedHolds, broken, suggested, crossed] = [0, 0, 0, 0];
	beforeAll(() => {
		const random = seeded(20);
		for (let i = 0; i < SETS; i++) {
			const { cells, spread } = drawn(world, random);
			for (const [at, truth] of truths) {
				const held = holds(errorAbove(cells, at, spread), truth);
				weighedHolds.set(at, (weighedHolds.get(at) ?? 0) + (held ? 1 : 0));
				if (at === 70 && holds(counted(cells, at), truth)) countedHolds++;
			}
			if (i >= SUGGESTED) continue;
			const points = riskCoverage(cells, spread);
			const range = crossing(points, TARGET);
			if (range && range.low <= lowest && lowest <= range.high + 1) crossed++;
			const suggestion = suggestThreshold(points, TARGET, spread);
			if (suggestion.kind !== 'found') continue;
			suggested++;
			if (errorAt(suggestion.point.at) > TARGET) broken++;
		}
	}, 120_000);

	it.each(thresholds)('the interval of the error at 0.%i holds the truth in 93 to 97 of 100', (at) => {
		const held = (weighedHolds.get(at) ?? 0) / SETS;
		expect(held).toBeGreaterThanOrEqual(0.93);
		expect(held).toBeLessThanOrEqual(0.97);
	});

	it('the interval of the threshold holds the true one', () => {
		expect(crossed / SUGGESTED).toBeGreaterThanOrEqual(0.93);
	});

	it('there mostly is a suggestion, and it breaks its promise once in twenty at most', () => {
		expect(suggested / SUGGESTED).toBeGreaterThan(0.5);
		expect(broken / SUGGESTED).toBeLessThanOrEqual(0.05);
	});

	it('verdicts that are only counted hold the truth where each stands for as many, and else do not', () => {
		const even = world.asked(99, () => 0.9) === 1 && world.again === undefined;
		expect(countedHolds / SETS > 0.9).toBe(even);
	});
});
