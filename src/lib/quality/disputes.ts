/** What adjudication asks the thread of statistics, and what comes back. */
import type { Dispute } from './dispute.ts';
import type { Competence } from './likely.ts';

/** Projects whose disputes the thread remembers at a time. */
export const MOST_KEPT = 6;

export type DisputesAsked = {
	asks: 'disputes';
	/** its slug */
	project: string;
	/** the last position of the log that is read */
	as_of: number;
	/** items that are listed, the most disputed first */
	limit: number;
	/** what is known of one item and of these people */
	item: { id: string; raters: string[] } | null;
};

export type Disputed = Dispute & { id: string; key: string };
export type Disputes = {
	/** items that need a lead */
	total: number;
	items: Disputed[];
	item: {
		/** how likely what is likeliest is, of the least certain question; null where there is no such model */
		certainty: number | null;
		/** by question what is likeliest of a choice; null where two are as likely */
		truth: Record<string, string | null>;
		competence: Record<string, Competence>;
	} | null;
};
