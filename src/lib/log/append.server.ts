/** One event an act, written in the act's own transaction, without a position: the sealer gives that. */
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Tx } from '#lib/schema/store.server.ts';
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
	await tx.query(
		`insert into event (id, at, type, actor, project, stage, subject_type, subject_id, data)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id,
		now,
		act.type,
		act.actor,
		act.project?.slug ?? null,
		act.project?.stage ?? null,
		act.subject.type,
		act.subject.id,
		act.data === undefined || act.data === null ? null : canonical(act.data)
	);
	return id;
}
