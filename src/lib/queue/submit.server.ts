/**
 * Submit: an answer is written with its place, the person's seat and its event in one transaction, and
 * acknowledged means durable. Whoever was handed an item is never refused for a lapsed lease: the answer counts
 * while a place is left that no other live lease holds, else it is kept as an extra one. Answers that check a person
 * take no place; one that is looked at again takes the place of the answer it replaces; what follows from them, the end of a training or a pause, is decided in the same transaction.
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
import { comparedIn, type Compared } from './comparison.ts';
import { comparisonRows, dropComparison, keepComparisons } from './comparison.server.ts';
import type { Desk, Task } from './desk.server.ts';
import { growOrClose, lockPlace } from './grow.server.ts';
import { takesPlace } from './lease.server.ts';
import { lessonOf } from './lesson.server.ts';
import { pauseIfBelow } from './pause.server.ts';
import { endRoundIfDone, lockHanded, standFor } from './review.server.ts';
import { fill, toTail } from './place.server.ts';
import type { Submission } from './input.ts';
import { credit, takeSeat } from './seat.server.ts';
import { shownId } from './shown.ts';
import { gradeIfDone, type Lesson, type Result } from './training.server.ts';

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

/** An answer that is new, with what it says of models. */
type Fresh = Row & { compared: Compared[] };

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

/** Under the assignment's lock, which an erasure takes too. @throws Refusal gone */
async function assertThere(tx: Tx, itemId: string): Promise<void> {
	const [item] = await tx.query<{ erased_at: number | null }>(
		'select erased_at from item where id = $1',
		itemId
	);
	if (item && item.erased_at !== null)
		throw new Refusal('gone', 'What this item held was erased, so nothing is kept of it any more.');
}

