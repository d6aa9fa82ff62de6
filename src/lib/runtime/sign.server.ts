/** Signatures: one a person and action, so that a quorum counts different people who approved the same. */
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import { signature } from '#lib/schema/tables.ts';
import { isSame, type Action } from './action.ts';
import type { DecisionRow } from './decision.server.ts';
import type { Gate } from './gate.ts';
import { actionDigest, actionHash } from './hash.server.ts';
import type { ReviewInput } from './input.ts';
import { nextNotice } from './notice.ts';
import { answersOf, conclude, type Case, type Signer } from './verdict.server.ts';

/** Signs an action; with enough different people it is approved. */
export async function sign(
	tx: Tx,
	of: Case,
	signer: Signer,
	action: Action,
	gate: Gate,
	input: ReviewInput
): Promise<void> {
	const { row, proposed, now } = of;
	const digest = actionDigest(action);
	const hash = actionHash(action, proposed.unbound);
	if (
		signer.signed &&
		(signer.signed.statement.action !== digest || signer.signed.statement.action_hash !== hash)
	)
		throw new Error(`What was signed of ${row.id} is not what would be stored.`);
	const signed = await tx.query<{ user_id: string }>(
		'select user_id from signature where decision_id = $1 and action_digest = $2',
		row.id,
		digest
	);
	if (signed.some(({ user_id }) => user_id === signer.person.id))
		throw new Refusal('already_signed', 'You signed this already. Somebody else must sign too.');
	const edited = !isSame(action, proposed.action);
	const enough = signed.length + 1 >= gate.quorum;
	const status = enough ? (edited ? 'approved_with_edit' : 'approved') : 'pending';
	const expiresAt = Math.min(row.expiresAt, row.createdAt + gate.timeout_seconds * 1000);
	const set: Partial<DecisionRow> = {
		status,
		gate: gate as unknown as Json,
		expiresAt,
		noticeAt: nextNotice({ gate, createdAt: row.createdAt, expiresAt }, now),
		edited: edited ? (action as unknown as Json) : null,
		actionHash: hash,
		...(enough ? { reason: (input.reason ?? null) as Json } : {})
	};
	// An edit of what the hash leaves free alone changes nothing that anybody is held to.
	const isKept = hash === actionHash(proposed.action, proposed.unbound);
	if (enough) set.verdict = isKept ? 'kept' : 'edited';
	const type = enough
		? `decision.${status}`
		: input.verdict === 'edit'
			? 'decision.edited'
			: 'decision.signed';
	const judged = await conclude(
		tx,
		of,
		signer,
		{ type, set },
		answersOf(input, edited ? action : null, row),
		input.dwell_ms ?? null
	);
	await tx.insert(signature).values({
		decisionId: row.id,
		actionDigest: digest,
		userId: signer.person.id,
		role: signer.role,
		assurance: signer.signed ? 'passkey' : gate.assurance,
		judgmentId: judged,
		at: now
	});
}
