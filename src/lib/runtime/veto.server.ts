/** On the loop: a person stops a decision while its window is open. */
import type { Actor } from '#lib/auth/actor.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { asPerson } from './claim.server.ts';
import { decisionFor, findDecision, lockDecision, noDecision } from './decision.server.ts';
import { standingPolicy } from './policy.server.ts';
import { fresh } from './read.server.ts';
import { operatorView } from './show.server.ts';
import { lockSwitches } from './switches.server.ts';
import { conclude, type Case, type Signer } from './verdict.server.ts';
import type { OperatorView } from './view.ts';

/** Stops a decision in its veto window. @throws Refusal not_found, forbidden, settled */
export async function vetoDecision(
	store: Store,
	actor: Actor,
	id: string,
	reason: { code: string; text: string } = { code: 'vetoed', text: '' },
	now = Date.now()
): Promise<OperatorView> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	const { row: settled } = await fresh(store, seen, now);
	await store.write(async (tx) => {
		const { epoch } = await lockSwitches(store, tx, settled);
		const row = await lockDecision(store, tx, id);
		if (
			row.status !== 'veto_open' ||
			epoch > row.haltEpoch ||
			now >= Math.min(row.vetoUntil ?? 0, row.expiresAt)
		)
			throw new Refusal(
				'settled',
				row.status === 'veto_open' ? 'Its window has closed.' : `It is ${row.status}.`
			);
		const of: Case = {
			row,
			proposed: seen.proposed,
			project: seen.project,
			standing: await standingPolicy(tx, row.projectId),
			now
		};
		const signer: Signer = { person, role: access.role, session: null, signed: null };
		const answers: Answers = { verdict: 'reject', action_hash: row.actionHash, reason };
		await conclude(
			tx,
			of,
			signer,
			{ type: 'decision.vetoed', set: { status: 'rejected', reason } },
			answers,
			null
		);
	});
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return operatorView(store.read, found, person.id, now);
}
