/** A confidence threshold that somebody chose: what it asks of a policy, and the policy with it. */
import { z } from 'zod';
import { ActionName, ActionPolicy, actionOf, type Policy } from './policy.ts';

export const ThresholdInput = z.strictObject({
	action: ActionName,
	confidence_min: ActionPolicy.shape.confidence_min.unwrap(),
	/** the share of what runs alone that is looked at afterwards; left as it is where it is not given */
	sample: z.number().min(0).max(1).optional(),
	/** the version of the policy that was looked at */
	version: z.int().min(0)
});
export type ThresholdInput = z.infer<typeof ThresholdInput>;

/** A policy with another threshold for one action, and nothing else changed. */
export function withThreshold(
	policy: Policy,
	{ action, confidence_min, sample }: Omit<ThresholdInput, 'version'>
): Policy {
	const own = { ...actionOf(policy, action), confidence_min, ...(sample === undefined ? {} : { sample }) };
	return {
		actions: Object.fromEntries([...Object.entries(policy.actions), [action, own]]),
		rules: policy.rules
	};
}

/** The share of what runs alone that may be wrong. */
export const Target = z.coerce.number().gt(0).lt(1).default(0.02);
