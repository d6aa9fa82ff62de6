/** Who beats whom: how often the row's model won against the column's, and of how many votes that is said. */

/** Fewer votes than this carry no number. */
export const FEW = 20;

export type Cell =
	| { kind: 'self' }
	/** nobody compared the two */
	| { kind: 'none'; votes: 0 }
	| { kind: 'few'; votes: number }
	| {
			kind: 'share';
			votes: number;
			share: number;
			/** of the colour, in hundredths */ tint: number;
			won: boolean;
	  };

/** A colour is mixed in up to so much, so that ink stays readable on it. */
const MOST_TINT = 60;

/**
 * @param wins by row and column, a tie being half a win of each
 * @param counts by row and column: of how many
 * @returns by row and column, in the same order
 */
export function cellsOf(
	wins: readonly (readonly number[])[],
	counts: readonly (readonly number[])[]
): Cell[][] {
	return wins.map((row, a) =>
		row.map((won, b): Cell => {
			if (a === b) return { kind: 'self' };
			const votes = counts[a]?.[b] ?? 0;
			if (votes === 0) return { kind: 'none', votes };
			if (votes < FEW) return { kind: 'few', votes };
			const share = won / votes;
			const tint = Math.round(Math.min(1, Math.abs(share - 0.5) / 0.4) * MOST_TINT);
			return { kind: 'share', votes, share, tint, won: share >= 0.5 };
		})
	);
}

/** How probable it is that a stronger one wins, by the strengths: 400 points are odds of ten to one. A. E. Elo (1978). */
export const expected = (points: number): number => 1 / (1 + 10 ** (-points / 400));
