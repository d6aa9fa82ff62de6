/**
 * Policies: versioned rules that say which decisions may run alone, which are watched, which wait for people and
 * which are refused. This file holds their shape; what makes one unsafe is in policy-check.ts.
 */
import { z } from 'zod';
import { assurances, defaultGate, signers } from './gate.ts';
import { modes, risks } from './modes.ts';

export const Risk = z.enum(risks);

const Signers = z.array(z.enum(signers, { error: 'Only operator or admin may answer a gate.' })).min(1);
const Seconds = z
	.int()
	.min(1)
	.max(31 * 86_400);

export const GateInput = z.strictObject({
	quorum: z.int().min(1, 'At least one person approves.').max(20).default(defaultGate.quorum),
	roles: Signers.default(defaultGate.roles),
	assurance: z.enum(assurances).default(defaultGate.assurance),
	timeout_seconds: Seconds.default(defaultGate.timeout_seconds),
	on_timeout: z.literal('reject', { error: 'A time-out can only reject.' }).default('reject'),
	escalation: z
		.array(z.strictObject({ roles: Signers, after_seconds: Seconds }))
		.max(10)
		.default([]),
	// Left out where they are off, so that a policy from before them stays what it was, byte for byte.
	view_first: z.boolean().optional(),
	min_seconds: z
		.int()
		.min(1, 'Leave it out where approval may come at once.')
		.max(600, 'At most ten minutes.')
		.optional()
});

/** Who asks without saying how risky it is, or how sure they are, is taken to be at their worst. */
export const ABSENT = { risk: 'high', confidence: 0 } as const;

export const ActionName = z.string().min(1).max(200);

const Share = z.number().min(0).max(1);

const SampleBands = z
	.array(z.strictObject({ from: z.number().min(0).max(1), share: Share }))
	.min(1)
	.max(20)
	.refine((bands) => bands[0]?.from === 0, 'The first band begins at 0.')
	.refine(
		(bands) => bands.every(({ from }, i) => i === 0 || from > (bands[i - 1]?.from ?? 0)),
		'Bands rise, each from a higher confidence than the one before.'
	);

export const ActionPolicy = z.strictObject({
	/** at or above it, and with a risk below high, the action runs alone; else a person is asked */
	confidence_min: z
		.number()
		.gt(0, 'With 0 everything would run alone. Write a rule if that is meant.')
		.max(1)
		.optional(),
	/** the share of what runs alone that people look at afterwards: one for all, or one for each band of confidence */
	sample: z.union([Share, SampleBands]).optional(),
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
	sample: Share.optional(),
	gate: GateInput.optional()
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

/** The share of what runs alone at a confidence that people look at afterwards; 0 where the action says none. */
export const sampleOf = ({ sample = 0 }: ActionPolicy, confidence: number): number =>
	typeof sample === 'number' ? sample : (sample.findLast(({ from }) => from <= confidence)?.share ?? 0);

/** Who weakens such a policy must be an admin: it denies something, or asks for an admin's word. */
export const isGuarded = (policy: Policy): boolean =>
	policy.rules.some(
		({ mode, gate }) =>
			mode === 'deny' ||
			gate?.roles.includes('admin') ||
			gate?.escalation.some(({ roles }) => roles.includes('admin'))
	);
