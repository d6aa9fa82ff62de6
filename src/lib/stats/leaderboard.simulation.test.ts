/** Data sets of known strengths: intervals hold them as often as they say where clusters are told, and else do not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { bradleyTerry } from './bradley-terry.ts';
import type { Comparisons } from './comparisons.ts';
import { CENTRE, leaderboard, POINTS, type Board, type Clusters, type Settings } from './leaderboard.ts';
import { rankingBoard } from './ranking-board.ts';
import { t95 } from './student.ts';
import { weightsOf } from './weights.ts';
import { Z95 } from './wilson.ts';

const SETS = 400;
/** That something does not hold shows in fewer. */
const FEWER = 150;
const strengths = [0.6, 0.3, 0, -0.3, -0.6];
const models = strengths.length;
/** What being shown first adds, in log-odds. */
const SIDE = 0.25;

type World = {
	prompts: number;
	raters: number;
	/** pairs of a prompt, and how often each is judged */
	pairs: number;
	judged: number;
	/** how often a judgment is what the prompt, or the rater, always has of a pair */
	byPrompt?: number;
	byRater?: number;
	/** how often it is what the rater always has of a side, whatever is shown there */
	byHabit?: number;
	/** what a length of one more deviation adds, in log-odds */
	length?: number;
	ties?: 'half' | 'davidson';
	/** whether all models are as strong as each other */
	even?: boolean;
};

type Drawn = { comparisons: Comparisons; prompt: Int32Array; rater: Int32Array };

/** The chances of the first and of a tie; half a win being one, they are those of the model. */
function chances(odds: number, ties: World['ties']): [number, number] {
	if (ties === 'davidson') {
		const [first, second] = [Math.exp(odds / 2), Math.exp(-odds / 2)];
		return [first / (first + second + 0.8), 0.8 / (first + second + 0.8)];
	}
	const chance = 1 / (1 + Math.exp(-odds));
	const tie = 0.6 * Math.min(chance, 1 - chance);
	return [chance - tie / 2, tie];
}

/**
 * What was drawn for a pair decides: the prompt's or the rater's own number, or a fresh one. Whichever it is it is even
 * from 0 to 1, so each judgment has the model's chances, and only resembles others.
 */
function drawn(world: World, random: () => number): Drawn {
	const rows: {
		first: number;
		second: number;
		outcome: number;
		prompt: number;
		rater: number;
		length: number;
	}[] = [];
	const kept = new Map<number, number>();
	const keptOf = (key: number) => {
		const own = kept.get(key) ?? random();
		kept.set(key, own);
		return own;
	};
	const below = (many: number) => Math.floor(random() * many);
	for (let prompt = 0; prompt < world.prompts; prompt++)
		for (let pair = 0; pair < world.pairs; pair++) {
			const one = below(models);
			const other = (one + 1 + below(models - 1)) % models;
			const name = Math.min(one, other) * models + Math.max(one, other);
			for (let i = 0; i < world.judged; i++) {
				const [first, second] = random() < 0.5 ? [one, other] : [other, one];
				const rater = below(world.raters);
				const coin = random();
				const { byPrompt: prompted = 0, byRater: rated = 0, byHabit = 0 } = world;
				const isHabit = coin >= 1 - byHabit;
				let number = random();
				if (coin < prompted) number = keptOf(prompt * 100 + name);
				else if (coin < prompted + rated) number = keptOf(-rater * 100 - name);
				else if (isHabit) number = keptOf(0.5 + rater);
				const u = first < second || isHabit ? number : 1 - number;
				const length = world.length === undefined ? 0 : 2 * random() - 1;
				const lead = world.even ? 0 : (strengths[first] ?? 0) - (strengths[second] ?? 0);
				const odds = lead + SIDE + length * (world.length ?? 0);
				const [wins, ties] = chances(odds, world.ties);
				rows.push({ first, second, outcome: u < wins ? 0 : u < wins + ties ? 1 : 2, prompt, rater, length });
			}
		}
	return {
		comparisons: {
			models,
			first: Int32Array.from(rows, (row) => row.first),
			second: Int32Array.from(rows, (row) => row.second),
			outcome: Uint8Array.from(rows, (row) => row.outcome),
			length: Float64Array.from(rows, (row) => row.length)
		},
		prompt: Int32Array.from(rows, (row) => row.prompt),
		rater: Int32Array.from(rows, (row) => row.rater)
	};
}

