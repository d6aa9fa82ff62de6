/** One event an act, written in the act's own transaction, without a position: the sealer gives that. */
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import { event } from '#lib/schema/tables.ts';
import type { Stage } from '#lib/schema/values.ts';

export type Act = {
	/** noun.verb in the past tense, such as `judgment.submitted` */
	type: string;
	/** `user:<id>`, `key:<name>` or `system` */
	actor: string;
	project?: { slug: string; stage: Stage } | null;
	subject: { type: string; id: string };
	data?: Json;
};

/** @returns the event's id; rows that the act writes carry it, so that they can be pinned to a log position */
export async function append(
	tx: Tx,
	act: Act,
	now: number = Date.now(),
	id: string = newId(now)
): Promise<string> {
	await tx.insert(event).values({
		id,
		at: now,
		type: act.type,
		actor: act.actor,
		project: act.project?.slug ?? null,
		stage: act.project?.stage ?? null,
		subjectType: act.subject.type,
		subjectId: act.subject.id,
		data: act.data ?? null
	});
	return id;
}
