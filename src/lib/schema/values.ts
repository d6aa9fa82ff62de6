/** The words that every room shares, as zod schemas and their types. */
import { z } from 'zod';
import type { Json, JsonObject } from './json.ts';

export const stages = ['annotation', 'alignment', 'runtime'] as const;
export const Stage = z.enum(stages);
export type Stage = z.infer<typeof Stage>;

export const roles = ['admin', 'researcher', 'annotator', 'rater', 'operator', 'agent'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;
/** What a person may be; `agent` is for keys alone. */
export const PersonRole = z.enum(['admin', 'researcher', 'annotator', 'rater', 'operator']);

/** The role that works in a stage. */
export const workerOf: Record<Stage, Role> = {
	annotation: 'annotator',
	alignment: 'rater',
	runtime: 'operator'
};

export const Slug = z
	.string()
	.regex(
		/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
		'Use 1 to 64 lower-case letters, digits and inner hyphens.'
	);

export const Email = z
	.string()
	.trim()
	.toLowerCase()
	.max(254)
	.regex(/^[^\s@]+@[^\s@]+$/, 'Write an e-mail address, such as name@example.org.');

export type Payload = JsonObject;
export type Answers = Record<string, Json>;

/** Why a lead overrules a judgment, in a few words. */
export const ErrorKind = z.string().trim().min(1, 'Name the kind of error.').max(60);

export const ProjectSettings = z.strictObject({
	/** judgments that an item needs */
	overlap: z.int().min(1).max(100).default(1),
	/** judgments that an item is given at the most while its people disagree; null: `overlap`, whatever they say */
	overlap_cap: z.int().min(1).max(100).nullable().default(null),
	lease_minutes: z.number().min(0.05).max(1440).default(10),
	order: z
		.enum(['imported', 'priority', 'uncertainty', 'shuffled', 'balanced', 'informative'])
		.default('imported'),
	gold_rate: z.number().min(0).max(1).default(0),
	swap_rate: z.number().min(0).max(1).default(0),
	/** runtime: how often a person's answer is followed by a decision that is known to be bad, to check them */
	check_rate: z.number().min(0).max(1).default(0),
	/** gold items that each person answers openly before their first work; 0: no training */
	training_items: z.int().min(0).max(50).default(0),
	/** the share of them that has to be right */
	training_pass: z.number().min(0).max(1).default(0.8),
	/** how often they may try */
	training_attempts: z.int().min(1).max(10).default(3),
	/** whoever has a smaller share right of their last `pause_of` hidden gold items is paused; 0: nobody is */
	pause_below: z.number().min(0).max(1).default(0),
	pause_of: z.int().min(3).max(50).default(10),
	consensus: z.enum(['majority', 'dawid_skene', 'adjudication', 'each']).default('majority'),
	/** kinds of error that a lead may name; left out: a usual few */
	error_kinds: z
		.array(ErrorKind)
		.min(1)
		.max(9)
		.refine((kinds) => new Set(kinds).size === kinds.length, 'Name each kind of error once.')
		.optional(),
	/** responses that say which model they are: shown as they are, with the names hidden, or not handed out at all */
	self_naming: z.enum(['keep', 'redact', 'skip']).default('keep'),
	output_field: z.string().nullable().default(null)
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;
export const defaultSettings: ProjectSettings = ProjectSettings.parse({});

export const purposes = ['work', 'repeat', 'gold', 'review'] as const;
export type Purpose = (typeof purposes)[number];
export type Via = 'session' | 'key' | 'import';
