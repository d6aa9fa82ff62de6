/** How probable it was that a person was asked about a decision: what a trainer weighs its verdict by. */

export type Asking = {
	/** the event that concluded it */
	event: string;
	/** as it was written down when the decision came in; null of those from before that was done */
	recorded: number | null;
	/** whether it ran alone and was drawn for review afterwards */
	sampled: boolean;
	/** the rule that decided, and all of the policy's */
	rule: string;
	rules: { name: string; sample?: number }[];
};

/** Verdicts that somebody passed on a decision without having been asked. */
const unasked = ['decision.vetoed', 'decision.confirmed', 'decision.reversed'];

/**
 * 1 where it had to wait for a person; the sample of the rule where it was drawn; null where a person stepped in by
 * themselves, since nobody knows how often they would have.
 */
export function askedBy({ event, recorded, sampled, rule, rules }: Asking): number | null {
	if (recorded !== null && (sampled || !unasked.includes(event))) return recorded;
	if (sampled) return rules.find(({ name }) => name === rule)?.sample ?? null;
	return unasked.includes(event) ? null : 1;
}
