/** A leaderboard of the votes that were asked for: strengths with their intervals, who beat whom, what pulls. Pure. */
import {
	CENTRE,
	leaderboard,
	sideTerm,
	type Board,
	type Clusters,
	type Entry
} from '#lib/stats/leaderboard.ts';
import type { Term as Fitted, Unknown } from '#lib/stats/leaderboard.ts';
import { outcomes } from '#lib/stats/comparisons.ts';
import { seeded } from '#lib/stats/seeded.ts';
import { Z95 } from '#lib/stats/wilson.ts';
import type { BoardEntry, BoardQuery, BoardView, Strength, Term } from './board.ts';
import { picked, type Contests } from './contests.ts';

/** Votes are fast below the first, and slow from the second on. */
const FAST_SECONDS = 15;
const SLOW_SECONDS = 60;
/** So that the same votes give the same numbers. */
const SEED = 20_260_301;

const clustersOf = (
	{ prompt, rater, vote, votes, comparisons }: Contests,
	by: BoardQuery['clusters']
): Clusters => {
	if (by === 'both') return { prompt, rater };
	if (by === 'prompt') return { prompt };
	if (by === 'rater') return { rater };
	// Pairs of one ranking resemble each other, whatever else does not.
	return comparisons.first.length > votes ? { prompt: vote } : {};
};

/** Models that were compared get numbers of their own, so that a filter leaves none unseen. */
function compact(all: Contests): { contests: Contests; models: number[] } {
	const { first, second, models } = all.comparisons;
	const known = new Int32Array(models).fill(-1);
	const found: number[] = [];
	for (let i = 0; i < first.length; i++) {
		const [a, b] = [first[i] ?? 0, second[i] ?? 0];
		if ((known[a] ?? -1) < 0) known[a] = found.push(a) - 1;
		if ((known[b] ?? -1) < 0) known[b] = found.push(b) - 1;
	}
	if (found.length === models) return { contests: all, models: Array.from({ length: models }, (_, m) => m) };
	const numbered = (column: Int32Array) => {
		const other = new Int32Array(column.length);
		for (let i = 0; i < other.length; i++) other[i] = known[column[i] ?? 0] ?? 0;
		return other;
	};
	const comparisons = { ...all.comparisons, first: numbered(first), second: numbered(second) };
	return { contests: { ...all, comparisons: { ...comparisons, models: found.length } }, models: found };
}

const withoutLength = ({ comparisons: { models, first, second, outcome } }: Contests) => ({
	models,
	first,
	second,
	outcome
});

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

const decidedIn = ({ comparisons: { outcome } }: Contests): number =>
	outcome.reduce((sum, one) => sum + (one === outcomes.tie ? 0 : 1), 0);

function sideOf(all: Contests, by: BoardQuery['clusters']): BoardView['side'] {
	const ordered = picked(all, (i) => all.ordered[i] === 1);
	const of = (contests: Contests): Term => {
		const { contests: own } = compact(contests);
		return termOf(sideTerm(withoutLength(own), clustersOf(own, by)), decidedIn(own));
	};
	const isTimed = ordered.dwell.some((dwell) => dwell >= 0);
	const within = (from: number, to: number): Contests =>
		picked(ordered, (i) => (ordered.dwell[i] ?? -1) >= from * 1000 && (ordered.dwell[i] ?? -1) < to * 1000);
	return {
		first: ordered.comparisons.outcome.reduce((sum, one) => sum + (one === outcomes.first ? 1 : 0), 0),
		decided: decidedIn(ordered),
		all: of(ordered),
		fast: isTimed ? { ...of(within(0, FAST_SECONDS)), under_seconds: FAST_SECONDS } : null,
		slow: isTimed ? { ...of(within(SLOW_SECONDS, Infinity)), over_seconds: SLOW_SECONDS } : null
	};
}

