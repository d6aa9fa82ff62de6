/** Lets go on what a halt stopped: new decisions only, and by a second person where the instance says so. */
import { and, eq, isNull } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { halt, project } from '#lib/schema/tables.ts';
import { assertMayHalt } from './halt.server.ts';
import { needsSecondPerson } from './instance.server.ts';
import { isSameHands } from './second-person.server.ts';

/** A halt that somebody may lift. @throws Refusal not_found, forbidden */
export async function haltFor(store: Store, actor: Actor, id: string) {
	const [found] = await store.read
		.select({ row: halt, project })
		.from(halt)
		.leftJoin(project, eq(project.id, halt.projectId))
		.where(eq(halt.id, id));
	if (!found) throw new Refusal('not_found', 'There is no such halt.');
	await assertMayHalt(store, actor, found.project?.slug);
	return found;
}

/**
 * Lets new decisions in again; nothing of before comes back. One that was lifted already is no mistake.
 * @throws Refusal not_found, forbidden, separation_of_duties
 */
export async function liftHalt(store: Store, actor: Actor, id: string, now = Date.now()): Promise<void> {
	const found = await haltFor(store, actor, id);
	await store.write(async (tx) => {
		const [lifted] = await tx
			.update(halt)
			.set({ liftedBy: actorName(actor), liftedAt: now })
			.where(and(eq(halt.id, id), isNull(halt.liftedAt)))
			.returning();
		if (!lifted) return;
		if ((await needsSecondPerson(tx)) && (await isSameHands(tx, lifted.actor, actor)))
			throw new Refusal(
				'separation_of_duties',
				'You made this halt. Here a second person lifts it: ask another operator or an admin.'
			);
		await tx.query('update halt_switch set active = active - 1 where name = $1', lifted.switch);
		await append(
			tx,
			{
				type: 'halt.lifted',
				actor: actorName(actor),
				project: found.project,
				subject: { type: 'halt', id },
				data: { scope: lifted.scope, agent: lifted.agent, action: lifted.action }
			},
			now
		);
	});
}
