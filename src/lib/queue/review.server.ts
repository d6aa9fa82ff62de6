/**
 * Looking again: an item that a lead sent back comes to its people as an assignment for review, before all other work and
 * without a place of its own. The answer takes the place of the one that it replaces, so that never more than `overlap`
 * count: of whoever judged the item before their own; of somebody new an open place, else the oldest that counts and
 * is not asked about again.
 */
import { actorName } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { newId, newToken } from '#lib/schema/id.ts';
import { canonical } from '#lib/schema/json.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Held, Own } from './assignment.server.ts';
import type { Desk, Task } from './desk.server.ts';
import type { Lease } from './lease.server.ts';
import { fill } from './place.server.ts';
import { rule } from './ruling.server.ts';

/** Asks somebody to look again: in nobody's hands until their next claim, which gives it first. */
export async function askAgain(
	tx: Tx,
	project: ProjectRow,
	asked: { itemId: string; round: number; userId: string; shown: string[] | null },
	now: number
): Promise<void> {
	await tx.query(
		`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease, due_at,
			form_version, guideline_version, shown, created_at)
		values ($1, $2, $3, $4, 'review', $5, 'released', $6, 0, $7, $8, $9, $10, $7)`,
		newId(now),
		project.id,
		asked.itemId,
		asked.userId,
		asked.round,
		newToken(),
		now,
		project.formVersion,
		project.guidelineVersion,
		asked.shown && canonical(asked.shown)
	);
}

/** All that was handed out of an item, in one order: whoever looks again may replace another's answer. */
export const lockHanded = (store: Store, tx: Tx, itemId: string): Promise<unknown> =>
	tx.query(`select id from assignment where item_id = $1 order by id${store.forUpdate}`, itemId);

type Earlier = { id: string; counted: boolean };
const NOT_REVISED = '(select later.id from judgment later where later.supersedes = j.id) is null';

/** What stands of a person's own. */
async function ownEarlier(tx: Tx, own: Own): Promise<Earlier | null> {
	const [row] = await tx.query<{ id: string; counted: boolean | number }>(
		`select id, counted from judgment j where project_id = $1 and item_id = $2 and user_id = $3
			and purpose in ('work', 'review') and ${NOT_REVISED} order by project_id desc, item_id desc, id desc limit 1`,
		own.project_id,
		own.item_id,
		own.user_id
	);
	return row ? { id: row.id, counted: Boolean(row.counted) } : null;
}

/** The oldest that counts of somebody whom this round does not ask. */
async function othersEarlier(tx: Tx, own: Own): Promise<Earlier | null> {
	const [row] = await tx.query<{ id: string }>(
		`select id from judgment j where project_id = $1 and item_id = $2 and counted = $3
			and purpose in ('work', 'review') and assignment_id is not null and ${NOT_REVISED}
			and user_id not in (select user_id from assignment where item_id = $2 and purpose = 'review' and round = $4)
		order by project_id, item_id, id limit 1`,
		own.project_id,
		own.item_id,
		true,
		own.round
	);
	return row ? { id: row.id, counted: true } : null;
}

/** What the first answer of a review replaces, and whether it counts. Belongs behind `lockHanded`. */
export async function standFor(tx: Tx, own: Own): Promise<{ supersedes: string | null; counted: boolean }> {
	const mine = await ownEarlier(tx, own);
	if (mine) return { supersedes: mine.id, counted: mine.counted };
	if (await fill(tx, own.item_id, false)) return { supersedes: null, counted: true };
	const other = await othersEarlier(tx, own);
	return other ? { supersedes: other.id, counted: true } : { supersedes: null, counted: false };
}

/** Once everybody whom a round asks has answered or skipped, the item is as it was before. */
export async function endRoundIfDone(tx: Tx, { own, access }: Held, now: number): Promise<void> {
	const [waiting] = await tx.query(
		`select 1 from assignment where item_id = $1 and purpose = 'review' and round = $2
			and state not in ('submitted', 'skipped') limit 1`,
		own.item_id,
		own.round
	);
	const [open] = await tx.query(
		'select 1 from send_back where item_id = $1 and round = $2 and ended_at is null',
		own.item_id,
		own.round
	);
	if (waiting || !open) return;
	const eventId = await append(
		tx,
		{
			type: 'item.reviewed',
			actor: actorName(access.actor),
			project: access.project,
			subject: { type: 'item', id: own.item_id },
			data: { round: own.round }
		},
		now
	);
	await tx.query(
		'update send_back set ended_event_id = $3, ended_at = $4 where item_id = $1 and round = $2',
		own.item_id,
		own.round,
		eventId,
		now
	);
	await rule(tx, own.project_id, own.item_id, null);
}

export type Again = {
	/** what the lead says; null when it was erased */
	comment: string | null;
	by: string;
	/** one's own earlier answers, in the ids that one knows; null for whoever did not judge it before */
	answers: Answers | null;
};

/** What whoever looks again is told, by assignment. */
export async function againOf(
	db: ReadDb,
	leases: Lease[],
	tasks: Task[],
	desk: Desk
): Promise<Map<string, Again>> {
	const found = new Map<string, Again>();
	for (const [i, { id, item_id: itemId, purpose, round }] of leases.entries()) {
		const task = tasks[i];
		if (purpose !== 'review' || !task) continue;
		const [said] = await db.query<{ comment: string | null; by: string }>(
			`select s.comment, coalesce(nullif(u.name, ''), u.email) as by
			from send_back s join user_account u on u.id = s.user_id where s.item_id = $1 and s.round = $2`,
			itemId,
			round
		);
		const [earlier] = await db.query<{ answers: string }>(
			`select answers from judgment where project_id = $1 and item_id = $2 and purpose in ('work', 'review')
				and user_id = (select user_id from assignment where id = $3)
			order by project_id desc, item_id desc, id desc limit 1`,
			task.projectId,
			itemId,
			id
		);
		const told = earlier && (await desk.tell(db, task, JSON.parse(earlier.answers) as Answers));
		found.set(id, { comment: said?.comment ?? null, by: said?.by ?? '', answers: told?.answers ?? null });
	}
	return found;
}
