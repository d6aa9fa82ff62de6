/**
 * Behind each number of a preview stand items: which number somebody asks about, as a question has it and as an
 * address does, and the first of its items. Read by pages; nothing here comes from the server.
 */
import { z } from 'zod';

/** Items that are shown. */
export const SHOWN = 20;

const name = z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, 'Name it as the preview does, such as tie.');

/** What fell out before anything was decided, beside the reasons that `dropped` has. */
export const before = { unresolved: 'unresolved', uncounted: 'uncounted' } as const;

export const Show = z.union(
	[
		/** judgments that stand; of these those that count; examples; rows */
		z.strictObject({ step: z.enum(['judgments', 'counted', 'examples', 'rows']) }),
		/** a reason as `dropped` has it; `unresolved`: judgments of such items; `uncounted`: who, when or which */
		z.strictObject({ drop: name }),
		/** rows of one file */
		z.strictObject({ split: name })
	],
	'Ask for one number: {"drop": "tie"}, {"split": "train"} or {"step": "rows"}.'
);
export type Show = z.infer<typeof Show>;

export type ShownItem = {
	/** the slug */
	project: string;
	/** the caller's own id; of a decision its id */
	item: string;
	/** how much of the number is of this item */
	many: number;
	/** the beginning of what was asked, in a line */
	line: string;
};

export type Shown = {
	/** the number itself */
	count: number;
	/** items that it is of */
	items: number;
	/** the first of them, in the order of the files: at most 20 */
	first: ShownItem[];
};

/** As an address has it: `drop.tie`. */
export const showText = (show: Show): string => Object.entries(show).flat().join('.');

/** @returns null where an address asks for nothing that there is */
export function showOf(text: string): Show | null {
	const at = text.indexOf('.');
	const read = Show.safeParse({ [text.slice(0, at)]: text.slice(at + 1) });
	return read.success ? read.data : null;
}
