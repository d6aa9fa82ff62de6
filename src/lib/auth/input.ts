/** What callers send about people and keys, as they send it. */
import { z } from 'zod';
import { KeyboardInput } from '#lib/schema/keyboard.ts';
import { Email, PersonRole, Role, Slug } from '#lib/schema/values.ts';

export const LEAST_PASSWORD = 12;
/** What may become a password. Long beats complicated (NIST SP 800-63B): no rules of composition. */
export const Password = z
	.string()
	.min(LEAST_PASSWORD, `A password has at least ${LEAST_PASSWORD} characters. Long beats complicated.`)
	.max(200, 'A password has at most 200 characters.');

const Name = z.string().trim().min(1, 'A name has at least one character.').max(200);
const Roles = z
	.array(PersonRole)
	.min(1, 'Give at least one role.')
	.transform((roles) => [...new Set(roles)]);

export const SignInInput = z.strictObject({ email: Email, password: z.string().max(1000) });
export type SignInInput = z.infer<typeof SignInInput>;

export const InviteInput = z.strictObject({ email: Email, name: Name.optional(), roles: Roles });
export type InviteInput = z.infer<typeof InviteInput>;

export const UserInput = z.strictObject({ email: Email, name: Name, roles: Roles, password: Password });
export type UserInput = z.infer<typeof UserInput>;

export const UserPatch = z
	.strictObject({ roles: Roles.optional(), disabled: z.boolean().optional() })
	.refine((patch) => patch.roles !== undefined || patch.disabled !== undefined, 'Name roles or disabled.');
export type UserPatch = z.infer<typeof UserPatch>;

/** Of the first admin. */
export const SetupInput = z.strictObject({ email: Email, name: Name, password: Password });
export type SetupInput = z.infer<typeof SetupInput>;

/** An invitation asks for a name too; a reset leaves it. */
export const LinkUse = z.strictObject({
	token: z.string().max(100),
	name: Name.optional(),
	password: Password
});
export type LinkUse = z.infer<typeof LinkUse>;

export const KeyInput = z
	.strictObject({
		name: z
			.string()
			.trim()
			.min(1, 'A key has a name.')
			.max(100)
			.regex(/^[^\p{Cc}]+$/u, 'A name is one line.'),
		/** exactly one of role and user */
		role: Role.optional(),
		user: Email.optional(),
		/** a project's slug; left out, the key reaches every project */
		project: Slug.optional()
	})
	.refine((key) => (key.role === undefined) !== (key.user === undefined), 'Name either role or user.');
export type KeyInput = z.infer<typeof KeyInput>;

export const PasswordChange = z.strictObject({ current: z.string().max(1000), password: Password });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** What people change of themselves. */
export const SelfPatch = z
	.strictObject({
		name: Name.optional(),
		password: PasswordChange.optional(),
		keyboard: KeyboardInput.optional()
	})
	.refine((patch) => Object.values(patch).some((value) => value !== undefined), 'Name what changes.');
