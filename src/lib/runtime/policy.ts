/**
 * Policies: versioned rules that say which decisions may run alone, which are watched, which wait for people and
 * which are refused. This file holds their shape; what makes one unsafe is in policy-check.ts.
 */
import { z } from 'zod';
import { Gate } from './gate.ts';

export const modes = ['out_of_the_loop', 'on_the_loop', 'in_the_loop', 'deny'] as const;
/** From the most lenient to the strictest. */
export type Mode = (typeof modes)[number];
export const strictestMode = (a: Mode, b: Mode): Mode => (modes.indexOf(a) >= modes.indexOf(b) ? a : b);

export const risks = ['low', 'medium', 'high', 'critical'] as const;
export const Risk = z.enum(risks);
export type Risk = z.infer<typeof Risk>;
export const higherRisk = (a: Risk, b: Risk): Risk => (risks.indexOf(a) >= risks.indexOf(b) ? a : b);

/** Who asks without saying how risky it is, or how sure they are, is taken to be at their worst. */
export const ABSENT = { risk: 'high', confidence: 0 } as const;

export const ActionName = z.string().min(1).max(200);

export const ActionPolicy = z.strictObject({
	/** at or above it, and with a risk below high, the action runs alone; else a person is asked */
	confidence_min: z
		.number()
		.gt(0, 'With 0 everything would run alone. Write a rule if that is meant.')
		.max(1)
		.optional(),
	risk_floor: Risk.optional(),
	/** arguments, by name or dotted path, that the approval does not bind */
	unbound_fields: z.array(z.string().min(1).max(200)).max(100).optional(),
	/** a JSON Schema of the arguments */
	args_schema: z.record(z.string(), z.json()).optional()
});
export type ActionPolicy = z.infer<typeof ActionPolicy>;

export const PolicyRule = z.strictObject({
	name: z
		.string()
		.regex(
			/^[A-Za-z0-9][\w .-]{0,99}$/,
			'A name has 1 to 100 letters, digits, spaces, dots, hyphens or underscores.'
		),
	when: z.string().min(1, 'Say when it applies; "true" is always.'),
	mode: z.enum(modes),
	veto_seconds: z.int().min(1).max(86_400).optional(),
	sample: z.number().min(0).max(1).optional(),
	gate: Gate.optional()
});
export type PolicyRule = z.infer<typeof PolicyRule>;

export const Policy = z.strictObject({
	actions: z
		.record(ActionName, ActionPolicy)
		.refine((actions) => Object.keys(actions).length <= 500, 'At most 500 actions.')
		.default({}),
	rules: z.array(PolicyRule).max(200, 'At most 200 rules.').default([])
});
export type Policy = z.infer<typeof Policy>;

export const emptyPolicy: Policy = { actions: {}, rules: [] };

/** What a policy says of one action; an inherited name such as `constructor` is no action. */
export const actionOf = (policy: Policy, name: string): ActionPolicy =>
	Object.hasOwn(policy.actions, name) ? (policy.actions[name] ?? {}) : {};

/** Who weakens such a policy must be an admin: it denies something, or asks for an admin's word. */
export const isGuarded = (policy: Policy): boolean =>
	policy.rules.some(
		({ mode, gate }) =>
			mode === 'deny' ||
			gate?.roles.includes('admin') ||
			gate?.escalation.some(({ roles }) => roles.includes('admin'))
	);