/** Writes the judgment with its event and what it compares, and makes it the assignment's latest. */
async function insert(tx: Tx, { own, access }: Held, row: Fresh, isRevision: boolean): Promise<void> {
	const eventId = await append(
		tx,
		{
			type: isRevision ? 'judgment.revised' : 'judgment.submitted',
			actor: actorName(access.actor),
			project: access.project,
			subject: { type: 'judgment', id: row.id },
			data: { item: own.item_id, counted: row.counted }
		},
		row.at
	);
	await tx.query(
		`insert into judgment (id, project_id, item_id, assignment_id, user_id, rater, kind, purpose, role, via,
			answers, shown, counted, dwell_ms, form_version, guideline_version, supersedes, event_id, at, probability)
		values ($1, $2, $3, $4, $5, $6, 'person', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
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
		row.at,
		own.probability
	);
	await tx.query("update assignment set state = 'submitted', judgment_id = $2 where id = $1", own.id, row.id);
	if (!row.counted) return;
	if (row.supersedes !== null) await dropComparison(tx, own.project_id, row.supersedes);
	const told = { ...row, itemId: own.item_id, kind: 'person' as const };
	await keepComparisons(tx, comparisonRows(own.project_id, row.id, row.compared, told));
}

/** An item that was looked at again has a later answer in the place of this one. */
async function assertLatest(tx: Tx, id: string): Promise<void> {
	const [later] = await tx.query('select 1 from judgment where supersedes = $1', id);
	if (later)
		throw new Refusal(
			'settled',
			'This item came back and was looked at again: the later answer stands. If it was yours, change that one.'
		);
}

/** An answer in training is followed by the right one: it cannot be mended afterwards. */
const told = () =>
	new Refusal(
		'settled',
		'The right answer was shown for this one: yours stays as it was. The next one counts.'
	);

type Stored = { row: Row; created: boolean; result: Result | null };

/** Under the assignment's lock: what is stored already, a revision of it, or the first answer. */
async function keep(
	store: Store,
	tx: Tx,
	held: Held,
	desk: Desk,
	fresh: (counted: boolean, supersedes: string | null) => Fresh
): Promise<Stored> {
	const { own, access } = held;
	const { project } = access;
	const hidden = own.purpose === 'gold' && own.round > 0;
	if (own.purpose === 'review') await lockHanded(store, tx, own.item_id);
	const { state, judgment_id: latest } = await lockState(store, tx, own.id);
	await assertThere(tx, own.item_id);
	if (latest !== null) {
		const row = await judgmentOf(tx, latest);
		const revision = fresh(row.counted, row.id);
		if (row.answers === revision.answers) return { row, created: false, result: null };
		if (own.round < 0) throw told();
		// A gold item may have its final answer long since, and nobody may tell by that.
		if (!hidden) await assertUnsettled(tx, own.item_id);
		await assertLatest(tx, row.id);
		if (row.counted) await lockPlace(store, tx, own.item_id);
		await insert(tx, held, revision, true);
		if (row.counted && (await growOrClose(store, tx, project, own.item_id, desk)))
			await toTail(tx, project.id, [own.item_id]);
		if (hidden) await pauseIfBelow(store, tx, project, own.user_id, desk, revision.at);
		return { row: revision, created: true, result: null };
	}
	const { supersedes, counted } =
		own.purpose === 'review'
			? await standFor(tx, own)
			: {
					supersedes: null,
					counted: takesPlace(own.purpose) && (await fill(tx, own.item_id, state === 'leased'))
				};
	const row = fresh(counted, supersedes);
	if (supersedes !== null) await lockPlace(store, tx, own.item_id);
	await insert(tx, held, row, false);
	const opened = counted && (await growOrClose(store, tx, project, own.item_id, desk));
	if (own.round < 0) {
		const seat = await takeSeat(store, tx, project.id, own.user_id);
		return { row, created: true, result: await gradeIfDone(tx, project, own.user_id, seat, desk, row.at) };
	}
	await credit(tx, own.project_id, own.user_id, {
		submitted: 1,
		counted: row.counted && supersedes === null ? 1 : 0,
		skipped: state === 'skipped' ? -1 : 0,
		dwellMs: row.dwellMs ?? 0
	});
	if (hidden) await pauseIfBelow(store, tx, project, own.user_id, desk, row.at);
	if (opened) await toTail(tx, project.id, [own.item_id]);
	if (own.purpose === 'review') await endRoundIfDone(tx, held, row.at);
	return { row, created: true, result: null };
}

export type Submitted = {
	/** in the assignment's own ids */
	judgment: JudgmentView;
	/** whether it is new */
	created: boolean;
	/** after an answer in training */
	training?: Lesson;
};

/**
 * The same answers again give what is stored; other answers by the same person are a revision, until the item is
 * adjudicated. An answer to gold among the work, or to a repeat, never counts and is told like one that does.
 * @throws Refusal not_found, forbidden, bad_token, settled, and what the stage's desk says of the answers
 */
export async function submit(
	store: Store,
	actor: Actor,
	id: string,
	{ token, answers: sent, dwell_ms: dwell }: Submission,
	deskOf: (stage: Stage) => Desk,
	now: number = Date.now()
): Promise<Submitted> {
	const held = await ownAssignment(store, actor, id, token);
	const { own, access } = held;
	const desk = deskOf(access.project.stage);
	const task: Task = {
		assignmentId: id,
		projectId: own.project_id,
		itemId: own.item_id,
		shownId: shownId(access.project, id, own.item_id),
		payload: JSON.parse(own.payload) as Payload,
		formVersion: own.form_version,
		shown: own.shown === null ? null : (JSON.parse(own.shown) as string[])
	};
	const read = await desk.read(store.read, task, sent);
	const answers = canonical(read);
	const compared =
		access.project.stage === 'alignment' && (takesPlace(own.purpose) || own.purpose === 'review')
			? comparedIn(task.payload, task.shown, read)
			: [];
	const fresh = (counted: boolean, supersedes: string | null): Fresh => ({
		id: newId(now),
		rater: access.actor.email,
		via: access.actor.via,
		answers,
		counted,
		dwellMs: dwell ?? null,
		supersedes,
		at: now,
		compared
	});
	const { row, created, result } = await store.write((tx) => keep(store, tx, held, desk, fresh));
	const given = JSON.parse(row.answers) as Answers;
	const view = {
		...row,
		...(await desk.tell(store.read, task, given)),
		counted: row.counted || (!takesPlace(own.purpose) && own.round > 0),
		itemId: task.shownId,
		kind: 'person' as const
	};
	const judgment = judgmentView(view, access.project.slug, null);
	if (own.round > 0) return { judgment, created };
	const training = await lessonOf(store.read, access.project, own, task, desk, given, result);
	return { judgment, created, training };
}
