/** What a leaderboard is asked for and what it says, on the wire, on the page and between the server and its thread. */
import { z } from 'zod';
import { Moment } from '#lib/project/judged.ts';
import { Tag } from '#lib/project/tags.ts';
import type { Standing } from '#lib/stats/connectivity.ts';

/** Row bootstraps that one question may ask for. */
export const MOST_BOOTSTRAPS = 500;

/** What strengths are made by: of pairs, with a tie as half a win of each or with a chance of its own, or of whole rankings. */
export const models = ['bradley-terry', 'davidson', 'plackett-luce'] as const;
export type Model = (typeof models)[number];

export const BoardQuery = z.strictObject({
	/** the ranking question, where a form asks several; the first unless told */
	question: z.string().min(1).max(100).optional(),
	/** whose votes: of people, or of models that judge; the other kind stands beside */
	judges: z.enum(['person', 'model']).default('person'),
	/** one judge alone: an e-mail, or the name that an import gave */
	rater: z.string().min(1).max(200).optional(),
	/** what items' metadata says, such as `language:de`; of one name any of its values, of several names all */
	tag: Tag.optional(),
	/** votes given at this moment or later, and before that one */
	from: Moment.optional(),
	to: Moment.optional(),
	/** Plackett-Luce where votes rank more than two, else Bradley-Terry, unless told */
	model: z.enum(models).optional(),
	/** votes as they came, or each as much as if every pair had been shown alike, where pairs were drawn */
	weights: z.enum(['as_drawn', 'alike']).default('as_drawn'),
	/** whether strengths are those of responses shown alike, and of the same length */
	side: z.enum(['as_shown', 'adjusted']).default('as_shown'),
	length: z.enum(['as_written', 'adjusted']).default('as_written'),
	/** which votes resemble each other */
	clusters: z.enum(['prompt', 'rater', 'both', 'none']).default('prompt'),
	/** of more than two that are ranked, where models are compared by pairs: every pair, or neighbours alone */
	rankings: z.enum(['pairs', 'neighbours']).default('pairs'),
	/** row bootstraps to set beside */
	bootstraps: z.coerce.number().int().min(0).max(MOST_BOOTSTRAPS).default(0)
});
export type BoardQuery = z.infer<typeof BoardQuery>;

/** Points of the Elo-like scale, of which CENTRE is the mean. */
export type Strength = {
	rating: number;
	/** null where comparisons do not tell it: see `standing` */
	error: number | null;
	/** at 95 % */
	low: number | null;
	high: number | null;
	standing: Standing;
	/** pairs in which it was compared */
	comparisons: number;
};

export type BoardEntry = Strength & {
	model: string;
	/** between which ranks it is, all ranges at once at 95 %; 1 is the best */
	rank: { best: number; worst: number };
	wins: number;
	ties: number;
	losses: number;
	/** by row bootstrap; null where none was asked for */
	bootstrap_error: number | null;
	/** as the other kind of judge sees it; null where none of it compared this model */
	other: Strength | null;
};

/** What something adds, in log-odds; where it is not known, why. */
export type Term = {
	effect: number | null;
	error: number | null;
	z: number | null;
	low: number | null;
	high: number | null;
	reason: string | null;
	/** decided pairs that it is of */
	decided: number;
};

export type BoardView = {
	project: string;
	question: string;
	/** other ranking questions of the form, this one included */
	questions: string[];
	asked: BoardQuery;
	/** the last position of the log that is read */
	as_of: number;
	/** how long it took, in milliseconds; 0 where nothing had changed since it was fitted */
	fitted_ms: number;
	fitted_at: string;
	/** what strengths are made by, and whether any vote ranks more than two */
	model: Model;
	ranks_many: boolean;
	/** where votes are weighed: of how many, as how many that count alike they tell, and the greatest, the mean being 1 */
	weights: { votes: number; effective: number; most: number } | null;
	centre: number;
	/** the strongest first */
	entries: BoardEntry[];
	/** in the order of entries, row against column: wins with half of the ties, and how many pairs there were */
	wins: number[][];
	counts: number[][];
	votes: number;
	/** pairs that the votes compare: as many as votes where each ranks two */
	comparisons: number;
	ties: number;
	people: number;
	prompts: number;
	/** clusters of which intervals are made, of the kind of which there are fewer */
	clusters: number;
	/** whether numbers are drawn a little to the centre, since comparisons do not hold all models together */
	regularised: boolean;
	/** being shown first, of decided pairs: how often it was preferred, and what it adds, of fast votes and of slow ones too */
	side: {
		first: number;
		decided: number;
		all: Term;
		fast: (Term & { under_seconds: number }) | null;
		slow: (Term & { over_seconds: number }) | null;
	};
	/** what a length of one more standard deviation adds; null where it was not adjusted for */
	length: Term | null;
	/** what was left out, as counts of votes by reason */
	left_out: Record<'all_bad' | 'no_model' | 'same_model' | 'revised' | 'no_order' | 'not_drawn', number>;
	/** whether votes that came before the table are still being counted */
	incomplete: boolean;
	/** sentences: what was held together by a prior, left out, or could not be told */
	notes: string[];
};
