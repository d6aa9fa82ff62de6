/** A leaderboard of the votes that were asked for: strengths with their intervals, who beat whom, what pulls. Pure. */
import { CENTRE, sideTermOf, type Entry } from '#lib/stats/leaderboard.ts';
import type { Term as Fitted, Unknown } from '#lib/stats/leaderboard.ts';
import { flags, NO_DWELL } from '#lib/queue/comparison.ts';
import { outcomes, type Counted } from '#lib/stats/comparisons.ts';
import { Z95 } from '#lib/stats/wilson.ts';
import type { BoardEntry, BoardQuery, BoardView, Strength, Term } from './board.ts';
import { picked, type Contests } from './contests.ts';
import { notesOf } from './notes.ts';
import { rankedIn, ranksMany, type Ranked } from './rankings.ts';
import { knownOf, strengthsOf, type Known } from './strengths.ts';
import { weighed } from './weighing.ts';

/** Votes are fast below the first, and slow from the second on. */
const FAST_SECONDS = 15;
const SLOW_SECONDS = 60;
const strengthOf = ({ rating, error, low, high, standing, comparisons }: Entry): Strength => ({
	rating,
	error,
	low,
	high,
	standing,
	comparisons
});

function termOf(term: Fitted | Unknown, decided: number): Term {
	if (term.effect === null || !Number.isFinite(term.z)) {
		const reason =
			decided === 0 ? 'nobody preferred one' : 'no comparison tells it apart from how strong models are';
		return { effect: null, error: null, z: null, low: null, high: null, reason, decided };
	}
	const { effect, error, z } = term;
	return { effect, error, z, low: effect - Z95 * error, high: effect + Z95 * error, reason: null, decided };
}

const saidIn = ({ cells: { counts } }: Counted, outcome: number): number => {
	let sum = 0;
	for (let at = outcome; at < counts.length; at += 3) sum += counts[at] ?? 0;
	return sum;
};
const decidedIn = (counted: Counted): number =>
	saidIn(counted, outcomes.first) + saidIn(counted, outcomes.second);

/**
 * @param ordered pairs of which it is known which was shown first
 * @param known what the board is fitted to: where these are the same, they are not counted again
 */
function sideOf(ordered: Contests, query: BoardQuery, known: Known): BoardView['side'] {
	const { dwell } = ordered.of;
	const counted = (contests: Contests): Known =>
		contests === known.contests && query.length !== 'adjusted'
			? known
			: knownOf(contests, { ...query, length: 'as_written' });
	const of = ({ counted, clusters }: Known): Term =>
		termOf(sideTermOf(counted, clusters), decidedIn(counted));
	const within = (from: number, to: number): Contests =>
		picked(ordered, (vote) => {
			const spent = dwell[vote] ?? NO_DWELL;
			return spent !== NO_DWELL && spent >= from * 1000 && spent < to * 1000;
		});
	const isTimed = ordered.vote.some((vote) => dwell[vote] !== NO_DWELL);
	const whole = counted(ordered);
	return {
		first: saidIn(whole.counted, outcomes.first),
		decided: decidedIn(whole.counted),
		all: of(whole),
		fast: isTimed ? { ...of(counted(within(0, FAST_SECONDS))), under_seconds: FAST_SECONDS } : null,
		slow: isTimed ? { ...of(counted(within(SLOW_SECONDS, Infinity))), over_seconds: SLOW_SECONDS } : null
	};
}

type Counts = { wins: Float64Array; ties: Float64Array };
/** Of each two models: how often the row's won, and how often they tied. */
function countsOf({ cells: { models, first, second, counts } }: Counted): Counts {
	const wins = new Float64Array(models * models);
	const ties = new Float64Array(models * models);
	const add = (to: Float64Array, at: number, many: number) => {
		to[at] = (to[at] ?? 0) + many;
	};
	for (let c = 0; c < first.length; c++) {
		const [a, b] = [first[c] ?? 0, second[c] ?? 0];
		const [there, back, tied] = [a * models + b, b * models + a, counts[3 * c + outcomes.tie] ?? 0];
		add(wins, there, counts[3 * c + outcomes.first] ?? 0);
		add(wins, back, counts[3 * c + outcomes.second] ?? 0);
		add(ties, there, tied);
		add(ties, back, tied);
	}
	return { wins, ties };
}

