/**
 * What a version would hold if it were made now: the numbers that its manifest would have, and the rows that its file
 * would begin with. Read by pages; nothing here comes from the server.
 */
import type { Stage } from '#lib/schema/values.ts';
import type { Meta } from './example.ts';
import type { Shown } from './shown.ts';
import { unfit } from './targets/target.ts';

export type PreviewSource = {
	/** the slug */
	project: string;
	name: string;
	stage: Stage;
	/** why it has nothing for the format, as a sentence; then all numbers are 0. null where it may have */
	lack: string | null;
	/** judgments of people that stand, before any choice: the latest of each person and item, counted or imported */
	judgments: number;
	/** of these, those of items that are resolved; at runtime, verdicts that concluded a decision */
	resolved: number;
	/** of these, those that count under the policies: people, times, filters */
	counted: number;
	/** resolved items, or concluded decisions, that the filters let through */
	items: number;
	/** examples that judgments gave: `rows` + what a format could not write */
	examples: number;
	rows: number;
	/** people whose judgments stand behind rows */
	people: number;
	/** by reason, of which `wordsOf` has the words: what is no example, and which examples are no rows */
	dropped: Record<string, number>;
};

export type PreviewSplit = {
	name: string;
	share: number;
	rows: number;
	/** prompts that stay together */
	groups: number;
};

export type PreviewRow = {
	/** as it stands in the file */
	row: Record<string, unknown>;
	/** as it stands beside it: which item of which project, whose judgments, which models */
	meta: Meta;
};

export type Preview = {
	/** the position of the log that was read up to */
	as_of: number;
	rows: number;
	/** people whose judgments stand behind rows, each counted once over all sources */
	people: number;
	/** in the order in which the projects were named */
	sources: PreviewSource[];
	/** in the order of the files */
	splits: PreviewSplit[];
	/** prompts that were joined to others for being nearly the same; null as long as they are not compared */
	near_joined: number | null;
	/** false: prompts that are nearly the same are not compared yet, so splits may shift; ask again for the rest */
	exact: boolean;
	/** the first rows in the order of the sources, before they are dealt into splits: at most 5 */
	first: PreviewRow[];
	/** the items behind the number that was asked about; null where none was */
	shown: Shown | null;
};

/** Why an item, a pair or an example is no row, in words that follow a number. */
const words: Record<string, string> = {
	...unfit,
	split: 'no answer that enough people agree on',
	tie: 'a tie',
	all_bad: 'all found bad',
	unranked: 'never compared by anybody who counts',
	few: 'fewer judgments than asked for',
	disagreement: 'less agreement than asked for',
	weak: 'a weaker preference than asked for',
	adjudication: 'no final answer of a lead yet',
	not_chosen: 'another pair of the ranking is taken',
	other_verdict: 'a verdict that teaches something else',
	no_prompt: 'no prompt was sent with the decision'
};

/** @param why a key of `dropped` */
export const wordsOf = (why: string): string => words[why] ?? why.replaceAll('_', ' ');