type Counts = { wins: Float64Array; ties: Float64Array };
/** Of each two models: how often the row's won, and how often they tied. */
function countsOf({ comparisons: { models, first, second, outcome } }: Contests): Counts {
	const wins = new Float64Array(models * models);
	const ties = new Float64Array(models * models);
	const add = (to: Float64Array, a: number, b: number) => {
		to[a * models + b] = (to[a * models + b] ?? 0) + 1;
	};
	for (let i = 0; i < first.length; i++) {
		const [a, b] = [first[i] ?? 0, second[i] ?? 0];
		if (outcome[i] === outcomes.first) add(wins, a, b);
		else if (outcome[i] === outcomes.second) add(wins, b, a);
		else {
			add(ties, a, b);
			add(ties, b, a);
		}
	}
	return { wins, ties };
}

const fitted = (contests: Contests, query: BoardQuery, bootstraps: number): Board =>
	leaderboard(query.length === 'adjusted' ? contests.comparisons : withoutLength(contests), {
		ties: query.ties,
		side: query.side === 'adjusted',
		length: query.length === 'adjusted',
		clusters: clustersOf(contests, query.clusters),
		bootstraps,
		random: seeded(SEED)
	});

function notesOf(board: Board, entries: BoardEntry[], noOrder: number): string[] {
	const unknown = entries.filter(({ standing }) => standing !== 'connected').map(({ model }) => model);
	return [
		...(board.regularised
			? [
					unknown.length > 0
						? `Comparisons do not tell how strong ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'}: half a win and half a loss were added to every model, and these have no interval.`
						: 'No one set of strengths is the likeliest: half a win and half a loss were added to every model.'
				]
			: []),
		...(board.side?.effect === null
			? ['What being shown first adds cannot be told, so it was not taken off.']
			: []),
		...(board.length?.effect === null ? ['What a length adds cannot be told, so it was not taken off.'] : []),
		...(noOrder > 0 ? [`${noOrder} pairs were left out, since nobody wrote down which was shown first.`] : [])
	];
}

/** How many different small numbers there are. */
function few(all: Int32Array): number {
	let most = -1;
	for (const one of all) if (one > most) most = one;
	const seen = new Uint8Array(most + 1);
	let sum = 0;
	for (const one of all) {
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

/**
 * @param other what the other kind of judge says of the same items
 * @param nameOf the name of a model by its number
 */
export function fit(
	given: Contests,
	other: Contests,
	query: BoardQuery,
	nameOf: (model: number) => string,
	revised: number
): Fit {
	const isOrdered = query.side === 'adjusted';
	const used = isOrdered ? picked(given, (i) => given.ordered[i] === 1) : given;
	const noOrder = given.vote.length - used.vote.length;
	const { contests, models } = compact(used);
	const board = fitted(contests, query, query.bootstraps);
	const beside = compact(other);
	const others =
		beside.models.length > 0 ? fitted(beside.contests, { ...query, side: 'as_shown' }, 0).entries : [];
	const otherOf = new Map(others.map((entry) => [beside.models[entry.model], strengthOf(entry)]));
	const { wins, ties } = countsOf(contests);
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
	const order = board.entries.map(({ model }) => model);
	const matrix = (of: (a: number, b: number) => number): number[][] =>
		order.map((a) => order.map((b) => of(a * size + b, b * size + a)));
	return {
		centre: CENTRE,
		entries,
		wins: matrix((own) => (wins[own] ?? 0) + (ties[own] ?? 0) / 2),
		counts: matrix((own, back) => (wins[own] ?? 0) + (wins[back] ?? 0) + (ties[own] ?? 0)),
		votes: given.votes,
		comparisons: board.comparisons,
		ties: board.ties,
		people: few(used.rater),
		prompts: few(used.prompt),
		clusters: board.clusters,
		regularised: board.regularised,
		side: sideOf(given, query.clusters),
		length: board.length && termOf(board.length, decidedIn(contests)),
		left_out: { ...given.leftOut, revised, no_order: noOrder },
		notes: notesOf(board, entries, noOrder)
	};
}
