/** What can be asked of an export, and what its report says. */
import { z } from 'zod';
import type { Undecided } from '#lib/project/consensus.ts';
import type { Unanswered } from '#lib/project/majority.ts';
import type { Unfit } from './labels.ts';
import type { Unusable } from './trl-dpo.ts';
import type { LeftOut, VerdictFormat } from './verdict-rows.ts';

/** Of rankings: trl-dpo. Of verdicts on decisions: the three of trl. Of other answers: labels. */
export const exportFormats = ['trl-dpo', 'trl-kto', 'trl-sft', 'labels', 'judgments'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const ExportQuery = z
	.strictObject({
		format: z.enum(exportFormats),
		/** a row for what most say of an item, or for what each judgment says */
		per: z.enum(['item', 'judgment']).default('item'),
		/** keep tool calls, as a column of every message, or leave rows out that have any */
		tools: z.enum(['include', 'drop']).default('drop'),
		/** labels: how the file is written */
		as: z.enum(['jsonl', 'csv']).default('jsonl'),
		/** labels: keep rows in which a question that needs an answer has none, or leave them out */
		undecided: z.enum(['include', 'drop']).default('include')
	})
	.refine(({ format, as }) => as === 'jsonl' || format === 'labels', {
		path: ['as'],
		message: 'Only labels can be written as csv; the other formats are jsonl.'
	})
	.refine(({ format, per }) => per === 'item' || format !== 'labels', {
		path: ['per'],
		message: 'labels has a row an item; judgments has a row a judgment.'
	});
export type ExportQuery = z.infer<typeof ExportQuery>;

export type Dropped = Record<Undecided | Unusable, number>;

/** `pairs` = `rows` + everything in `dropped`; `decided` = `rows` + those dropped for what their text is. */
export type DpoReport = {
	format: 'trl-dpo';
	per: 'item' | 'judgment';
	tools: 'include' | 'drop';
	/** the log position that was read up to */
	as_of: number;
	items: { all: number; resolved: number; unresolved: number };
	/** judgments of people that stand: the latest of each rater, counted or imported, of resolved items */
	judgments: number;
	pairs: number;
	decided: number;
	rows: number;
	dropped: Dropped;
	/** pairs with a response that is nothing but white space, whatever was decided; `empty`: of no character at all */
	blank_pairs: { all: number; empty: number };
};
/** `items.resolved` = `rows` + everything in `dropped`. */
export type LabelsReport = {
	format: 'labels';
	as: 'jsonl' | 'csv';
	tools: 'include' | 'drop';
	undecided: 'include' | 'drop';
	as_of: number;
	items: { all: number; resolved: number; unresolved: number };
	/** judgments of people that stand: the latest of each rater, counted or imported, of resolved items */
	judgments: number;
	rows: number;
	dropped: Record<Unfit, number>;
	/** of resolved items: how many have an answer to each question, and why the others have none */
	questions: Record<string, Record<'decided' | Unanswered, number>>;
};
export type JudgmentsReport = { format: 'judgments'; as_of: number; rows: number };
/** `verdicts` = `rows` + everything in `dropped`. */
export type VerdictReport = {
	format: VerdictFormat;
	source: 'verdicts';
	tools: 'include' | 'drop';
	as_of: number;
	/** decisions that a person concluded */
	verdicts: number;
	rows: number;
	dropped: Record<LeftOut, number>;
};
export type ExportReport = DpoReport | VerdictReport | LabelsReport | JudgmentsReport;
