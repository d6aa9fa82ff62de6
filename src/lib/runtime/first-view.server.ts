/**
 * Saying what one would do before one is shown what is proposed: stored once a person and decision, never changed, so
 * that how often somebody went over to the proposal can be counted.
 */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { firstView } from '#lib/schema/tables.ts';
import { asPerson, assertLease, assertRole, assertWaiting } from './claim.server.ts';
import { decisionFor, findDecision, lockDecision, noDecision } from './decision.server.ts';
import { assertAsked, assertSame, formedView } from './formed.server.ts';
import type { ViewInput } from './input.ts';
import { fresh } from './read.server.ts';
import { operatorView } from './show.server.ts';
import { readSwitches } from './switches.server.ts';
import type { OperatorView } from './view.ts';

/**
 * Stores what somebody would do; what is proposed is shown from then on. The same again is no mistake.
 * @throws Refusal not_found, forbidden, settled, lease_lost, not_asked
 */
export async function formView(
	store: Store,
	actor: Actor,
	id: string,
	input: ViewInput,
	now = Date.now()
): Promise<OperatorView> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	await fresh(store, seen, now);
	await store.write(async (tx) => {
		const { epoch } = await readSwitches(tx, seen.row);
		const row = await lockDecision(store, tx, id);
		await assertWaiting(tx, row, epoch, now);
		assertLease(row, person, input, now);
		assertRole(row, access.role, row.leasedAt ?? now);
		assertAsked(row);
		const earlier = await formedView(tx, id, person.id);
		if (earlier) return assertSame(earlier.view, input);
		const eventId = await append(
			tx,
			{
				type: 'decision.view_formed',
				actor: actorName(person),
				project: seen.project,
				subject: { type: 'decision', id },
				data: { agent: row.agent, action: row.actionName }
			},
			now
		);
		await tx.insert(firstView).values({
			decisionId: id,
			userId: person.id,
			would: input.would,
			text: input.text ?? null,
			eventId,
			at: now
		});
	});
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return operatorView(store.read, found, person.id, now);
}
