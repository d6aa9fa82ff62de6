/**
 * A person who gets too many gold items wrong is paused in their project: nothing new is handed out to them until
 * somebody who leads it lets them go on. What they hold they may still answer, and nothing of theirs is lost.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { LAST_BAND } from './band.ts';
import { BEYOND } from './check.server.ts';
import type { Desk } from './desk.server.ts';
import { isRight } from './right.ts';
import { takeSeat } from './seat.server.ts';

type Row = { form_version: number; answers: string; gold: string };

/** The last so many answers to hidden gold since the person was let go on, the latest first: whether each was right. */
async function lastRight(
	tx: Tx,
	project: ProjectRow,
	userId: string,
	since: number,
	desk: Pick<Desk, 'score'>
): Promise<boolean[]> {
	const rows = await tx.query<Row>(
		`select form_version, (select answers from judgment j where j.id = a.judgment_id) as answers,
			(select gold from item i where i.id = a.item_id) as gold
		from assignment a where (project_id, user_id, id) > ($1, $2, '') and (project_id, user_id, id) < ($1, $2, $5)
			and purpose <> 'work' and purpose = 'gold' and round > 0 and state = 'submitted' and created_at >= $3
			and (select gold from item i where i.id = a.item_id) is not null
		order by project_id desc, user_id desc, id desc limit $4`,
		project.id,
		userId,
		since,
		project.settings.pause_of,
		BEYOND
	);
	const right: boolean[] = [];
	for (const { form_version: formVersion, answers, gold } of rows) {
		const task = { projectId: project.id, formVersion };
		const score = await desk.score(tx, task, JSON.parse(answers) as Answers, JSON.parse(gold) as Answers);
		if (score !== null) right.push(isRight(score));
	}
	return right;
}

/** After an answer to hidden gold: pauses the person if the project's rule says so. @returns whether it did */
export async function pauseIfBelow(
	store: Store,
	tx: Tx,
	project: ProjectRow,
	userId: string,
	desk: Pick<Desk, 'score'>,
	now: number
): Promise<boolean> {
	const { pause_below: below, pause_of: of } = project.settings;
	if (!(below > 0)) return false;
	// Behind the seat's lock each of several answers at once sees those before it.
	const { paused_at: already, resumed_at: since } = await takeSeat(store, tx, project.id, userId);
	if (already !== null) return false;
	const right = await lastRight(tx, project, userId, since ?? 0, desk);
	const good = right.filter(Boolean).length;
	if (right.length < of || good / right.length >= below) return false;
	await tx.query(
		`update seat set paused_at = $3, paused_by = null where project_id = $1 and user_id = $2 and band = ${LAST_BAND}`,
		project.id,
		userId,
		now
	);
	await append(
		tx,
		{
			type: 'person.paused',
			actor: 'system',
			project,
			subject: { type: 'user', id: userId },
			data: { right: good, of: right.length, below }
		},
		now
	);
	return true;
}
