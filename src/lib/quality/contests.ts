/** The pairs of models that votes compare, of the votes that a leaderboard is asked for. */
import { flags, hashOfRater, UNRANKED } from '#lib/queue/comparison.ts';
import { lengthDifference, outcomes, type Comparisons } from '#lib/stats/comparisons.ts';
import type { BoardQuery } from './board.ts';
import { STANDS } from './standing.ts';
import type { Votes } from './votes.ts';

export type Contests = {
	/** models go by numbers in the order of their first coming here, whatever was read before */
	comparisons: Comparisons;
	/** by number: which of the votes' models it is */
	models: number[];
	/** by pair: its vote; pairs of one ranking resemble each other */
	vote: Int32Array;
	/** what is known of votes, by their numbers; as good as nothing once more votes are read */
	of: Pick<Votes, 'prompt' | 'prompts' | 'rater' | 'raters' | 'dwell' | 'flag'>;
	votes: number;
	leftOut: { all_bad: number; no_model: number; same_model: number };
};

export type Which = Pick<BoardQuery, 'rater' | 'from' | 'to' | 'rankings' | 'length'> & {
	judges: 'person' | 'model';
};

/** Of a pair of responses what was said; null where nothing was. */
const saidOf = (high: number, low: number, neighbours: boolean): number | null => {
	if (high === UNRANKED || low === UNRANKED) return null;
	if (neighbours && Math.abs(high - low) > 1) return null;
	return high === low ? outcomes.tie : high < low ? outcomes.first : outcomes.second;
};

/** @param isTagged by the hash of an item: whether its metadata is what is asked for; null: nothing is asked of it */
export function contestsOf(
	votes: Votes,
	standing: Uint8Array,
	which: Which,
	isTagged: ((item: number) => boolean) | null
): Contests {
	const { size, moment, flag, rater, from: begins, tier, model, length, item } = votes;
	const leftOut = { all_bad: 0, no_model: 0, same_model: 0 };
	const only = which.rater === undefined ? null : votes.raters.find(hashOfRater(which.rater));
	const since = which.from === undefined ? -Infinity : Date.parse(which.from);
	const until = which.to === undefined ? Infinity : Date.parse(which.to);
	const kind = which.judges === 'model' ? flags.model : 0;
	const neighbours = which.rankings === 'neighbours';
	const meant = new Int32Array(size);
	let [seen, most] = [0, 0];
	for (let i = 0; i < size; i++) {
		if (standing[i] !== STANDS || ((flag[i] ?? 0) & flags.model) !== kind) continue;
		if (only !== null && rater[i] !== only) continue;
		const at = moment[i] ?? 0;
		if (at < since || at >= until || (isTagged !== null && !isTagged(item[i] ?? 0))) continue;
		const many = (begins[i + 1] ?? 0) - (begins[i] ?? 0);
		meant[seen++] = i;
		most += (many * (many - 1)) / 2;
	}
	const [first, second, vote] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
	const outcome = new Uint8Array(most);
	const byLength = which.length === 'adjusted';
	const longFirst = new Float64Array(byLength ? most : 0);
	const longSecond = new Float64Array(byLength ? most : 0);
	const numbers = renumbering(votes.models.size);
	let p = 0;
	for (let m = 0; m < seen; m++) {
		const i = meant[m] ?? 0;
		if (((flag[i] ?? 0) & flags.allBad) !== 0) {
			leftOut.all_bad++;
			continue;
		}
		const [from, to] = [begins[i] ?? 0, begins[i + 1] ?? 0];
		for (let a = from; a < to; a++)
			for (let b = a + 1; b < to; b++) {
				const said = saidOf(tier[a] ?? 0, tier[b] ?? 0, neighbours);
				if (said === null) continue;
				const [x, y] = [model[a] ?? -1, model[b] ?? -1];
				if (x < 0 || y < 0 || x === y) {
					if (to - from === 2) leftOut[x < 0 || y < 0 ? 'no_model' : 'same_model']++;
					continue;
				}
				first[p] = numbers.of(x);
				second[p] = numbers.of(y);
				outcome[p] = said;
				vote[p] = i;
				if (byLength) {
					longFirst[p] = length[a] ?? 0;
					longSecond[p] = length[b] ?? 0;
				}
				p++;
			}
	}
	return {
		comparisons: {
			models: numbers.found.length,
			first: first.subarray(0, p),
			second: second.subarray(0, p),
			outcome: outcome.subarray(0, p),
			...(byLength ? { length: lengthDifference(longFirst.subarray(0, p), longSecond.subarray(0, p)) } : {})
		},
		models: numbers.found,
		vote: vote.subarray(0, p),
		of: votes,
		votes: seen,
		leftOut
	};
}

/** What is known of votes, by pair. */
export function byPair({ vote }: Contests, column: Int32Array): Int32Array {
	const many = vote.length;
	let i = 0;
	while (i < many && vote[i] === i) i++;
	// Each vote a pair, and none left out: as it stands.
	if (i === many) return column.subarray(0, many);
	const own = new Int32Array(many);
	for (i = 0; i < many; i++) own[i] = column[vote[i] ?? 0] ?? 0;
	return own;
}

/** Models by the numbers of their first coming. */
function renumbering(many: number) {
	const known = new Int32Array(many).fill(-1);
	const found: number[] = [];
	return {
		found,
		of(model: number): number {
			const number = known[model] ?? -1;
			return number < 0 ? (known[model] = found.push(model) - 1) : number;
		}
	};
}

/** Some of them, by their votes; all of them where all are kept. */
export function picked(all: Contests, keep: (vote: number) => boolean): Contests {
	let kept = 0;
	while (kept < all.vote.length && keep(all.vote[kept] ?? 0)) kept++;
	if (kept === all.vote.length) return all;
	const rows = new Int32Array(all.vote.length);
	for (let i = 0; i < kept; i++) rows[i] = i;
	for (let i = kept + 1; i < rows.length; i++) if (keep(all.vote[i] ?? 0)) rows[kept++] = i;
	// Plain loops: of a million rows, iterators would cost more than what is fitted to them.
	const take = <T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
		for (let i = 0; i < kept; i++) to[i] = from[rows[i] ?? 0] ?? 0;
		return to;
	};
	const { first, second, outcome, length, weight } = all.comparisons;
	const numbers = renumbering(all.models.length);
	const [one, other] = [take(first, new Int32Array(kept)), take(second, new Int32Array(kept))];
	for (let i = 0; i < kept; i++) {
		one[i] = numbers.of(one[i] ?? 0);
		other[i] = numbers.of(other[i] ?? 0);
	}
	return {
		...all,
		comparisons: {
			models: numbers.found.length,
			first: one,
			second: other,
			outcome: take(outcome, new Uint8Array(kept)),
			...(length ? { length: take(length, new Float64Array(kept)) } : {}),
			...(weight ? { weight: take(weight, new Float64Array(kept)) } : {})
		},
		models: numbers.found.map((model) => all.models[model] ?? -1),
		vote: take(all.vote, new Int32Array(kept))
	};
}
