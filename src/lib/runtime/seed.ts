/**
 * Seeds: proposals that are known to be bad, shown among real ones to check whether people still look. What a lead sends
 * to make one, and what leads see of them. None is a decision, so nothing of them can ever run.
 */
import { z } from 'zod';
import type { Action } from './action.ts';
import { ActionInput, DecisionInput } from './input.ts';

const Why = z.string().trim().min(1, 'Say why it is bad: whoever answers it is told.').max(2000);

/** What an agent would send, without what only makes sense of a real one. */
export const SeedProposal = DecisionInput.omit({ project: true, expires_in: true });
export type SeedProposal = z.infer<typeof SeedProposal>;

export const SeedInput = z.union([
	z.strictObject({
		/** a decision that people rejected or edited: what they made of it is what is right */
		decision: z.string().min(1).max(100),
		/** instead of their own words */
		why: Why.optional()
	}),
	z
		.strictObject({
			/** the key in whose name it is shown */
			key: z.string().min(1).max(200),
			proposal: SeedProposal,
			wanted: z.enum(['reject', 'edit']).default('reject'),
			/** as it should have been */
			action: ActionInput.optional(),
			why: Why
		})
		.refine(({ wanted, action }) => (wanted === 'edit') === (action !== undefined), {
			path: ['action'],
			message: 'Where an edit is right, send the action as it should be; else leave it out.'
		})
]);
export type SeedInput = z.infer<typeof SeedInput>;

/** As it is stored: what is shown, and how it should have been where it only had to be changed. */
export type SeedContent = { shown: SeedProposal; right?: Action };

export type SeedView = {
	id: string;
	agent: string;
	/** null: erased with the decision that it was made of */
	action: Action | null;
	wanted: 'reject' | 'edit';
	right?: Action;
	why: string | null;
	/** the decision that it was made of */
	decision: string | null;
	by: string;
	at: string;
	/** people who answered it, and how many of them kept it from running */
	answered: number;
	caught: number;
	retired_at?: string;
};
export type SeedList = {
	/** how often an answer is followed by one, 0 … 1 */
	rate: number;
	items: SeedView[];
};
