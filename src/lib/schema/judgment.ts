/** A judgment as the API and the files show it, in snake_case: no column leaks by accident. */
import type { Answers, Purpose, Via } from './values.ts';

type Row = {
	id: string;
	itemId: string;
	rater: string;
	kind: 'person' | 'model';
	answers: Answers;
	shown: string[] | null;
	counted: boolean;
	/** left out for a rater, who must not know it */
	purpose?: Purpose;
	via: Via;
	dwellMs: number | null;
	supersedes: string | null;
	/** left out for a rater, who is not told how an item came to them */
	probability?: number | null;
	at: number;
};

export type JudgmentView = {
	id: string;
	project: string;
	item_id: string;
	item_key?: string;
	rater: string;
	kind: 'person' | 'model';
	answers: Answers;
	shown?: string[];
	counted: boolean;
	/** where it is not work: a gold item, or a repeat with the sides swapped */
	purpose?: Purpose;
	via: Via;
	dwell_ms?: number;
	supersedes?: string;
	/** of the draw that led to it; its inverse is the judgment's weight */
	probability?: number;
	at: string;
};

/** What came in together came at one moment. */
let last = { at: 0, iso: new Date(0).toISOString() };
const isoOf = (at: number): string => {
	if (at !== last.at) last = { at, iso: new Date(at).toISOString() };
	return last.iso;
};

/** @param itemKey null for a rater, who must not see it; `answers` and `shown` are then the assignment's own */
export function judgmentView(row: Row, project: string, itemKey: string | null): JudgmentView {
	const { shown, purpose, dwellMs, supersedes, probability = null } = row;
	// Member by member, in the order of the contract: a spread for each would cost a file of a million as much as reading it.
	const view: Partial<JudgmentView> = { id: row.id, project, item_id: row.itemId };
	if (itemKey !== null) view.item_key = itemKey;
	view.rater = row.rater;
	view.kind = row.kind;
	view.answers = row.answers;
	if (shown !== null) view.shown = shown;
	view.counted = row.counted;
	if (purpose !== undefined && purpose !== 'work') view.purpose = purpose;
	view.via = row.via;
	if (dwellMs !== null) view.dwell_ms = dwellMs;
	if (supersedes !== null) view.supersedes = supersedes;
	if (probability !== null) view.probability = probability;
	view.at = isoOf(row.at);
	return view as JudgmentView;
}
