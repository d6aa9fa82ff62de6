/**
 * Training: before their first work each person answers some gold items openly. The right answer and its reason are
 * told after the answer and never before; at the end enough of them must be right, else there is another attempt, as
 * often as the project allows. An attempt is a round below 0 of gold assignments, so its answers never count and are
 * told apart from gold among the work.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { byChance, nextGold } from './check.server.ts';
import type { Desk } from './desk.server.ts';
import { arranged, makeLease, type Claimer, type Lease } from './lease.server.ts';
import { isRight } from './right.ts';
import type { Lesson, Step } from './sitting.ts';
import { setStanding, type Seat, type Standing } from './seat.server.ts';

/** What is told after an answer in training. `score`, 0 to 1, says how much is right; `right` is null where words alone are not marked. */
export type { Lesson, Step };
export type Result = NonNullable<Lesson['result']>;

type Project = Pick<ProjectRow, 'id' | 'settings'>;

export const trains = ({ settings }: Project, { trained_at: at }: Standing): boolean =>
	settings.training_items > 0 && at === null;

export const attemptsOf = ({ settings }: Project, { spared }: Standing): number =>
	settings.training_attempts + spared;

/** As many as the project asks for and has. */
export async function sizeOf(db: Pick<Tx, 'query'>, { id, settings }: Project): Promise<number> {
	const [gold] = await db.query<{ many: number }>(
		`select count(*) as many from
			(select id from item where project_id = $1 and gold is not null order by project_id, id
				limit ${settings.training_items}) as some_gold`,
		id
	);
	return Number(gold?.many ?? 0);
}

/** A mark in an attempt: the score of what was answered, null when it cannot be marked or is not answered. */
type Mark = { id: string; answered: boolean; score: number | null };
type Row = {
	id: string;
	form_version: number;
	state: string;
	answers: string | null;
	gold: string | null;
};

async function marksOf(
	tx: Tx,
	{ id: projectId }: Project,
	userId: string,
	attempt: number,
	desk: Pick<Desk, 'score'>
): Promise<Mark[]> {
	const rows = await tx.query<Row>(
		`select a.id, a.form_version, a.state, (select answers from judgment j where j.id = a.judgment_id) as answers,
			(select gold from item i where i.id = a.item_id) as gold
		from assignment a where a.project_id = $1 and a.user_id = $2 and a.purpose <> 'work' and a.purpose = 'gold'
			and a.round = $3 order by a.id`,
		projectId,
		userId,
		-attempt
	);
	const marks: Mark[] = [];
	for (const { id, form_version: formVersion, state, answers, gold } of rows)
		marks.push({
			id,
			answered: state === 'submitted',
			score:
				answers === null || gold === null
					? null
					: await desk.score(
							tx,
							{ projectId, formVersion },
							JSON.parse(answers) as Answers,
							JSON.parse(gold) as Answers
						)
		});
	return marks;
}

/**
 * Ends an attempt of which all is answered: passed, or the next one. Belongs behind the lock on the seat.
 * @returns null while something is not answered yet
 */
async function grade(
	tx: Tx,
	project: Project,
	userId: string,
	seat: Seat,
	marks: Mark[],
	of: number,
	now: number
): Promise<Result | null> {
	const answered = marks.filter((mark) => mark.answered);
	if (of === 0 || answered.length < of || answered.length < marks.length) return null;
	const marked = answered.filter(({ score }) => score !== null);
	const right = marked.filter(({ score }) => isRight(score)).length;
	const needed = Math.ceil(project.settings.training_pass * marked.length - 1e-9);
	const passed = right >= needed;
	const attempt = Math.max(1, seat.attempt);
	const to = passed ? { trained_at: now, attempt } : { attempt: attempt + 1 };
	await setStanding(tx, project.id, userId, to);
	Object.assign(seat, to);
	return {
		passed,
		right,
		of: marked.length,
		needed,
		again: !passed && seat.attempt <= attemptsOf(project, seat)
	};
}

