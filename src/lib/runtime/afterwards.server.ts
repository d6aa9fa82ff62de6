/** Out of the loop: a share of what ran alone comes back, and a person says whether that was right. */
import { Refusal } from '#lib/schema/refusal.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import type { DecisionRow } from './decision.server.ts';
import type { ReviewInput } from './input.ts';
import { answersOf, conclude, type Case, type Signer } from './verdict.server.ts';

/** A look at what ran alone. Finding that it should not have is recorded, and what has not run yet will not. */
export async function lookAfterwards(tx: Tx, of: Case, signer: Signer, input: ReviewInput): Promise<void> {
	const { row, now } = of;
	if (input.verdict !== 'approve' && input.verdict !== 'reject')
		throw new Refusal(
			'not_offered',
			'It was decided already: say whether that was right (approve) or not (reject).'
		);
	const reversed = input.verdict === 'reject';
	const set: Partial<DecisionRow> = { reviewedAt: now, reversed, verdict: reversed ? 'rejected' : 'kept' };
	const type = reversed ? 'decision.reversed' : 'decision.confirmed';
	await conclude(tx, of, signer, { type, set }, answersOf(input, null, row), input.dwell_ms ?? null);
	if (reversed)
		await tx.query(`update permit set state = 'void' where decision_id = $1 and state = 'live'`, row.id);
}
