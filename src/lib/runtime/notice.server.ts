/** Says in the log what time has to say of decisions that wait, each thing once, however many servers look. */
import { append } from '#lib/log/append.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { findDecision, lockDecision, standingOf, type ProjectRow } from './decision.server.ts';
import { endingOf } from './lifecycle.ts';
import { nextNotice, noticesBetween } from './notice.ts';
import { readSwitches } from './switches.server.ts';

const BATCH = 100;

async function say(store: Store, tx: Tx, id: string, project: ProjectRow, now: number): Promise<void> {
	const row = await lockDecision(store, tx, id);
	if (row.status !== 'pending' || row.noticeAt === null || row.noticeAt > now) return;
	const standing = standingOf(row);
	const { epoch } = await readSwitches(tx, row);
	const ended = endingOf(standing, epoch, now) !== null;
	const due = ended ? [] : noticesBetween(standing, row.noticeAt, now);
	for (const notice of due)
		await append(
			tx,
			{
				type: notice.type,
				actor: 'system',
				project,
				subject: { type: 'decision', id },
				data: {
					agent: row.agent,
					action: row.actionName,
					...(notice.type === 'decision.escalated' ? { roles: notice.roles } : {})
				}
			},
			now
		);
	await tx.query(
		'update decision set notice_at = $2 where id = $1',
		id,
		ended ? null : nextNotice(standing, now)
	);
}

/** At most a batch. @returns how many decisions were looked at */
export async function giveNotice(store: Store, now = Date.now()): Promise<number> {
	const due = await store.read.query<{ id: string }>(
		`select id from decision where status = 'pending' and notice_at <= $1 order by notice_at limit ${BATCH}`,
		now
	);
	for (const { id } of due) {
		const found = await findDecision(store.read, id);
		if (found) await store.write((tx) => say(store, tx, id, found.project, now));
	}
	return due.length;
}
