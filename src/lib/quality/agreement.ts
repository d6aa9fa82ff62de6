/** What agreement is asked for and what it says, on the wire, on the page and between the server and its thread. */
import { z } from 'zod';
import type { Reason } from '#lib/stats/reasons.ts';
import type { Stage } from '#lib/schema/values.ts';
import { BoardQuery } from './board.ts';

export const AgreementQuery = z.strictObject({
	/** one question of the form; all unless told */
	question: z.string().min(1).max(100).optional(),
	/** whose judgments are compared: people's, or those of models that judge, which stand beside otherwise */
	kind: z.enum(['person', 'model']).default('person'),
	/** only what this one judged, beside everybody else who judged the same: an e-mail, or the name that an import gave */
	rater: BoardQuery.shape.rater,
	/** what items' metadata says, such as `language:de`; of one name any of its values, of several names all */
	tag: BoardQuery.shape.tag,
	/** judgments given at this moment or later, and before that one */
	from: BoardQuery.shape.from,
	to: BoardQuery.shape.to,
	/** judgments given under this version of the guidelines */
	guidelines: z.coerce.number().int().min(0).optional(),
	/** what two people call the same thing, of one question: the items behind a cell of its confusion */
	one: z.string().max(200).optional(),
	other: z.string().max(200).optional()
});
export type AgreementQuery = z.infer<typeof AgreementQuery>;
/** In the place of a label: what one person marked and another one did not. */
export const NOT_MARKED = '';

/** What numbers depend on. */
export type AgreementFilter = Omit<AgreementQuery, 'question' | 'one' | 'other'>;

/** Measures of all kinds of answers; each question has those that fit it. */
export const measures = [
	'percent',
	'cohen',
	'fleiss',
	'ac1',
	'alpha_nominal',
	'alpha_ordinal',
	'alpha_interval',
	'alpha_ratio',
	'f1_exact',
	'f1_overlap',
	'f1_half',
	'f1_three_quarters',
	'tau_b',
	'spearman',
	'kendall_w'
] as const;
export type MeasureName = (typeof measures)[number];

/** Why a number is not there; `free_text`: what people write in their own words is compared by nobody here. */
export type NoNumber = Reason | 'free_text';

export type Estimate =
	| {
			value: number;
			/** at 95 %; null where the data do not say how sure it is */
			low: number | null;
			high: number | null;
			/** why there is no interval */
			reason: NoNumber | null;
	  }
	| { value: null; low: null; high: null; reason: NoNumber };

export type Measure = { measure: MeasureName } & Estimate;

export type PersonView = {
	rater: string;
	judgments: number;
	/** how well others agree with them: the mean over their pairs, weighed by units; null where none tells it */
	mean: number | null;
	/** whether every pair of theirs that tells anything lies surely below what the others have among them */
	apart: boolean;
};
export type PairView = {
	first: string;
	second: string;
	/** that both judged */
	units: number;
} & Estimate;

export type WeekView = {
	/** the Monday that it begins with, in UTC */
	from: string;
	/** units whose last judgment came in it, and that at least two judged */
	units: number;
} & Estimate;

/** A model that judges, beside what most people say. */
export type ModelView = { rater: string; units: number; percent: Estimate; beyond_chance: Estimate };

export type QuestionView = {
	question: string;
	title: string;
	type: string;
	/** what is judged: an item, each response of it, or every two of its responses */
	of: 'item' | 'response' | 'pair';
	judgments: number;
	/** that at least two judged */
	units: number;
	people: number;
	/** independent groups among them: items of one prompt count together */
	groups: number;
	/** the one to look at first; null where there is none that fits */
	main: MeasureName | null;
	measures: Measure[];
	/** what can be said, in the order of the form */
	labels: string[];
	/** by two labels; of marks a last row and column are what the other one did not mark */
	confusion: number[][] | null;
	/** of marks: each label by itself */
	by_label: { label: string; marks: number; exact: Estimate; overlap: Estimate }[];
	raters: PersonView[];
	/** by which measure pairs of people are compared, and those that share most */
	pairs_by: 'cohen' | 'cohen_quadratic' | 'f1_exact' | 'f1_half' | null;
	pairs: PairView[];
	/** pairs of people that are not told, since others share more */
	pairs_left_out: number;
	/** the main measure, week by week */
	weeks: WeekView[];
	models: ModelView[];
	/** why nothing can be said at all */
	reason: NoNumber | null;
};

/** Items behind a cell of a confusion, the latest first. */
export type CellView = { one: string; other: string; items: number; first: { id: string; key: string }[] };

export type AgreementView = {
	project: string;
	asked: AgreementQuery;
	/** the last position of the log that is read */
	as_of: number;
	questions: QuestionView[];
	/** versions of the guidelines */
	guidelines: { version: number; at: string }[];
	cell: CellView | null;
};

/** What the thread is asked, and what it answers: items by their ids. */
export type AgreementAsk = {
	asks: 'agreement';
	/** its id */
	project: string;
	stage: Stage;
	form_version: number;
	as_of: number;
	query: AgreementQuery;
};
export type AgreementAnswer = {
	questions: QuestionView[];
	cell: { one: string; other: string; items: number; first: string[] } | null;
};