type Coverage = Record<'strengths' | 'side' | 'length' | 'ranks' | 'bootstrap', number>;

function coverageOf(world: World, clusters: (set: Drawn) => Clusters, bootstraps = 0, sets = SETS): Coverage {
	const random = seeded(8);
	const held: Coverage = { strengths: 0, side: 0, length: 0, ranks: 0, bootstrap: 0 };
	for (let i = 0; i < sets; i++) {
		const set = drawn(world, random);
		const { length, ...unmeasured } = set.comparisons;
		const isMeasured = world.length !== undefined;
		const settings: Settings = { ties: world.ties, side: true, length: isMeasured, random };
		const board = leaderboard(isMeasured ? { ...unmeasured, length } : unmeasured, {
			...settings,
			clusters: clusters(set),
			bootstraps
		});
		let inside = true;
		for (const { model, rating, low, high, bootstrapError, rank } of board.entries) {
			const truth = CENTRE + POINTS * (world.even ? 0 : (strengths[model] ?? 0));
			if (low !== null && high !== null && low <= truth && truth <= high) held.strengths += 1 / models;
			if (Math.abs(rating - truth) <= Z95 * (bootstrapError ?? 0)) held.bootstrap += 1 / models;
			// Models are numbered by their true rank; of even ones each may be any.
			const [best, worst] = world.even ? [1, models] : [model + 1, model + 1];
			inside &&= rank.best <= best && worst <= rank.worst;
		}
		if (inside) held.ranks++;
		const holds = (term: Board['side'], truth: number) =>
			term && term.effect !== null && Math.abs(term.effect - truth) <= t95(board.clusters - 1) * term.error;
		if (holds(board.side, SIDE)) held.side++;
		if (holds(board.length, world.length ?? 0)) held.length++;
	}
	return {
		strengths: held.strengths / sets,
		side: held.side / sets,
		length: held.length / sets,
		ranks: held.ranks / sets,
		bootstrap: held.bootstrap / sets
	};
}

const within = (share: number): void => {
	expect(share).toBeGreaterThanOrEqual(0.93);
	expect(share).toBeLessThanOrEqual(0.97);
};

const alone: World = { prompts: 400, raters: 60, pairs: 1, judged: 2 };
const prompts: World = { prompts: 80, raters: 60, pairs: 2, judged: 5, byPrompt: 0.8 };
const raters: World = { prompts: 400, raters: 60, pairs: 2, judged: 2, byRater: 0.9 };
const both: World = { prompts: 80, raters: 60, pairs: 2, judged: 8, byPrompt: 0.45, byRater: 0.45 };
const few: World = { prompts: 14, raters: 60, pairs: 12, judged: 6, byPrompt: 0.8 };

const byRow = () => ({});
const byPrompt = ({ prompt }: Drawn) => ({ prompt });
const byRater = ({ rater }: Drawn) => ({ rater });
const byBoth = ({ prompt, rater }: Drawn) => ({ prompt, rater });

it('comparisons that stand for themselves: by rows and by row bootstrap', () => {
	const found = coverageOf(alone, byRow, 100);
	within(found.strengths);
	within(found.bootstrap);
	within(found.side);
	expect(found.ranks).toBeGreaterThanOrEqual(0.93);
});

describe.each([
	['prompts', prompts, byPrompt],
	['raters', raters, byRater],
	['prompts and raters', both, byBoth],
	['few prompts', few, byPrompt],
	['prompts, ties having a chance of their own,', { ...prompts, ties: 'davidson' as const }, byPrompt]
] as const)('where comparisons of the same %s resemble each other', (_name, world, clusters) => {
	let told: Coverage;
	let untold: Coverage;
	beforeAll(() => {
		told = coverageOf(world, clusters);
		untold = coverageOf(world, byRow, world === prompts ? 40 : 0, FEWER);
	}, 120_000);

	it('intervals hold the true strength in 93 to 97 of 100', () => within(told.strengths));
	it('and all rank ranges at once the true rank', () => expect(told.ranks).toBeGreaterThanOrEqual(0.93));
	it('and do not where clusters are not told', () => {
		expect(untold.strengths).toBeLessThan(0.9);
		if (world === prompts) expect(untold.bootstrap).toBeLessThan(0.9);
	});
});

