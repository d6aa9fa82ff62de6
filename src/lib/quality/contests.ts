/** The pairs of models that votes compare, of the votes that a leaderboard is asked for. */
import { flags, hashOfRater, NO_DWELL, UNRANKED } from '#lib/queue/comparison.ts';
import { lengthDifference, outcomes, type Comparisons } from '#lib/stats/comparisons.ts';
import type { BoardQuery } from './board.ts';
import type { Votes } from './votes.ts';

export type Contests = {
	comparisons: Comparisons;
	prompt: Int32Array;
	rater: Int32Array;
	/** the number of the vote: pairs of one ranking resemble each other */
	vote: Int32Array;
	/** milliseconds; below 0 where nobody measured it */
	dwell: Int32Array;
	/** whether the order in which they were shown is known */
	ordered: Uint8Array;
	votes: number;
	leftOut: { all_bad: number; no_model: number; same_model: number };
};

export type Which = Pick<BoardQuery, 'rater' | 'from' | 'to' | 'rankings' | 'length'> & {
	judges: 'person' | 'model';
};

/** @param isTagged by the hash of an item: whether its metadata is what is asked for; null: nothing is asked of it */
export function contestsOf(
	votes: Votes,
	standing: Uint8Array,
	which: Which,
	isTagged: ((item: number) => boolean) | null
): Contests {
	const { size, moment, flag, rater: raters, from: begins, tier, model, length } = votes;
	const leftOut = { all_bad: 0, no_model: 0, same_model: 0 };
	const only = which.rater === undefined ? null : votes.raters.find(hashOfRater(which.rater));
	const since = which.from === undefined ? -Infinity : Date.parse(which.from);
	const until = which.to === undefined ? Infinity : Date.parse(which.to);
	const isMeant = (i: number): boolean =>
		standing[i] === 1 &&
		(((flag[i] ?? 0) & flags.model) !== 0) === (which.judges === 'model') &&
		(only === null || raters[i] === only) &&
		(moment[i] ?? 0) >= since &&
		(moment[i] ?? 0) < until &&
		(isTagged === null || isTagged(votes.item[i] ?? 0));
	let [seen, most] = [0, 0];
	const meant = new Int32Array(size);
	for (let i = 0; i < size; i++) {
		if (!isMeant(i)) continue;
		const many = (begins[i + 1] ?? 0) - (begins[i] ?? 0);
		meant[seen++] = i;
		most += (many * (many - 1)) / 2;
	}
	const [first, second, vote] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
	const [prompt, rater, dwell] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
	const [outcome, ordered] = [new Uint8Array(most), new Uint8Array(most)];
	const byLength = which.length === 'adjusted';
	const [longFirst, longSecond] = [
		new Float64Array(byLength ? most : 0),
		new Float64Array(byLength ? most : 0)
	];
	let p = 0;
	for (let m = 0; m < seen; m++) {
		const i = meant[m] ?? 0;
		const said = flag[i] ?? 0;
		if ((said & flags.allBad) !== 0) {
			leftOut.all_bad++;
			continue;
		}
		const [from, to] = [begins[i] ?? 0, begins[i + 1] ?? 0];
		const spent = votes.dwell[i] ?? NO_DWELL;
		for (let a = from; a < to; a++)
			for (let b = a + 1; b < to; b++) {
				const [high, low] = [tier[a] ?? 0, tier[b] ?? 0];
				if (high === UNRANKED || low === UNRANKED) continue;
				if (which.rankings === 'neighbours' && Math.abs(high - low) > 1) continue;
				const [x, y] = [model[a] ?? -1, model[b] ?? -1];
				if (x < 0 || y < 0 || x === y) {
					if (to - from === 2) leftOut[x < 0 || y < 0 ? 'no_model' : 'same_model']++;
					continue;
				}
				first[p] = x;
				second[p] = y;
				outcome[p] = high === low ? outcomes.tie : high < low ? outcomes.first : outcomes.second;
				prompt[p] = votes.prompt[i] ?? 0;
				rater[p] = raters[i] ?? 0;
				vote[p] = i;
				dwell[p] = spent === NO_DWELL ? -1 : spent;
				ordered[p] = (said & flags.ordered) === 0 ? 0 : 1;
				if (byLength) {
					longFirst[p] = length[a] ?? 0;
					longSecond[p] = length[b] ?? 0;
				}
				p++;
			}
	}
	return {
		comparisons: {
			models: votes.models.hashes.length,
			first: first.subarray(0, p),
			second: second.subarray(0, p),
			outcome: outcome.subarray(0, p),
			...(byLength ? { length: lengthDifference(longFirst.subarray(0, p), longSecond.subarray(0, p)) } : {})
		},
		prompt: prompt.subarray(0, p),
		rater: rater.subarray(0, p),
		vote: vote.subarray(0, p),
		dwell: dwell.subarray(0, p),
		ordered: ordered.subarray(0, p),
		votes: seen,
		leftOut
	};
}

/** Some of them; all of them where all are kept. */
export function picked(all: Contests, keep: (i: number) => boolean): Contests {
	const size = all.vote.length;
	const rows = new Int32Array(size);
	let kept = 0;
	for (let i = 0; i < size; i++) if (keep(i)) rows[kept++] = i;
	if (kept === size) return all;
	// Plain loops: of a million rows, iterators would cost more than what is fitted to them.
	const take = <T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
		for (let i = 0; i < kept; i++) to[i] = from[rows[i] ?? 0] ?? 0;
		return to;
	};
	const pick = (column: Int32Array) => take(column, new Int32Array(kept));
	const small = (column: Uint8Array) => take(column, new Uint8Array(kept));
	const { models, first, second, outcome, length } = all.comparisons;
	return {
		...all,
		comparisons: {
			models,
			first: pick(first),
			second: pick(second),
			outcome: small(outcome),
			...(length ? { length: take(length, new Float64Array(kept)) } : {})
		},
		prompt: pick(all.prompt),
		rater: pick(all.rater),
		vote: pick(all.vote),
		dwell: pick(all.dwell),
		ordered: small(all.ordered)
	};
}
