/**
 * Submit: an answer is written with its place, the person's seat and its event in one transaction, and
 * acknowledged means durable. Whoever was handed an item is never refused for a lapsed lease: the answer counts
 * while a place is left that no other live lease holds, else it is kept as an extra one.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { actorName } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical } from '#lib/schema/json.ts';
import { judgmentView, type JudgmentView } from '#lib/schema/judgment.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers, Payload, Stage } from '#lib/schema/values.ts';
import { lockState, ownAssignment, type Held } from './assignment.server.ts';
import type { Desk, Task } from './desk.server.ts';
import { fill } from './place.server.ts';
import type { Submission } from './input.ts';
import { credit } from './seat.server.ts';

/** A judgment as it stands in the table, as far as a submit reads or writes it. */
type Row = {
	id: string;
	rater: string;
	via: 'session' | 'key' | 'import';
	/** JSON text */
	answers: string;
	counted: boolean;
	dwellMs: number | null;
	supersedes: string | null;
	at: number;
};

async function judgmentOf(tx: Tx, id: string): Promise<Row> {
	const [row] = await tx.query<Row>(
		`select id, rater, via, answers, counted, dwell_ms as "dwellMs", supersedes, at
		from judgment where id = $1`,
		id
	);
	if (!row) throw new Error(`Judgment ${id} is gone.`);
	return { ...row, counted: Boolean(row.counted) };
}

async function assertUnsettled(tx: Tx, itemId: string): Promise<void> {
	const [settled] = await tx.query('select 1 from resolution where item_id = $1', itemId);
	if (settled)
		throw new Refusal(
			'settled',
			'Whoever leads the project has given this item its final answer: yours stays as it was.'
		);
}

/** Writes the judgment with its event, and makes it the assignment's latest. */
async function insert(tx: Tx, { own, access }: Held, row: Row): Promise<void> {
	const eventId = await append(
		tx,
		{
			type: row.supersedes === null ? 'judgment.submitted' : 'judgment.revised',
			actor: actorName(access.actor),
			project: access.project,
			subject: { type: 'judgment', id: row.id },
			data: { item: own.item_id, counted: row.counted }
		},
		row.at
	);
	await tx.query(
		`insert into judgment (id, project_id, item_id, assignment_id, user_id, rater, kind, purpose, role, via,
			answers, shown, counted, dwell_ms, form_version, guideline_version, supersedes, event_id, at)
		values ($1, $2, $3, $4, $5, $6, 'person', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		row.id,
		own.project_id,
		own.item_id,
		own.id,
		own.user_id,
		row.rater,
		own.purpose,
		access.role,
		row.via,
		row.answers,
		own.shown,
		row.counted,
		row.dwellMs,
		own.form_version,
		own.guideline_version,
		row.supersedes,
		eventId,
		row.at
	);
	await tx.query("update assignment set state = 'submitted', judgment_id = $2 where id = $1", own.id, row.id);
}

/**
 * The same answers again give what is stored; other answers by the same person are a revision, until the item is
 * adjudicated.
 * @returns the judgment in the assignment's own ids, and whether it is new
 * @throws Refusal not_found, forbidden, bad_token, settled, and what the stage's desk says of the answers
 */
export async function submit(
	store: Store,
	actor: Actor,
	id: string,
	{ token, answers: sent, dwell_ms: dwell }: Submission,
	deskOf: (stage: Stage) => Desk,
	now: number = Date.now()
): Promise<{ judgment: JudgmentView; created: boolean }> {
	const held = await ownAssignment(store, actor, id, token);
	const { own, access } = held;
	const desk = deskOf(access.project.stage);
	const task: Task = {
		assignmentId: id,
		projectId: own.project_id,
		itemId: own.item_id,
		payload: JSON.parse(own.payload) as Payload,
		formVersion: own.form_version,
		shown: own.shown === null ? null : (JSON.parse(own.shown) as string[])
	};
	const answers = canonical(await desk.read(store.read, task, sent));
	const fresh = (counted: boolean, supersedes: string | null): Row => ({
		id: newId(now),
		rater: access.actor.email,
		via: access.actor.via,
		answers,
		counted,
		dwellMs: dwell ?? null,
		supersedes,
		at: now
	});

	const [row, created] = await store.write(async (tx): Promise<[Row, boolean]> => {
		const { state, judgment_id: latest } = await lockState(store, tx, id);
		if (latest !== null) {
			const stored = await judgmentOf(tx, latest);
			if (stored.answers === answers) return [stored, false];
			await assertUnsettled(tx, own.item_id);
			const revision = fresh(stored.counted, stored.id);
			await insert(tx, held, revision);
			return [revision, true];
		}
		const first = fresh(await fill(tx, own.item_id, state === 'leased'), null);
		await insert(tx, held, first);
		await credit(tx, own.project_id, own.user_id, {
			submitted: 1,
			counted: first.counted ? 1 : 0,
			skipped: state === 'skipped' ? -1 : 0,
			dwellMs: dwell ?? 0
		});
		return [first, true];
	});
	const told = await desk.tell(store.read, task, JSON.parse(row.answers) as Answers);
	const view = { ...row, ...told, itemId: own.item_id, kind: 'person' as const };
	return { judgment: judgmentView(view, access.project.slug, null), created };
}
