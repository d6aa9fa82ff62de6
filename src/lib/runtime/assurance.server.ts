/** How surely somebody is who they say, and whether they may sign beside others. */
import { actorName } from '#lib/auth/actor.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import type { DecisionRow } from './decision.server.ts';
import { REAUTH_MS, type Gate } from './gate.ts';
import type { Signer } from './verdict.server.ts';

/** @throws Refusal reauth_required, separation_of_duties */
export async function assertAssurance(
	tx: Tx,
	gate: Gate,
	{ person, session }: Signer,
	row: DecisionRow,
	now: number
) {
	if (gate.assurance !== 'session') {
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
