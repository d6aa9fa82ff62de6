/** One event an act, written in the act's own transaction, without a position: the sealer gives that. */
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { insertion, type Change } from '#lib/schema/rows.server.ts';
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

/** The same line for whoever inserts it with other rows by one statement. */
export const eventRow = (act: Act, now: number, id: string): Change =>
	insertion(event, {
		id,
		position: null,
		at: now,
		type: act.type,
		actor: act.actor,
		project: act.project?.slug ?? null,
		stage: act.project?.stage ?? null,
		subjectType: act.subject.type,
		subjectId: act.subject.id,
		data: act.data ?? null,
		salt: null,
		dataHash: null
	});
