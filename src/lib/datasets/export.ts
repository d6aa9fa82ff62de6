/** What can be asked of an export, and what its report says. */
import { z } from 'zod';
import type { Undecided } from '#lib/project/consensus.ts';
import type { Unanswered } from '#lib/project/majority.ts';
import type { Form } from '#lib/form/form.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { ExampleKind } from './example.ts';
import type { Policies, Unfitting } from './policy.ts';
import { aloneFault, policyQuery } from './policy-query.ts';
import { lacksJudging } from './rated-responses.ts';
import { formatNames, targetOf, targets } from './targets/list.ts';
import type { Target, Unfit } from './targets/target.ts';
import { lacksAs, writings } from './targets/written.ts';
import type { NoExample } from './verdict-examples.ts';

export const exportFormats = formatNames;
export type ExportFormat = string;

/** What the judgments of a stage can teach. */
const taught: Record<Stage, readonly ExampleKind[]> = {
	annotation: ['annotated', 'steps', 'rated', 'judged'],
	alignment: ['pair', 'ranked', 'rated', 'prompt', 'judged'],
	runtime: ['pair', 'rated', 'demonstration', 'prompt', 'judged']
};
export const teaches = (stage: Stage, kind: ExampleKind): boolean => taught[stage].includes(kind);

/** What a form lacks for a target that its stage teaches, as a sentence; null where it has what is needed. */
export function lackOfForm({ name, from, lacks }: Target, stage: Stage, form: Form): string | null {
	if (stage === 'runtime') return null;
	if (stage === 'annotation') return lacks?.(form) ?? null;
	if (from === 'rated') return lacksJudging(form);
	return form.questions.some(({ type }) => type === 'ranking')
		? null
		: `${name} is made of rankings, and this form asks for none.`;
}

/** The targets that a project's judgments can be written for, by its stage and what its form asks. */
export const targetsFor = (stage: Stage, form: Form): Target[] =>
	targets.filter((target: Target) => teaches(stage, target.from) && lackOfForm(target, stage, form) === null);

const isOf = (format: string, ...kinds: ExampleKind[]): boolean => {
	const target = targetOf(format);
	return target !== null && kinds.includes(target.from);
};

export const ExportQuery = z
	.strictObject({
		format: z.enum(exportFormats),
		/** a row for what most say of an item, or for what each judgment says */
		per: z.enum(['item', 'judgment']).default('item'),
		/** keep tool calls, as a column of every message, or leave rows out that have any */
		tools: z.enum(['include', 'drop']).default('drop'),
		/** how the rows are written: as the format's readers take them, or as a table, where they fit one */
		as: z.enum(writings).default('jsonl'),
		/** labels: keep rows in which a question that needs an answer has none, or leave them out */
		undecided: z.enum(['include', 'drop']).default('include'),
		/**
		 * the rows; or where each of them comes from, in the same order (item, raters, models); or the small file that
		 * the trainer finds the rows by
		 */
		file: z.enum(['rows', 'meta', 'setup']).default('rows'),
		...policyQuery
	})
	.superRefine(({ per, ...asked }, context) => {
		const fault =
			asked.only && asked.except
				? 'Name the people who count, or those who do not.'
				: asked.disagreement === 'dawid_skene'
					? 'Dawid-Skene reads all judgments before the first row, and a download begins at once. Make a version of a dataset.'
					: aloneFault(per, asked);
		if (fault !== null) context.addIssue({ code: 'custom', path: ['policies'], message: fault });
	})
	.superRefine(({ format, as }, context) => {
		const target = targetOf(format);
		const lack = target ? lacksAs(target, as) : null;
		if (lack !== null) context.addIssue({ code: 'custom', path: ['as'], message: lack });
	})
	.refine(({ format, per }) => per === 'item' || !isOf(format, 'annotated', 'steps'), {
		path: ['per'],
		message: 'This format has a row an item; judgments has a row a judgment.'
	})
	.refine(({ format, file }) => file === 'rows' || targetOf(format)?.names === undefined, {
		path: ['file'],
		message: 'judgments say by themselves where a row comes from.'
	})
	.refine(({ format, file }) => file !== 'setup' || targetOf(format)?.setup !== undefined, {
		path: ['file'],
		message: 'Whoever loads this format needs no file beside the rows.'
	});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** The policies that it is made by, where they are not the usual ones: what more than half of all say. */
type Chosen = Partial<Policies>;

type Resolved = {
	/** the log position that was read up to */
	as_of: number;
	policies: Chosen;
	items: { all: number; resolved: number; unresolved: number };
	/** judgments of people that stand: the latest of each rater, counted or imported, of resolved items */
	judgments: number;
};

/** `pairs` = `rows` + everything in `dropped`; `decided` = `rows` + those dropped for what their text is. */
export type PairsReport = Resolved & {
	format: string;
	per: 'item' | 'judgment';
	tools: 'include' | 'drop';
	pairs: number;
	decided: number;
	rows: number;
	dropped: Partial<Record<Undecided | Unfitting | Unfit, number>>;
	/** pairs with a response that is nothing but white space, whatever was decided; `empty`: of no character at all */
	blank_pairs: { all: number; empty: number };
};
/** Of resolved items, by a target that is not made of pairs. `examples` = `rows` + everything in `dropped`. */
export type ItemsReport = Resolved & {
	format: string;
	source: 'items';
	per: 'item' | 'judgment';
	tools: 'include' | 'drop';
	examples: number;
	rows: number;
	dropped: Partial<Record<Undecided | Unfitting | Unfit, number>>;
};
/** Of items with all that people say of them. */
export type LabelsReport = ItemsReport & {
	/** of resolved items: how many have an answer to each question, and why the others have none */
	questions: Record<string, Record<'decided' | Unanswered, number>>;
};
export type JudgmentsReport = { format: 'judgments'; as_of: number; rows: number };
/** `verdicts` = `rows` + everything in `dropped`. */
export type VerdictReport = {
	format: string;
	source: 'verdicts';
	tools: 'include' | 'drop';
	as_of: number;
	policies: Chosen;
	/** decisions that a person concluded, of those whose verdicts count */
	verdicts: number;
	rows: number;
	dropped: Partial<Record<NoExample | Unfit, number>>;
};
export type ExportReport = PairsReport | LabelsReport | ItemsReport | VerdictReport | JudgmentsReport;
