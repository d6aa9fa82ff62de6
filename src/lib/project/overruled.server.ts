/**
 * What a final answer does to the judgments it stands for: those that say something else are overruled, each with the
 * kind of error that the lead names. It goes when the answer does.
 */
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Ruling } from '#lib/queue/place.server.ts';
import { latestOfEach } from './consensus.ts';
import { kindsOf, type NamedErrors } from './errors.ts';

type Given = { id: string; rater: string; answers: string; supersedes: string | null; at: number };

/** Judgments of people that stand for an item: of each the latest that counts. */
export const standingOn = async (
	db: Pick<Tx, 'query'>,
	projectId: string,
	itemId: string
): Promise<Given[]> =>
	latestOfEach(
		await db.query<Given>(
			`select id, rater, answers, supersedes, at from judgment where project_id = $1 and item_id = $2
				and kind = 'person' and (counted = $3 or via = 'import') order by id`,
			projectId,
			itemId,
			true
		)
	);

function assertKnown(project: ProjectRow, errors: NamedErrors, given: Given[]): void {
	const kinds = kindsOf(project.settings);
	for (const { judgment, kind } of errors) {
		if (!kinds.includes(kind))
			throw new Refusal(
				'invalid_errors',
				`“${kind}” is no kind of error here. The project’s settings list: ${kinds.join(', ')}.`
			);
		if (!given.some(({ id }) => id === judgment))
			throw new Refusal('invalid_errors', `${judgment} is no judgment of this item that stands.`);
	}
}

/** @returns how many judgments say something else @throws Refusal invalid_errors */
export async function overrule(
	tx: Tx,
	project: ProjectRow,
	actor: Person,
	itemId: string,
	answers: Answers,
	errors: NamedErrors,
	by: { id: string; at: number }
): Promise<number> {
	const given = await standingOn(tx, project.id, itemId);
	assertKnown(project, errors, given);
	const final = canonical(answers);
	const others = given.filter((one) => canonical(JSON.parse(one.answers) as Answers) !== final);
	await tx.query('delete from overruling where project_id = $1 and item_id = $2', project.id, itemId);
	for (const { id, rater } of others)
		await tx.query(
			`insert into overruling (judgment_id, project_id, item_id, rater, kind, user_id, event_id, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id,
			project.id,
			itemId,
			rater,
			errors.find(({ judgment }) => judgment === id)?.kind ?? null,
			actor.id,
			by.id,
			by.at
		);
	return others.length;
}

/** A final answer stands no more, nor any that it replaced, and what it overruled is overruled no more. */
export async function setAside(tx: Tx, projectId: string, itemId: string, eventId: string): Promise<void> {
	await tx.query(
		`insert into former_resolution (item_id, project_id, answers, event_id, at, voided_event_id)
		select item_id, project_id, answers, event_id, at, cast($2 as text) from resolution where item_id = $1`,
		itemId,
		eventId
	);
	await tx.query('delete from resolution where item_id = $1', itemId);
	await tx.query('delete from overruling where project_id = $1 and item_id = $2', projectId, itemId);
	await tx.query(
		'update former_resolution set voided_event_id = $2 where item_id = $1 and voided_event_id is null',
		itemId,
		eventId
	);
}

type Former = { answers: string; event_id: string; user_id: string };

/**
 * Takes a final answer back: what stands then is the one that it replaced, what people were looking at again, or nothing.
 * @param ended the event of the answer that is taken back
 */
export async function restoreFormer(
	tx: Tx,
	projectId: string,
	itemId: string,
	ended: string,
	eventId: string,
	now: number
): Promise<Ruling> {
	const [former] = await tx.query<Former>(
		`select answers, event_id, (select substr(actor, 6) from event where event.id = former_resolution.event_id) as user_id
		from former_resolution where item_id = $1 and voided_event_id is null order by at desc, event_id desc limit 1`,
		itemId
	);
	await setAside(tx, projectId, itemId, eventId);
	if (former) {
		await tx.query(
			`insert into resolution (item_id, project_id, answers, user_id, event_id, at)
			select item_id, project_id, answers, cast($3 as text), cast($4 as text), $5 from former_resolution
			where item_id = $1 and event_id = $2`,
			itemId,
			former.event_id,
			former.user_id,
			eventId,
			now
		);
		return 'final';
	}
	const [again] = await tx.query<{ round: number }>(
		`update send_back set ended_event_id = null, ended_at = null where item_id = $1 and ended_event_id = $2
		returning round`,
		itemId,
		ended
	);
	if (!again) return null;
	await tx.query(
		`update assignment set state = 'released' where item_id = $1 and purpose = 'review' and round = $2 and state = 'passed'`,
		itemId,
		again.round
	);
	return 'sent_back';
}