/** How many different numbers, of so many that there are, a column has where there is a pair. */
function few({ vote }: Contests, column: Int32Array, many: number): number {
	const seen = new Uint8Array(many);
	let sum = 0;
	for (let i = 0; i < vote.length; i++) {
		const one = column[vote[i] ?? 0] ?? 0;
		if (seen[one] === 1) continue;
		seen[one] = 1;
		sum++;
	}
	return sum;
}

export type Fit = Omit<
	BoardView,
	'project' | 'question' | 'questions' | 'asked' | 'as_of' | 'fitted_ms' | 'fitted_at' | 'incomplete'
>;

/** What votes say: as pairs, and as rankings where these are taken whole. */
export type Taken = { contests: Contests; ranked: Ranked | null };

export type Given = {
	/** by vote how probable it was that its pair was drawn, where that weighs them */
	chances: ReadonlyMap<number, number> | null;
	/** the name of a model by its number among the votes' */
	nameOf: (model: number) => string;
	/** votes in whose place a later one stands */
	revised: number;
};

/** @param other what the other kind of judge says of the same items */
export function fit(
	{ contests: given, ranked }: Taken,
	other: Taken,
	query: BoardQuery,
	{ chances, nameOf, revised }: Given
): Fit {
	const { flag, raters, prompts } = given.of;
	const isOrdered = (vote: number) => ((flag[vote] ?? 0) & flags.ordered) !== 0;
	const ordered = picked(given, isOrdered);
	const whole = ranked ? rankedIn(given, ranked) : given;
	const weighing = chances && weighed(whole, chances);
	const all = weighing ? weighing.contests : whole;
	const isAdjusted = query.side === 'adjusted' && !ranked;
	const used = !isAdjusted ? all : all === given ? ordered : picked(all, isOrdered);
	const noOrder = all.vote.length - used.vote.length;
	const known = knownOf(used, query);
	const { models } = used;
	const board = strengthsOf(known, ranked, query, query.bootstraps);
	const beside = other.ranked ? rankedIn(other.contests, other.ranked) : other.contests;
	const others =
		beside.models.length > 0
			? strengthsOf(knownOf(beside, query), other.ranked, { ...query, side: 'as_shown' }, 0).entries
			: [];
	const otherOf = new Map(others.map((entry) => [beside.models[entry.model], strengthOf(entry)]));
	const { wins, ties } = countsOf(known.counted);
	const size = models.length;
	const sum = (matrix: Float64Array, row: number): number =>
		matrix.subarray(row * size, (row + 1) * size).reduce((a, b) => a + b, 0);
	const entries = board.entries.map((entry): BoardEntry => {
		const [won, tied] = [sum(wins, entry.model), sum(ties, entry.model)];
		return {
			model: nameOf(models[entry.model] ?? -1),
			...strengthOf(entry),
			rank: entry.rank,
			wins: won,
			ties: tied,
			losses: entry.comparisons - won - tied,
			bootstrap_error: entry.bootstrapError,
			other: otherOf.get(models[entry.model]) ?? null
		};
	});
	const twice = ranked ? new Set(given.vote).size - ranked.size : 0;
	const order = board.entries.map(({ model }) => model);
	const matrix = (of: (a: number, b: number) => number): number[][] =>
		order.map((a) => order.map((b) => of(a * size + b, b * size + a)));
	return {
		model: board.model,
		ranks_many: ranksMany(given),
		weights: weighing && weighing.weights,
		centre: CENTRE,
		entries,
		wins: matrix((own) => (wins[own] ?? 0) + (ties[own] ?? 0) / 2),
		counts: matrix((own, back) => (wins[own] ?? 0) + (wins[back] ?? 0) + (ties[own] ?? 0)),
		votes: given.votes,
		comparisons: used.vote.length,
		ties: saidIn(known.counted, outcomes.tie),
		people: few(used, given.of.rater, raters.size),
		prompts: few(used, given.of.prompt, prompts.size),
		clusters: board.clusters,
		regularised: board.regularised,
		side: sideOf(ordered, query, known),
		length: board.length && termOf(board.length, decidedIn(known.counted)),
		left_out: {
			...given.leftOut,
			same_model: given.leftOut.same_model + twice,
			revised,
			no_order: noOrder,
			not_drawn: weighing?.notDrawn ?? 0
		},
		notes: notesOf(board, entries, query, { noOrder, weighing })
	};
}
