/** Votes weighed as if every pair had been shown alike; those whose pair nobody drew have no weight and are left out. Pure. */
import { weightsOf } from '#lib/stats/weights.ts';
import type { BoardView } from './board.ts';
import { picked, type Contests } from './contests.ts';

export type Weighed = {
	contests: Contests;
	weights: NonNullable<BoardView['weights']>;
	/** votes that were left out */
	notDrawn: number;
};

/** Weights that tell as little as this share of as many votes that count alike are spoken of. */
export const LITTLE = 0.5;

/** @param chances by vote how probable it was that its pair was drawn; votes of which nothing was drawn are not in it */
export function weighed(given: Contests, chances: ReadonlyMap<number, number>): Weighed {
	const votes = new Set(given.vote);
	const drawn = [...votes].filter((vote) => chances.has(vote));
	const { weight, effective, most } = weightsOf(drawn.map((vote) => chances.get(vote) ?? 1));
	const own = new Map(drawn.map((vote, i) => [vote, weight[i] ?? 1]));
	const contests = picked(given, (one) => own.has(one));
	const { comparisons, vote } = contests;
	return {
		contests: {
			...contests,
			comparisons: { ...comparisons, weight: Float64Array.from(vote, (one) => own.get(one) ?? 1) }
		},
		weights: { votes: drawn.length, effective, most },
		notDrawn: votes.size - drawn.length
	};
}
