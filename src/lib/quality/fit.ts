/** A leaderboard of the votes that were asked for: strengths with their intervals, who beat whom, what pulls. Pure. */
import {
	boardOf,
	CENTRE,
	sideTermOf,
	type Board,
	type Clusters,
	type Entry
} from '#lib/stats/leaderboard.ts';
import type { Term as Fitted, Unknown } from '#lib/stats/leaderboard.ts';
import { flags, NO_DWELL } from '#lib/queue/comparison.ts';
import { countedOf, outcomes, type Counted } from '#lib/stats/comparisons.ts';
import { seeded } from '#lib/stats/seeded.ts';
import { Z95 } from '#lib/stats/wilson.ts';
import type { BoardEntry, BoardQuery, BoardView, Strength, Term } from './board.ts';
import { byPair, picked, type Contests } from './contests.ts';

/** Votes are fast below the first, and slow from the second on. */
const FAST_SECONDS = 15;
const SLOW_SECONDS = 60;
/** So that the same votes give the same numbers. */
const SEED = 20_260_301;

const clustersOf = (contests: Contests, by: BoardQuery['clusters']): Clusters => {
	const { vote, votes, of } = contests;
	const prompt = () => byPair(contests, of.prompt);
	const rater = () => byPair(contests, of.rater);
	if (by === 'both') return { prompt: prompt(), rater: rater() };
	if (by === 'prompt') return { prompt: prompt() };
	if (by === 'rater') return { rater: rater() };
	// Pairs of one ranking resemble each other, whatever else does not.
	return vote.length > votes ? { prompt: vote } : {};
};

/** What is fitted: pairs as counts, with what resembles each other. */
type Known = { contests: Contests; counted: Counted; clusters: Clusters };
const knownOf = (contests: Contests, { clusters, length }: BoardQuery): Known => ({
	contests,
	counted: countedOf(length === 'adjusted' ? contests.comparisons : withoutLength(contests)),
	clusters: clustersOf(contests, clusters)
});

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

const fitted = ({ counted, clusters }: Known, query: BoardQuery, bootstraps: number): Board =>
	boardOf(counted, {
		ties: query.ties,
		side: query.side === 'adjusted',
		length: query.length === 'adjusted',
		clusters,
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
	const { flag, raters, prompts } = given.of;
	const ordered = picked(given, (vote) => ((flag[vote] ?? 0) & flags.ordered) !== 0);
	const used = query.side === 'adjusted' ? ordered : given;
	const noOrder = given.vote.length - used.vote.length;
	const known = knownOf(used, query);
	const { models } = used;
	const board = fitted(known, query, query.bootstraps);
	const others =
		other.models.length > 0 ? fitted(knownOf(other, query), { ...query, side: 'as_shown' }, 0).entries : [];
	const otherOf = new Map(others.map((entry) => [other.models[entry.model], strengthOf(entry)]));
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
		people: few(used, given.of.rater, raters.size),
		prompts: few(used, given.of.prompt, prompts.size),
		clusters: board.clusters,
		regularised: board.regularised,
		side: sideOf(ordered, query, known),
		length: board.length && termOf(board.length, decidedIn(known.counted)),
		left_out: { ...given.leftOut, revised, no_order: noOrder },
		notes: notesOf(board, entries, noOrder)
	};
}
