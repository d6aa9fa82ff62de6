/** How a decision came to its final answer: the event that holds it, where the log has that, and who gave it. */
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { currentAction, type DecisionRow, type Found } from './decision.server.ts';
import { actionDigest } from './hash.server.ts';
import { isOpen } from './lifecycle.ts';
import { switchesOf } from './switches.server.ts';

/** A person as the log names them, in the role and with the assurance that they answered in. */
export type Answerer = { who: string; role: string | null; assurance: string | null };
export type AnsweredBy =
	| { kind: 'people'; people: Answerer[] }
	/** `agent`: taken back; `halt`: stopped; `time`: nobody answered; `repeat`: a person rejected the same just before */
	| { kind: 'policy' | 'agent' | 'halt' | 'time' | 'repeat' };
export type Conclusion = {
	event: string;
	/** null: the log has not numbered it yet */
	position: number | null;
	by: AnsweredBy;
};

/** Begins the digest of a signature that made the answer, where the content was erased. */
export const ANSWERED = 'erased:answer:';

type EventRow = { id: string; position: number | null; type: string; actor: string; data: string | null };

/** Settled by the policy as it came in: then its own event says so. */
const bySubmission = ({ status, createdAt, settledAt }: DecisionRow): boolean =>
	status === 'auto_approved' || status === 'denied' || settledAt === createdAt;

const submissionKinds: Partial<Record<DecisionRow['status'], 'halt' | 'repeat'>> = {
	halted: 'halt',
	rejected: 'repeat'
};

/** Of a decision that was settled when it came in, without asking the database. */
export const concludedAtOnce = (row: DecisionRow, position: number | null): Conclusion => ({
	event: row.eventId,
	position,
	by: { kind: submissionKinds[row.status] ?? 'policy' }
});

async function peopleOf(db: ReadDb, { row, proposed }: Found, event: EventRow): Promise<Answerer[]> {
	if (row.status === 'approved' || row.status === 'approved_with_edit') {
		const signed = await db.query<{ user_id: string; role: string; assurance: string }>(
			`select user_id, role, assurance from signature where decision_id = $1
			and (action_digest = $2 or action_digest like '${ANSWERED}%') order by at, user_id`,
			row.id,
			actionDigest(currentAction(row, proposed))
		);
		return signed.map(({ user_id, role, assurance }) => ({ who: `user:${user_id}`, role, assurance }));
	}
	const judged = await db.query<{ role: string | null }>(
		'select role from judgment where project_id = $1 and item_id = $2 and event_id = $3',
		row.projectId,
		row.id,
		event.id
	);
	return [{ who: event.actor, role: judged[0]?.role ?? null, assurance: null }];
}

const systemKinds: Partial<Record<DecisionRow['status'], 'policy' | 'time'>> = {
	// Nobody vetoed while somebody watched.
	approved: 'policy',
	expired: 'time'
};

/** A halt is the act and has its event: the first that reached the decision ended it. */
async function haltOf(db: ReadDb, row: DecisionRow): Promise<Conclusion | null> {
	const names = switchesOf(row);
	const marks = names.map((_, i) => `$${i + 2}`).join(', ');
	const [found] = await db.query<{ id: string; position: number | null }>(
		`select event.id, event.position from halt join event on event.id = halt.event_id
		where halt.created_at >= $1 and halt.switch in (${marks}) order by halt.id limit 1`,
		row.createdAt,
		...names
	);
	return found ? { event: found.id, position: found.position, by: { kind: 'halt' } } : null;
}

const statusIn = (data: string | null): unknown =>
	data === null ? null : (JSON.parse(data) as { [name: string]: Json }).status;

/** @returns null while it is open */
export async function conclusionOf(db: ReadDb, found: Found): Promise<Conclusion | null> {
	const { row } = found;
	if (isOpen(row.status)) return null;
	if (bySubmission(row)) {
		const [event] = await db.query<{ position: number | null }>(
			'select position from event where id = $1',
			row.eventId
		);
		return concludedAtOnce(row, event?.position ?? null);
	}
	if (row.status === 'halted') return haltOf(db, row);
	const events = await db.query<EventRow>(
		`select id, position, type, actor, data from event where subject_id = $1 and type like 'decision.%' order by id`,
		row.id
	);
	const event = events.find(({ data }) => statusIn(data) === row.status);
	if (!event) return null;
	const { id, position, actor } = event;
	const by: AnsweredBy = actor.startsWith('user:')
		? { kind: 'people', people: await peopleOf(db, found, event) }
		: { kind: actor === 'system' ? (systemKinds[row.status] ?? 'policy') : 'agent' };
	return { event: id, position, by };
}
