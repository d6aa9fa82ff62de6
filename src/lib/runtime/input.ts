/** What agents and operators send, as they send it. */
import { z } from 'zod';
import { SignatureInput } from '#lib/auth/passkey-input.ts';
import { Slug } from '#lib/schema/values.ts';
import { MOST_OPEN_SECONDS } from './lifecycle.ts';
import { ActionName, Risk } from './policy.ts';

export const ActionInput = z.strictObject({
	name: ActionName,
	args: z.record(z.string(), z.json()).default({})
});

export const verdicts = ['approve', 'edit', 'reject', 'respond'] as const;
export const VerdictName = z.enum(verdicts);
export type VerdictName = (typeof verdicts)[number];

const Context = z
	.array(
		z
			.strictObject({
				type: z.string().min(1).max(100),
				title: z.string().max(500).optional(),
				text: z.string().max(100_000).optional(),
				url: z
					.string()
					.max(2000)
					.regex(/^https?:\/\//, 'A link starts with https:// or http://.')
					.optional()
			})
			.refine(({ text, url }) => text !== undefined || url !== undefined, 'Give a text or a url.')
	)
	.max(50);

const Messages = z
	.array(z.looseObject({ role: z.string().min(1).max(100), content: z.json().optional() }))
	.min(1)
	.max(500);

export const DecisionInput = z.strictObject({
	project: Slug,
	action: ActionInput,
	confidence: z.number().min(0).max(1).optional(),
	risk: Risk.optional(),
	/** a label that is shown; who asks is the key */
	agent: z.string().min(1).max(200).optional(),
	model: z.string().min(1).max(200).optional(),
	/** what the agent says of it, for the person who decides */
	context: Context.optional(),
	/** the conversation that led to it, for the training file */
	prompt: Messages.optional(),
	/** verdicts that the agent can use; a rejection always is one */
	allowed: z.array(VerdictName).min(1).optional(),
	/** whole seconds from now */
	expires_in: z.int().min(1).max(MOST_OPEN_SECONDS).optional()
});
export type DecisionInput = z.infer<typeof DecisionInput>;

/** The largest proposal in bytes; rules read the arguments and the context. */
export const DECISION_LIMIT = 256 * 1024;
export const ARGS_BYTES = 64 * 1024;

export const WaitQuery = z.strictObject({ wait: z.coerce.number().int().min(0).max(55).default(0) });

export const ReasonInput = z.strictObject({
	code: z.string().min(1).max(100).default('other'),
	text: z.string().max(5000).default('')
});

/** What a person says of a decision that they hold, and what a passkey signs of it. */
const said = {
	token: z.string().max(100),
	version: z.int(),
	verdict: VerdictName,
	action: ActionInput.optional(),
	reason: ReasonInput.optional(),
	response: z.string().trim().min(1).max(50_000).optional()
};

type Said = { verdict: VerdictName; action?: unknown; response?: string | undefined };
function fits({ verdict, action, response }: Said, context: z.RefinementCtx): void {
	const mistake = (path: string, message: string) =>
		context.addIssue({ code: 'custom', path: [path], message });
	if (verdict === 'edit' && !action) mistake('action', 'An edit carries the action as it should run.');
	if (verdict !== 'edit' && action) mistake('action', 'Only an edit carries an action.');
	if (verdict === 'respond' && !response) mistake('response', 'Write what the agent should know.');
	if (verdict !== 'respond' && response) mistake('response', 'Only verdict respond carries a response.');
}

/** What a passkey is to be asked: the review as it will be sent. */
export const ChallengeInput = z.strictObject(said).superRefine(fits);
export type ChallengeInput = z.infer<typeof ChallengeInput>;

export const ReviewInput = z
	.strictObject({
		...said,
		dwell_ms: z.int().min(0).max(86_400_000).optional(),
		/** what a passkey signed of exactly this, asked for just before */
		signature: SignatureInput.optional()
	})
	.superRefine(fits);
export type ReviewInput = z.infer<typeof ReviewInput>;

/** What somebody would do, said before they are shown what is proposed. */
export const ViewInput = z
	.strictObject({
		token: z.string().max(100),
		version: z.int(),
		would: z.enum(['approve', 'reject', 'other']),
		text: z.string().trim().min(1).max(1000).optional()
	})
	.refine(({ would, text }) => would !== 'other' || text !== undefined, {
		path: ['text'],
		message: 'Write what you would do.'
	});
export type ViewInput = z.infer<typeof ViewInput>;

export const ReleaseInput = z.strictObject({ token: z.string().max(100) });
export const VetoInput = z.strictObject({ reason: ReasonInput.optional() });

export const OutcomeInput = z.strictObject({
	status: z.enum(['succeeded', 'failed', 'unknown']),
	detail: z.string().max(10_000).optional(),
	data: z.json().optional()
});
export type OutcomeInput = z.infer<typeof OutcomeInput>;

export const ConsumeInput = z.strictObject({ action_hash: z.string().max(200), token: z.string().max(200) });
export type ConsumeInput = z.infer<typeof ConsumeInput>;

export const EraseInput = z.strictObject({
	/** for the log, which keeps it: nothing of what is erased belongs here */
	reason: z.string().trim().min(1, 'Say why.').max(500),
	/** it is meant, although the decision is younger than what the instance keeps */
	early: z.boolean().default(false)
});
export type EraseInput = z.infer<typeof EraseInput>;

export const haltScopes = ['all', 'project', 'agent', 'action'] as const;
export const HaltInput = z.strictObject({
	scope: z.enum(haltScopes),
	project: Slug.optional(),
	/** the name of a key */
	agent: z.string().min(1).max(200).optional(),
	/** the name of an action */
	action: z.string().min(1).max(200).optional(),
	reason: z.string().trim().min(1, 'Say why.').max(2000)
});
export type HaltInput = z.infer<typeof HaltInput>;

export const WatchInput = z.strictObject({
	/** made by the tab, so that two tabs are two watchers */
	tab: z.string().regex(/^[\w-]{8,64}$/, 'A tab names itself with 8 to 64 letters or digits.'),
	visible: z.boolean()
});
export type WatchInput = z.infer<typeof WatchInput>;
