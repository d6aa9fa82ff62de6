/**
 * What a version of a dataset is made by: what was asked for, and what was pinned when it was, so that the same recipe
 * gives the same bytes on any copy of the database, whatever came later.
 */
import { z } from 'zod';
import { Slug, type ProjectSettings, type Stage } from '#lib/schema/values.ts';
import type { Shares } from '../splits/split.ts';
import { AskedPolicies } from '../policy.ts';
import { Show } from '../shown.ts';
import { formatNames, targetOf } from '../targets/list.ts';
import { lacksAs, writings } from '../targets/written.ts';

/** Well known names first, in the order in which they are used; a file a split. */
const known = ['train', 'validation', 'test'];
const placeOf = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);

/** Shares by name as a list, in the one order that files have. */
export const sharesOf = (splits: Record<string, number>): Shares =>
	Object.entries(splits)
		.map(([name, share]) => ({ name, share }))
		.toSorted((a, b) => placeOf(a.name) - placeOf(b.name) || (a.name < b.name ? -1 : 1));

const isWhole = (splits: Record<string, number>) =>
	Math.abs(Object.values(splits).reduce((a, b) => a + b, 0) - 1) < 1e-9;

const Splits = z
	.record(
		z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'Name a split such as train, validation or test.'),
		z.number().gt(0).max(1)
	)
	.refine(isWhole, 'The shares of all splits sum to 1, such as {"train": 0.9, "test": 0.1}.');

export const DatasetOptions = z.strictObject({
	/** a row for what most say of an item, or for what each judgment says */
	per: z.enum(['item', 'judgment']).default('item'),
	/** keep tool calls, as a column of every message, or leave rows out that have any */
	tools: z.enum(['include', 'drop']).default('drop'),
	/** how the rows are written: as the format's readers take them, or as a table, where they fit one */
	as: z.enum(writings).default('jsonl'),
	/** labels: keep rows in which a question that needs an answer has none, or leave them out */
	undecided: z.enum(['include', 'drop']).default('include'),
	/** what stands between judgments and rows; where no rule for disagreement is named, each project's own */
	policies: AskedPolicies.prefault({}),
	/** what share of the prompts goes into which file */
	splits: Splits.default({ train: 0.8, validation: 0.1, test: 0.1 }),
	/** another whole number deals the prompts anew */
	seed: z.int().default(0),
	/** prompts that share so much of their text are kept in one split, 0.5 to 1; null compares none */
	near: z.number().min(0.5).max(1).nullable().default(0.8),
	/** as hubs name it, such as cc-by-4.0 */
	licence: z
		.string()
		.regex(/^[a-z0-9][a-z0-9.+-]{0,60}$/, 'Name a licence as hubs do, such as cc-by-4.0.')
		.nullable()
		.default(null)
});
export type DatasetOptions = z.infer<typeof DatasetOptions>;

/** What a version is made of, whatever it will be called. */
const made = {
	/** slugs, in the order in which their rows stand */
	projects: z
		.array(Slug)
		.min(1)
		.max(50)
		.refine((slugs) => new Set(slugs).size === slugs.length, 'Name each project once.'),
	format: z.enum(formatNames),
	options: DatasetOptions.prefault({})
};

type Made = { format: string; options: DatasetOptions };

/** What most say of an item is one row: what each of its judgments says is another file. */
const fits = ({ format, options: { per } }: Made) =>
	per === 'item' || !['annotated', 'steps'].includes(targetOf(format)?.from ?? '');
const unfit = {
	path: ['options', 'per'],
	message:
		'This format has a row an item. Choose per: item, or a format that is made of rankings or verdicts.'
};

function checkTable({ format, options: { as } }: Made, context: z.RefinementCtx): void {
	const target = targetOf(format);
	const lack = target ? lacksAs(target, as) : null;
	if (lack !== null) context.addIssue({ code: 'custom', path: ['options', 'as'], message: lack });
}

export const DatasetInput = z
	.strictObject({ name: Slug, ...made })
	.refine(fits, unfit)
	.superRefine(checkTable);
export type DatasetInput = z.infer<typeof DatasetInput>;

/** What is looked at before a version is made. */
export const PreviewInput = z
	.strictObject({
		...made,
		/** the number whose items are told too */
		show: Show.nullable().default(null),
		/** tells pages of one person apart: of each, the newest question alone is answered */
		page: z.string().max(100).default('')
	})
	.refine(fits, unfit)
	.superRefine(checkTable);
export type PreviewInput = z.infer<typeof PreviewInput>;

/** A project as it was when the version was asked for. */
export type Source = {
	id: string;
	slug: string;
	name: string;
	stage: Stage;
	overlap: number;
	/** where disagreement opened further places up to it */
	overlap_cap?: number;
	output_field: string | null;
	form_version: number;
	/** its rule where the options name none; left out of decisions, and of versions from before files followed it */
	consensus?: ProjectSettings['consensus'];
};

export type Recipe = {
	dataset: string;
	version: number;
	format: string;
	options: DatasetOptions;
	sources: Source[];
	/** the log position that is read up to */
	as_of: number;
};
