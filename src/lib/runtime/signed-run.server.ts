/** Where a gate asks for passkeys, nothing runs but what so many people signed: looked at again before each grant and use. */
import { Refusal } from '#lib/schema/refusal.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import { currentAction, gateOf, type DecisionRow, type Proposed } from './decision.server.ts';
import { actionDigest, actionHash } from './hash.server.ts';
import type { Statement } from './statement.ts';

/** @throws Refusal action_mismatch */
export async function assertSigned(tx: Tx, row: DecisionRow, proposed: Proposed): Promise<void> {
	const gate = gateOf(row);
	// A window that nobody vetoed was approved by policy: nobody was asked to sign.
	if (gate.assurance !== 'passkey' || row.vetoUntil !== null) return;
	const action = currentAction(row, proposed);
	const digest = actionDigest(action);
	const rows = await tx.query<{ statement: string }>(
		`select assertion.statement from signature
		join assertion on assertion.judgment_id = signature.judgment_id and assertion.decision_id = signature.decision_id
		where signature.decision_id = $1 and signature.action_digest = $2`,
		row.id,
		digest
	);
	const signed = rows.filter((of) => {
		const { action: seen, action_hash: bound } = JSON.parse(of.statement) as Statement;
		return seen === digest && bound === row.actionHash;
	});
	if (signed.length < gate.quorum || row.actionHash !== actionHash(action, proposed.unbound))
		throw new Refusal('action_mismatch', 'What would run is not what was signed. Run nothing.');
}
