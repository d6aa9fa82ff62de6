/** What an agent does with its own decisions besides reading: take one back, say how it went. */
import { eq } from 'drizzle-orm';
import type { Actor } from '#lib/auth/actor.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { append } from '#lib/log/append.server.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { decision } from '#lib/schema/tables.ts';
import { lockDecision, ownDecision } from './decision.server.ts';
import type { OutcomeInput } from './input.ts';
import { isApproved } from './lifecycle.ts';
import { fresh, readOwn, type AgentView } from './read.server.ts';
import { stillOpen } from './settle.server.ts';
import { boundTo } from './verdict.server.ts';
import { lockSwitches } from './switches.server.ts';

/** Takes an open decision back; again is no mistake. @throws Refusal not_found, settled */
export async function cancelDecision(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<AgentView> {
	const own = await ownDecision(store, actor, id);
	const { agent, project } = own;
	const { row: seen } = await fresh(store, own, now);
	await store.write(async (tx) => {
		const { epoch } = await lockSwitches(store, tx, seen);
		const row = await lockDecision(store, tx, id);
		const ended = await stillOpen(tx, row, epoch, now);
		if (ended === 'cancelled') return;
		if (ended !== null) throw new Refusal('settled', `It is ${ended} already and cannot be taken back.`);
		await tx
			.update(decision)
			.set({
				status: 'cancelled',
				settledAt: now,
				version: row.version + 1,
				holder: null,
				leaseToken: null,
				leasedUntil: null
			})
			.where(eq(decision.id, id));
		await append(
			tx,
			{
				type: 'decision.cancelled',
				actor: `key:${agent.name}`,
				project,
				subject: { type: 'decision', id },
				data: { agent: agent.name, action: row.actionName, status: 'cancelled' }
			},
			now
		);
	});
	return readOwn(store, secrets, actor, id, now);
}

/** What happened then: the first report stands. @throws Refusal not_found, settled, not_approved */
export async function reportOutcome(
	store: Store,
	actor: Actor,
	id: string,
	input: OutcomeInput,
	now = Date.now()
): Promise<{ id: string; outcome: Json }> {
	const own = await ownDecision(store, actor, id);
	const { agent, project } = own;
	await fresh(store, own, now);
	const outcome = JSON.parse(canonical(input)) as Json;
	await store.write(async (tx) => {
		const row = await lockDecision(store, tx, id);
		if (!isApproved(row.status))
			throw new Refusal('not_approved', `It is ${row.status}: nothing was to be run, so nothing came of it.`);
		if (row.outcome !== null) {
			if (canonical(row.outcome) === canonical(outcome)) return;
			throw new Refusal('settled', 'Its outcome was reported already, and another one.');
		}
		await tx.update(decision).set({ outcome }).where(eq(decision.id, id));
		await append(
			tx,
			{
				type: 'decision.outcome_reported',
				actor: `key:${agent.name}`,
				project,
				subject: { type: 'decision', id },
				data: {
					agent: agent.name,
					action: row.actionName,
					outcome: input.status,
					...boundTo(row, outcome)
				}
			},
			now
		);
	});
	return { id, outcome };
}
