/** Rows on their way in and what became of each: what readers give, and what every import answers. */
import type { Refusal } from '#lib/schema/refusal.ts';

/** `line` is 1-based within the body; for a JSON array, the position. `size` is the row's length as it came. */
export type Incoming = { line: number; size: number } & (
	| { value: unknown; /** as the contract has it already, whatever file it stood in */ whole?: true }
	| { error: Refusal }
);

export type RowError = { line: number; code: string; message: string };

/** How many items have fewer than two different responses, and how many have one that says which model it is. */
export type Flagged = { identical: number; self_naming: number };

export type Report = {
	received: number;
	created: number;
	/** there already, with the same content */
	unchanged: number;
	rejected: number;
	/** items to rank among those received that say what raters should not read or compare; left out where there is none */
	flagged?: Flagged;
	/** of how many rows the format was known by itself; left out where of none */
	recognised?: { [format: string]: number };
	/** judgments and suggestions that came in inside these rows; left out where there is none */
	brought?: { judgments?: number; suggestions?: number };
	/** the first 1,000; `rejected` counts all */
	errors: RowError[];
};

export const MOST_ERRORS = 1_000;
