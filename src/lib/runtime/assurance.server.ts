/** How surely somebody is who they say, and whether they may sign beside others. */
import { actorName } from '#lib/auth/actor.ts';
import { passkeyById } from '#lib/auth/assertion.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { DecisionRow } from './decision.server.ts';
import { REAUTH_MS, type Gate } from './gate.ts';
import { unconfirmed } from './signing.server.ts';
import type { Signer } from './verdict.server.ts';

/**
 * A passkey is more than a password typed again, and stands for that too.
 * @throws Refusal reauth_required, passkey_required, passkey_refused, passkey_unconfirmed, separation_of_duties
 */
export async function assertAssurance(
	store: Store,
	tx: Tx,
	gate: Gate,
	{ person, session, signed }: Signer,
	row: DecisionRow,
	now: number
) {
	if (signed) {
		// Locked, so that a revocation under way comes before or after this verdict.
		const own = await passkeyById(tx, signed.passkey.id, store.forUpdate);
		if (own?.revokedAt !== null)
			throw new Refusal('passkey_refused', 'This passkey was revoked. Sign with another one.');
		if (own.confirmedAt === null) throw unconfirmed();
	} else if (gate.assurance === 'passkey') {
		throw new Refusal(
			'passkey_required',
			'This gate asks for your passkey: have it sign what you send (POST …/challenge), and send that with it.'
		);
	} else if (gate.assurance === 'reauth') {
		const [found] = await tx.query<{ created_at: number }>(
			'select created_at from session where id = $1 and user_id = $2',
			session ?? '',
			person.id
		);
		if (!found || found.created_at <= now - REAUTH_MS)
			throw new Refusal(
				'reauth_required',
				'This gate asks for your password, given within the last 5 minutes.'
			);
	}
	if (gate.quorum > 1) {
		const [made] = await tx.query<{ actor: string }>(
			`select actor from event where subject_id = $1 and type = 'key.created'`,
			row.keyId
		);
		if (made?.actor === actorName(person))
			throw new Refusal(
				'separation_of_duties',
				'Where more than one must sign, whoever made the agent’s key does not.'
			);
	}
}
