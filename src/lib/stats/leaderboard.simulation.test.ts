/** Data sets of known strengths: intervals hold them as often as they say where clusters are told, and else do not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import type { Comparisons } from './comparisons.ts';
import { CENTRE, leaderboard, POINTS, type Board, type Clusters, type Settings } from './leaderboard.ts';
import { plackettLuce } from './plackett-luce.ts';
import { t95 } from './student.ts';
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

describe('rankings that resemble others of their prompt', () => {
	const worth = [0.8, 0.2, -0.2, -0.8];
	/** A ranking as choices from what is left. */
	function ranked(random: () => number) {
		let left = worth.map((_, model) => model);
		const groups: number[][] = [];
		while (left.length > 0) {
			let drawn = random() * left.reduce((sum, one) => sum + Math.exp(worth[one] ?? 0), 0);
			const next = left.find((one) => (drawn -= Math.exp(worth[one] ?? 0)) <= 0) ?? left[0] ?? 0;
			groups.push([next]);
			left = left.filter((one) => one !== next);
		}
		return groups;
	}
	function coverage(isTold: boolean): number {
		const random = seeded(4);
		let held = 0;
		for (let i = 0; i < SETS; i++) {
			const prompt: number[] = [];
			const rankings = Array.from({ length: 60 }, (_, p) => {
				const own = ranked(random);
				return Array.from({ length: 4 }, () => {
					prompt.push(p);
					return { groups: random() < 0.7 ? own : ranked(random) };
				});
			}).flat();
			const fit = plackettLuce(rankings, 4, isTold ? Int32Array.from(prompt) : undefined);
			const { matrix, size, degrees } = fit.covariance;
			worth.forEach((truth, m) => {
				const off = Math.abs((fit.strengths[m] ?? 0) - truth);
				if (off <= t95(degrees) * Math.sqrt(matrix[m * size + m] ?? 0)) held += 1 / worth.length;
			});
		}
		return held / SETS;
	}
	it('intervals hold the true strength in 93 to 97 of 100', () => within(coverage(true)));
	it('and do not where clusters are not told', () => expect(coverage(false)).toBeLessThan(0.9));
});
