/** Marks and rankings of a known truth, whose items come in groups: intervals hold it as often as they say. */
import { describe, expect, it } from 'vitest';
import { comparedBoxes, type Box } from './boxes.ts';
import type { Measured } from './judged.ts';
import { marking, markingOf } from './marked.ts';
import { ranking } from './ranked.ts';
import { seeded } from './seeded.ts';

const SETS = 400;
const GROUPS = 60;
const INSIDE = 5;
const PEOPLE = ['x', 'y', 'z'];

/** Items of one prompt are alike: of these it is drawn how likely each person sees what there is to see. */
const sees = [0.95, 0.8, 0.5, 0.3];
const meanOf = (of: (p: number) => number): number => sees.reduce((sum, p) => sum + of(p), 0) / sees.length;
/** Who sees a mark has its very end as often as this, and else one place further. */
const SURE = 0.7;

type World<Answer> = {
	heard: (drawing: { seed: number; groupOf?: (unit: string) => string; draws?: number }) => {
		add(unit: string, rater: string, answer: Answer): void;
		result(): Record<string, Measured>;
	};
	/** what one person says of an item that is so easy to see */
	said: (seen: number, random: () => number) => Answer;
	truths: Record<string, number>;
};

const found = meanOf((p) => p * p) / meanOf((p) => p);
const marks: World<{ label: string; start: number; end: number }[]> = {
	heard: (drawing) => {
		const { add, result } = marking(drawing);
		return {
			add,
			result: () => {
				const { micro, labels } = result();
				const [place, person] = labels;
				if (!place || !person) throw new Error('no labels');
				return { exact: micro.exact, overlap: micro.overlap, place: place.exact, person: person.overlap };
			}
		};
	},
	said: (seen, random) =>
		['PER', 'PER', 'LOC'].flatMap((label, i) =>
			random() < seen ? [{ label, start: i * 10, end: i * 10 + (random() < SURE ? 4 : 5) }] : []
		),
	truths: {
		exact: found * (SURE ** 2 + (1 - SURE) ** 2),
		overlap: found,
		place: found * (SURE ** 2 + (1 - SURE) ** 2),
		person: found
	}
};

/** Boxes of three things far from each other; one that is off by a fifth shares two thirds of what both cover. */
const boxes: World<Box[]> = {
	heard: (drawing) => {
		const { add, result } = markingOf<Box>({ ...drawing, compare: comparedBoxes });
		return {
			add,
			result: () => {
				const { micro, labels } = result();
				const [car, person] = labels;
				if (!car || !person) throw new Error('no labels');
				return { strict: micro.exact, usual: micro.overlap, car: car.exact, person: person.overlap };
			}
		};
	},
	said: (seen, random) =>
		['person', 'person', 'car'].flatMap((label, i) =>
			random() < seen ? [{ label, x: i * 100 + (random() < SURE ? 0 : 2), y: 0, width: 10, height: 10 }] : []
		),
	truths: {
		strict: found * (SURE ** 2 + (1 - SURE) ** 2),
		usual: found,
		car: found * (SURE ** 2 + (1 - SURE) ** 2),
		person: found
	}
};

const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'].map((ids) => [...ids].map((id) => [id]));
const alike = meanOf((p) => p * p);
const rankings: World<string[][]> = {
	heard: (drawing) => {
		const { add, result } = ranking(drawing);
		return {
			add,
			result: () => {
				const { tau, rho, w } = result();
				return { tau, rho, w };
			}
		};
	},
	// Who sees it ranks as all who do, and else in any order, which is like any other as often as unlike it.
	said: (seen, random) => orders[random() < seen ? 0 : Math.floor(random() * orders.length)] ?? [],
	truths: { tau: alike, rho: alike, w: (1 + (PEOPLE.length - 1) * alike) / PEOPLE.length }
};

/** @returns of each number, in what share of the data sets its interval holds the truth: by groups, and by items */
function coverage<Answer>({ heard, said, truths }: World<Answer>) {
	const random = seeded(11);
	const names = Object.keys(truths);
	const held = new Map(names.map((name) => [name, { grouped: 0, alone: 0 }]));
	for (let seed = 0; seed < SETS; seed++) {
		const grouped = heard({ seed, groupOf: (unit) => unit.slice(0, unit.indexOf('/')) });
		const alone = heard({ seed, draws: 50 });
		for (let g = 0; g < GROUPS; g++) {
			const seen = sees[Math.floor(random() * sees.length)] ?? 0;
			for (let i = 0; i < INSIDE; i++)
				for (const person of PEOPLE) {
					const answer = said(seen, random);
					grouped.add(`${g}/${i}`, person, answer);
					alone.add(`${g}/${i}`, person, answer);
				}
		}
		for (const [way, result] of [
			['grouped', grouped.result()],
			['alone', alone.result()]
		] as const)
			for (const [name, counts] of held) {
				const [one, truth] = [result[name], truths[name] ?? 0];
				if (!one || one.value === null || one.interval.low === null) continue;
				if (one.interval.low <= truth && truth <= one.interval.high) counts[way]++;
			}
	}
	return [...held].map(([name, { grouped, alone }]) => ({
		name,
		grouped: grouped / SETS,
		alone: alone / SETS
	}));
}

describe.each([
	['F1', () => coverage(marks)],
	['F1 of boxes', () => coverage(boxes)],
	['rank correlation', () => coverage(rankings)]
])('of %s', (_name, of) => {
	it('the interval holds the truth in 93 to 97 of 100, and does not where items are held to be independent', () => {
		for (const { name, grouped, alone } of of()) {
			expect([name, grouped >= 0.93 && grouped <= 0.97, alone < 0.93]).toEqual([name, true, true]);
		}
	}, 120_000);
});