/** One that the person never saw, else any that this attempt has not had. */
async function nextOf(store: Store, tx: Tx, claimer: Claimer, seat: Seat, round: number) {
	const { project, userId } = claimer;
	const { id, cursor } = await nextGold(store, tx, claimer, seat.gold_cursor);
	if (cursor !== seat.gold_cursor) await setStanding(tx, project.id, userId, { gold_cursor: cursor });
	seat.gold_cursor = cursor;
	if (id !== null) return id;
	const [known] = await tx.query<{ id: string }>(
		`select id from item where project_id = $1 and gold is not null and (select a.id from assignment a
			where a.item_id = item.id and a.user_id = $2 and a.purpose = 'gold' and a.round = $3) is null
		order by project_id, id limit 1${store.skipGoing}`,
		project.id,
		userId,
		round
	);
	return known?.id ?? null;
}

/**
 * The next items of the training, as many as are wanted and left in the attempt.
 * @returns null once the training is passed: then there is work
 */
export async function leaseTraining(
	store: Store,
	tx: Tx,
	claimer: Claimer,
	seat: Seat,
	wanted: number
): Promise<Lease[] | null> {
	const { project, userId, desk, now } = claimer;
	if (seat.attempt > attemptsOf(project, seat)) return [];
	const of = await sizeOf(tx, project);
	const attempt = Math.max(1, seat.attempt);
	const marks = await marksOf(tx, project, userId, attempt, desk);
	// All was answered before gold was taken away: what is there decides.
	if (marks.length > 0 && (await grade(tx, project, userId, seat, marks, of, now)))
		return seat.trained_at === null ? leaseTraining(store, tx, claimer, seat, wanted) : null;
	if (seat.attempt !== attempt) await setStanding(tx, project.id, userId, { attempt });
	seat.attempt = attempt;
	const leases: Lease[] = [];
	while (leases.length < wanted && marks.length + leases.length < of) {
		const id = await nextOf(store, tx, claimer, seat, -attempt);
		if (id === null) break;
		const shown = await arranged(tx, claimer, id, byChance(claimer, id));
		leases.push(await makeLease(tx, claimer, { item_id: id, purpose: 'gold', round: -attempt, ...shown }));
	}
	return leases;
}

/** Where each of some assignments stands in its attempt. */
export async function stepsOf(
	db: Pick<Tx, 'query'>,
	project: Project,
	userId: string,
	leases: Pick<Lease, 'id' | 'round'>[]
): Promise<Map<string, Step>> {
	const steps = new Map<string, Step>();
	for (const round of new Set(leases.flatMap((lease) => (lease.round < 0 ? [lease.round] : [])))) {
		const rows = await db.query<{ id: string }>(
			`select id from assignment where project_id = $1 and user_id = $2 and purpose <> 'work' and purpose = 'gold'
				and round = $3 order by id`,
			project.id,
			userId,
			round
		);
		const [seat] = await db.query<{ spared: number }>(
			'select max(spared) as spared from seat where project_id = $1 and user_id = $2',
			project.id,
			userId
		);
		const of = Math.max(rows.length, await sizeOf(db, project));
		const attempts = project.settings.training_attempts + Number(seat?.spared ?? 0);
		rows.forEach(({ id }, i) => steps.set(id, { number: i + 1, of, attempt: -round, attempts }));
	}
	return steps;
}

/** An answer in training was stored: ends the attempt if it was the last one. Belongs behind the lock on the seat. */
export async function gradeIfDone(
	tx: Tx,
	project: Project,
	userId: string,
	seat: Seat,
	desk: Pick<Desk, 'score'>,
	now: number
): Promise<Result | null> {
	if (!trains(project, seat)) return null;
	const marks = await marksOf(tx, project, userId, Math.max(1, seat.attempt), desk);
	return grade(tx, project, userId, seat, marks, await sizeOf(tx, project), now);
}
