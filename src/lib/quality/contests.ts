/** The pairs of models that votes compare, of the votes that a leaderboard is asked for. */
import { flags, hashOfRater, NO_DWELL, UNRANKED } from '#lib/queue/comparison.ts';
import { long, whole } from '#lib/stats/column.ts';
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
	const [first, second, outcome] = [whole(), whole(), whole()];
	const [prompt, rater, vote, dwell, ordered] = [whole(), whole(), whole(), whole(), whole()];
	const [longFirst, longSecond] = [long(), long()];
	const leftOut = { all_bad: 0, no_model: 0, same_model: 0 };
	const only = which.rater === undefined ? null : votes.raters.find(hashOfRater(which.rater));
	const since = which.from === undefined ? -Infinity : Date.parse(which.from);
	const until = which.to === undefined ? Infinity : Date.parse(which.to);
	const byLength = which.length === 'adjusted';
	const neighbours = which.rankings === 'neighbours';
	let seen = 0;
	for (let i = 0; i < standing.length; i++) {
		const flag = votes.flag.at(i);
		const moment = votes.moment.at(i);
		if (standing[i] === 0 || ((flag & flags.model) !== 0) !== (which.judges === 'model')) continue;
		if (only !== null && votes.rater.at(i) !== only) continue;
		if (moment < since || moment >= until) continue;
		if (isTagged && !isTagged(votes.item.at(i))) continue;
		seen++;
		if ((flag & flags.allBad) !== 0) {
			leftOut.all_bad++;
			continue;
		}
		const from = votes.from.at(i);
		const to = from + votes.many(i);
		const spent = votes.dwell.at(i);
		for (let a = from; a < to; a++)
			for (let b = a + 1; b < to; b++) {
				const [high, low] = [votes.tier.at(a), votes.tier.at(b)];
				if (high === UNRANKED || low === UNRANKED) continue;
				if (neighbours && Math.abs(high - low) > 1) continue;
				const [x, y] = [votes.model.at(a), votes.model.at(b)];
				if (x < 0 || y < 0 || x === y) {
					if (to - from === 2) leftOut[x < 0 || y < 0 ? 'no_model' : 'same_model']++;
					continue;
				}
				first.push(x);
				second.push(y);
				outcome.push(high === low ? outcomes.tie : high < low ? outcomes.first : outcomes.second);
				prompt.push(votes.prompt.at(i));
				rater.push(votes.rater.at(i));
				vote.push(i);
				dwell.push(spent === NO_DWELL ? -1 : spent);
				ordered.push((flag & flags.ordered) === 0 ? 0 : 1);
				if (!byLength) continue;
				longFirst.push(votes.length.at(a));
				longSecond.push(votes.length.at(b));
			}
	}
	return {
		comparisons: {
			models: votes.models.hashes.length,
			first: first.list(),
			second: second.list(),
			outcome: new Uint8Array(outcome.list()),
			...(byLength ? { length: lengthDifference(longFirst.list(), longSecond.list()) } : {})
		},
		prompt: prompt.list(),
		rater: rater.list(),
		vote: vote.list(),
		dwell: dwell.list(),
		ordered: new Uint8Array(ordered.list()),
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
