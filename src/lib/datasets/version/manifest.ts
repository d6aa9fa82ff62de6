/** What a version says of itself: its files, what it holds and leaves out, how it was split, and what was checked. */
import type { Proof } from '../splits/split.ts';
import type { Rule } from '../policy.ts';
import type { Findings } from './findings.ts';
import type { Recipe } from './recipe.ts';

export type FileLine = { name: string; bytes: number; sha256: string; rows: number | null };

export type SourceCounts = {
	project: string;
	stage: string;
	/** the rule for disagreement that its rows are made by, where several are asked what an item comes to */
	disagreement?: Rule;
	/** examples that judgments gave; `rows` + everything in `dropped` that an example was dropped for */
	examples: number;
	rows: number;
	/** by reason */
	dropped: Record<string, number>;
	/** people whose judgments stand behind rows */
	people: number;
	findings: Findings;
};

export type Manifest = {
	/** of this document */
	schema: 1;
	dataset: string;
	version: number;
	format: string;
	as_of: number;
	/** SHA-256 of the canonical recipe */
	recipe: string;
	rows: number;
	people: number;
	splits: { name: string; share: number; rows: number; groups: number }[];
	/** `across` is 0: a dataset that leaks is never made */
	leakage: Proof & { across: 0; groups: number; near_joined: number; largest_group: number };
	sources: SourceCounts[];
	files: FileLine[];
};

export type { Recipe };
