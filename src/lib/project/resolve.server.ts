/** Adjudication: a lead gives the final answer of an item, which then stands for all its judgments. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { checkAnswers } from '#lib/form/check.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { resolution } from '#lib/schema/tables.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { itemOf } from './items.server.ts';
import { formOf } from './version.server.ts';

export type Resolution = {
	item_id: string;
	answers: Answers;
	method: 'adjudication';
	by: string;
	at: string;
};

/** @throws Refusal not_found, forbidden, invalid_answers, span_mismatch */
export async function resolveItem(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	input: { answers: unknown },
	now = Date.now()
): Promise<Resolution> {
	const { project } = await authorize(store, actor, 'judge', slug);
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A final answer comes from a person.');
	const item = await itemOf(store, project.id, itemId);
	const form = await formOf(store.read, project);
	const answers = checkAnswers(form, JSON.parse(item.payload) as Payload, input.answers);
	await store.write(async (tx) => {
		// An import that is withdrawn leaves an item alone that is locked, and has taken it before or not at all.
		const [there] = await tx.query(`select id from item where id = $1${store.forUpdate}`, item.id);
		if (!there) throw new Refusal('not_found', 'This item was withdrawn just now.');
		const eventId = await append(tx, {
			type: 'item.resolved',
			actor: actorName(actor),
			project,
			subject: { type: 'item', id: item.id }
		});
		await tx.query(
			`insert into former_resolution (item_id, project_id, answers, event_id, at)
			select item_id, project_id, answers, event_id, at from resolution where item_id = $1`,
			item.id
		);
		const row = { answers, userId: actor.id, eventId, at: now };
		await tx
			.insert(resolution)
			.values({ itemId: item.id, projectId: project.id, ...row })
			.onConflictDoUpdate({ target: resolution.itemId, set: row });
	});
	return {
		item_id: item.id,
		answers,
		method: 'adjudication',
		by: actor.email,
		at: new Date(now).toISOString()
	};
}
