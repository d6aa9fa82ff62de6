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
	at: string;
};

/** @param itemKey null for a rater, who must not see it; `answers` and `shown` are then the assignment's own */
export const judgmentView = (row: Row, project: string, itemKey: string | null): JudgmentView => ({
	id: row.id,
	project,
	item_id: row.itemId,
	...(itemKey === null ? {} : { item_key: itemKey }),
	rater: row.rater,
	kind: row.kind,
	answers: row.answers,
	...(row.shown === null ? {} : { shown: row.shown }),
	counted: row.counted,
	...(row.purpose === undefined || row.purpose === 'work' ? {} : { purpose: row.purpose }),
	via: row.via,
	...(row.dwellMs === null ? {} : { dwell_ms: row.dwellMs }),
	...(row.supersedes === null ? {} : { supersedes: row.supersedes }),
	at: new Date(row.at).toISOString()
});
