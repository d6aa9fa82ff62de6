/** What callers send about projects, as they send it. */
import { z } from 'zod';
import { Email, PersonRole, ProjectSettings, Slug, Stage } from '#lib/schema/values.ts';

const Name = z.string().trim().min(1, 'A name has at least one character.').max(200);
const Guidelines = z.string().max(200_000, 'Guidelines have at most 200,000 characters.');

/** Settings as sent: what is left out keeps its default, or what stands. */
const SettingsInput = z.strictObject(
	Object.fromEntries(
		Object.entries(ProjectSettings.shape).map(([name, schema]) => [name, schema.unwrap().optional()])
	) as {
		[K in keyof typeof ProjectSettings.shape]: z.ZodOptional<
			ReturnType<(typeof ProjectSettings.shape)[K]['unwrap']>
		>;
	}
);

export const ProjectInput = z.strictObject({
	slug: Slug,
	name: Name,
	stage: Stage,
	guidelines: Guidelines.optional(),
	/** checked by the form room, which says where a mistake is */
	form: z.unknown().optional(),
	settings: SettingsInput.optional()
});
export type ProjectInput = z.infer<typeof ProjectInput>;

export const ProjectPatch = z.strictObject({
	name: Name.optional(),
	guidelines: Guidelines.optional(),
	form: z.unknown().optional(),
	settings: SettingsInput.optional(),
	state: z.enum(['active', 'paused', 'archived']).optional()
});
export type ProjectPatch = z.infer<typeof ProjectPatch>;

export const MembersInput = z.strictObject({
	members: z
		.array(z.strictObject({ email: Email, roles: z.array(PersonRole.exclude(['admin'])).min(1) }))
		.max(10_000)
});
export type MembersInput = z.infer<typeof MembersInput>;
