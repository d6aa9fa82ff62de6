/** Rows on their way in and what became of each: what readers give, and what every import answers. */
import type { Refusal } from '#lib/schema/refusal.ts';

/** `line` is 1-based within the body; for a JSON array, the position. `size` is the row's length as it came. */
export type Incoming = { line: number; size: number } & ({ value: unknown } | { error: Refusal });

export type RowError = { line: number; code: string; message: string };

export type Report = {
	received: number;
	created: number;
	/** there already, with the same content */
	unchanged: number;
	rejected: number;
	/** the first 1,000; `rejected` counts all */
	errors: RowError[];
};

export const MOST_ERRORS = 1_000;