it('the side term of raters who each have a side of their own, and it does not where raters are not told', () => {
	const habits: World = { prompts: 200, raters: 60, pairs: 2, judged: 2, byHabit: 0.4 };
	const told = coverageOf(habits, byRater);
	within(told.side);
	within(told.strengths);
	expect(coverageOf(habits, byRow, 0, FEWER).side).toBeLessThan(0.9);
});

it('the length term, side and strengths beside it', () => {
	const told = coverageOf({ ...alone, prompts: 200, length: 0.5 }, byPrompt);
	within(told.length);
	within(told.side);
	within(told.strengths);
});

it('of models that are as strong as each other, all rank ranges at once hold all ranks in 93 to 97 of 100', () => {
	within(coverageOf({ ...prompts, even: true }, byPrompt).ranks);
	expect(coverageOf({ ...prompts, even: true }, byRow, 0, FEWER).ranks).toBeLessThan(0.8);
});

describe('rankings', () => {
	const worth = [0.8, 0.2, -0.2, -0.8];
	/** Being chosen together with another, beside being chosen alone: Davidson's ν. */
	const TOGETHER = 0.4;
	/** A ranking as choices from what is left, of one or of two that are tied. */
	function ranked(random: () => number, ties: boolean): number[][] {
		let left = worth.map((_, model) => model);
		const groups: number[][] = [];
		while (left.length > 0) {
			const sets = left.flatMap((one, i) => [
				[one],
				...(ties ? left.slice(i + 1).map((other) => [one, other]) : [])
			]);
			const weights = sets.map(
				(set) =>
					(set.length > 1 ? TOGETHER : 1) *
					Math.exp(set.reduce((sum, one) => sum + (worth[one] ?? 0), 0) / set.length)
			);
			let drawn = random() * weights.reduce((a, b) => a + b, 0);
			const next = sets[weights.findIndex((weight) => (drawn -= weight) <= 0)] ?? sets[0] ?? [];
			groups.push(next);
			left = left.filter((one) => !next.includes(one));
		}
		return groups;
	}

	type Rankings = { prompts: number; each: number; byPrompt?: number; byRater?: number; ties?: boolean };
	type Told = { prompt: Int32Array; rater: Int32Array };
	const RATERS = 60;

	function coverage(world: Rankings, told: (set: Told) => Clusters, sets = SETS) {
		const random = seeded(4);
		const held = { strengths: 0, ranks: 0 };
		for (let i = 0; i < sets; i++) {
			const [prompt, rater]: [number[], number[]] = [[], []];
			const ties = world.ties ?? false;
			const habits = Array.from({ length: RATERS }, () => ranked(random, ties));
			const rankings = Array.from({ length: world.prompts }, (_, p) => {
				const own = ranked(random, ties);
				return Array.from({ length: world.each }, () => {
					const who = Math.floor(random() * RATERS);
					prompt.push(p);
					rater.push(who);
					const coin = random();
					if (coin < (world.byPrompt ?? 0)) return { groups: own };
					if (coin < (world.byPrompt ?? 0) + (world.byRater ?? 0)) return { groups: habits[who] ?? [] };
					return { groups: ranked(random, ties) };
				});
			}).flat();
			const clusters = told({ prompt: Int32Array.from(prompt), rater: Int32Array.from(rater) });
			const { entries } = rankingBoard(rankings, worth.length, { clusters, random });
			let inside = true;
			for (const { model, low, high, rank } of entries) {
				const truth = CENTRE + POINTS * (worth[model] ?? 0);
				if (low !== null && high !== null && low <= truth && truth <= high)
					held.strengths += 1 / worth.length;
				inside &&= rank.best <= model + 1 && model + 1 <= rank.worst;
			}
			if (inside) held.ranks++;
		}
		return { strengths: held.strengths / sets, ranks: held.ranks / sets };
	}

	const byPrompt = ({ prompt }: Told) => ({ prompt });
	describe.each([
		['prompts', { prompts: 60, each: 4, byPrompt: 0.7 }, byPrompt],
		['prompts, some tied,', { prompts: 60, each: 4, byPrompt: 0.7, ties: true }, byPrompt],
		['few prompts', { prompts: 14, each: 16, byPrompt: 0.6 }, byPrompt],
		['raters', { prompts: 240, each: 1, byRater: 0.8 }, ({ rater }: Told) => ({ rater })],
		['prompts and raters', { prompts: 60, each: 6, byPrompt: 0.4, byRater: 0.4 }, (set: Told) => set]
	] as const)('that resemble others of the same %s', (_name, world, told) => {
		it('intervals hold the true strength in 93 to 97 of 100, and all ranks at once the true ones', () => {
			const found = coverage(world, told);
			within(found.strengths);
			expect(found.ranks).toBeGreaterThanOrEqual(0.93);
		});
		it('and do not where clusters are not told', () =>
			expect(coverage(world, () => ({}), FEWER).strengths).toBeLessThan(0.9));
	});
});

describe('pairs that were not shown alike', () => {
	/** Strengths do not tell all: some pairs go otherwise, so it matters which are shown how often. */
	const pairs = strengths.flatMap((own, a) =>
		strengths.slice(a + 1).map((other, i) => ({ a, b: a + 1 + i, lead: own - other }))
	);
	const chanceOf = (p: number): number => {
		const { lead = 0 } = pairs[p] ?? {};
		return 1 / (1 + Math.exp(-(lead + (p % 2 === 0 ? 0.8 : -0.8))));
	};
	/** Even pairs are likely to be drawn, as an order that asks what is doubtful has it. */
	const likely = pairs.map((_, p) => chanceOf(p) * (1 - chanceOf(p)) * (p % 3 === 0 ? 8 : 1));
	const shares = likely.map(
		(own) => 0.1 / pairs.length + (0.9 * own) / likely.reduce((sum, one) => sum + one, 0)
	);
	/** What is asked for: the strengths that all pairs shown alike would give. */
	const wanted = (() => {
		const cells = {
			models,
			first: Int32Array.from(pairs, ({ a }) => a),
			second: Int32Array.from(pairs, ({ b }) => b),
			length: null,
			counts: Float64Array.from(pairs.flatMap((_, p) => [chanceOf(p), 0, 1 - chanceOf(p)]))
		};
		return bradleyTerry(cells, { ties: 'half', side: false, length: false, prior: 0 })?.parameters;
	})();

	function coverage(isWeighed: boolean, isTold: boolean, sets = SETS): number {
		const random = seeded(15);
		let held = 0;
		for (let i = 0; i < sets; i++) {
			const rows = Array.from({ length: 150 }, (_, prompt) => {
				let point = random();
				const p = Math.max(
					0,
					shares.findIndex((share) => (point -= share) < 0)
				);
				const own = random();
				return Array.from({ length: 4 }, () => ({
					p,
					prompt,
					won: (random() < 0.6 ? own : random()) < chanceOf(p)
				}));
			}).flat();
			const comparisons: Comparisons = {
				models,
				first: Int32Array.from(rows, ({ p }) => pairs[p]?.a ?? 0),
				second: Int32Array.from(rows, ({ p }) => pairs[p]?.b ?? 0),
				outcome: Uint8Array.from(rows, ({ won }) => (won ? 0 : 2)),
				...(isWeighed ? { weight: weightsOf(rows.map(({ p }) => shares[p] ?? 1)).weight } : {})
			};
			const clusters = isTold ? { prompt: Int32Array.from(rows, ({ prompt }) => prompt) } : {};
			for (const { model, low, high } of leaderboard(comparisons, { clusters, random }).entries) {
				const truth = CENTRE + POINTS * (wanted?.[model] ?? 0);
				if ((low ?? 0) <= truth && truth <= (high ?? 0)) held += 1 / models;
			}
		}
		return held / sets;
	}

	it('weighed they tell the strengths of all pairs shown alike, in 93 to 97 of 100', () =>
		within(coverage(true, true)));
	it('and do not unweighed, nor where clusters are not told', () => {
		expect(coverage(false, true, FEWER)).toBeLessThan(0.9);
		expect(coverage(true, false, FEWER)).toBeLessThan(0.9);
	});
});
