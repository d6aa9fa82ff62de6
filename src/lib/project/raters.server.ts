/**
 * How people do in a project: what they gave, their training, how right they are by gold, how much they agree with
 * themselves by repeats, and whether they are paused. A lead sees everybody and lets people go on; a person sees
 * themselves, in steps that tell nobody which of the last items was gold.
 */
import { z } from 'zod';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, standing, type ProjectRow } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { append } from '#lib/log/append.server.ts';
import { LAST_BAND } from '#lib/queue/band.ts';
import { takeSeat } from '#lib/queue/seat.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { Email, type Answers } from '#lib/schema/values.ts';
import {
	accuracyOf,
	consistencyOf,
	type Accuracy,
	type Consistency,
	type Marked,
	type Repeated
} from './accuracy.ts';
import { namesOf } from './names.server.ts';
import { formOf } from './version.server.ts';

/** Of each person the latest of what checked them. */
const MOST_CHECKS = 500;
/** One's own shares move once in so many answers. */
const STEP = 10;

export const RatersQuery = z.strictObject({
	/** the end of the page before, as its `next_cursor` */
	cursor: z.string().max(400).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});

export type Training = {
	state: 'none' | 'not_begun' | 'under_way' | 'passed' | 'failed';
	attempt: number;
	attempts: number;
} & Accuracy;
export type RaterView = {
	email: string;
	name: string;
	submitted: number;
	/** to whom it is about: as many as submitted, since what does not count tells what it was */
	counted: number;
	skipped: number;
	seconds: number;
	training: Training;
	/** hidden among the work */
	gold: Accuracy;
	repeats: Consistency;
	paused: { at: string; by: string } | null;
};

type Seat = {
	user_id: string;
	email: string;
	name: string;
	submitted: number;
	counted: number;
	skipped: number;
	dwell: number;
	attempt: number;
	spared: number;
	trained_at: number | null;
	paused_at: number | null;
	paused_by: string | null;
};
type Check = {
	purpose: 'gold' | 'repeat';
	round: number;
	form_version: number;
	answers: string;
	gold: string | null;
	first: string | null;
	first_shown: string | null;
};

const seats = (
	where: string
): string => `select s.user_id, u.email, u.name, s.submitted, s.counted, s.skipped,
		s.dwell_ms as dwell, s.attempt, s.spared, s.trained_at, s.paused_at, s.paused_by
	from seat s join user_account u on u.id = s.user_id where s.project_id = $1 and s.band = ${LAST_BAND} and ${where}`;

const own = (column: string, table = 'judgment j', on = 'j.id = w.judgment_id') =>
	`(select ${column} from assignment w join ${table} on ${on}
		where w.item_id = a.item_id and w.user_id = a.user_id and w.purpose = 'work' limit 1)`;

/** What checked a person and was answered, the longest ago first. */
async function checksOf(db: ReadDb, projectId: string, userId: string): Promise<Check[]> {
	const rows = await db.query<Check>(
		`select a.purpose, a.round, a.form_version, (select answers from judgment j where j.id = a.judgment_id) as answers,
			(select gold from item i where i.id = a.item_id) as gold,
			case when a.purpose = 'repeat' then ${own('j.answers')} end as first,
			case when a.purpose = 'repeat' then ${own('w.shown')} end as first_shown
		from assignment a where a.project_id = $1 and a.user_id = $2 and a.purpose <> 'work' and a.state = 'submitted'
		order by a.project_id desc, a.user_id desc, a.id desc limit ${MOST_CHECKS}`,
		projectId,
		userId
	);
	return rows.toReversed();
}

const parsed = (text: string | null): Answers => (text === null ? {} : (JSON.parse(text) as Answers));

async function markedOf(db: ReadDb, project: ProjectRow, checks: Check[]): Promise<Marked[]> {
	const marked: Marked[] = [];
	for (const { form_version: formVersion, answers, gold } of checks)
		if (gold !== null)
			marked.push({
				form: await formOf(db, { id: project.id, formVersion }),
				answers: parsed(answers),
				gold: parsed(gold)
			});
	return marked;
}

async function repeatedOf(db: ReadDb, project: ProjectRow, checks: Check[]): Promise<Repeated[]> {
	const repeats: Repeated[] = [];
	for (const { form_version: formVersion, answers, first, first_shown: shown } of checks) {
		const { questions } = await formOf(db, { id: project.id, formVersion });
		const name = questions.find(({ type }) => type === 'ranking')?.name;
		if (name !== undefined && first !== null && shown !== null)
			repeats.push({
				shown: JSON.parse(shown) as string[],
				first: parsed(first)[name],
				again: parsed(answers)[name]
			});
	}
	return repeats;
}

/** How right somebody is by hidden gold, and how much at one with themselves by repeats, of the latest of each. */
export async function checkedOf(
	db: ReadDb,
	project: ProjectRow,
	userId: string
): Promise<{ gold: Accuracy; again: Consistency }> {
	const checks = await checksOf(db, project.id, userId);
	const hidden = checks.filter(({ purpose, round }) => purpose === 'gold' && round > 0);
	const repeats = checks.filter(({ purpose }) => purpose === 'repeat');
	return {
		gold: accuracyOf(await markedOf(db, project, hidden)),
		again: consistencyOf(await repeatedOf(db, project, repeats))
	};
}

function trainingState(project: ProjectRow, seat: Seat): Pick<Training, 'state' | 'attempt' | 'attempts'> {
	const { training_items: items, training_attempts: most } = project.settings;
	const attempts = most + seat.spared;
	const attempt = Math.min(attempts, seat.attempt);
	if (seat.trained_at !== null) return { state: 'passed', attempt, attempts };
	if (!(items > 0)) return { state: 'none', attempt, attempts: attempts || 0 };
	if (seat.attempt > attempts) return { state: 'failed', attempt, attempts };
	return { state: seat.attempt === 0 ? 'not_begun' : 'under_way', attempt, attempts };
}

const pausedOf = (
	{ paused_at: at, paused_by: by }: Seat,
	nameOf: (actor: string | null) => string
): RaterView['paused'] =>
	at === null
		? null
		: { at: new Date(at).toISOString(), by: by === null ? 'the rule of the project' : nameOf(by) };

/** @param whole whether all answers show, or only whole steps of them */
async function raterOf(
	db: ReadDb,
	project: ProjectRow,
	seat: Seat,
	whole: boolean,
	nameOf: (actor: string | null) => string
): Promise<RaterView> {
	const checks = await checksOf(db, project.id, seat.user_id);
	const stepped = <T>(list: T[]): T[] =>
		whole ? list : list.slice(0, Math.floor(list.length / STEP) * STEP);
	const training = checks.filter(({ purpose, round }) => purpose === 'gold' && round < 0);
	const hidden = checks.filter(({ purpose, round }) => purpose === 'gold' && round > 0);
	const repeats = checks.filter(({ purpose }) => purpose === 'repeat');
	return {
		email: seat.email,
		name: seat.name,
		submitted: seat.submitted,
		counted: whole ? seat.counted : seat.submitted,
		skipped: seat.skipped,
		seconds: Math.round(seat.dwell / 1000),
		training: {
			...trainingState(project, seat),
			...accuracyOf(await markedOf(db, project, training))
		},
		gold: accuracyOf(await markedOf(db, project, stepped(hidden))),
		repeats: consistencyOf(await repeatedOf(db, project, stepped(repeats))),
		paused: pausedOf(seat, nameOf)
	};
}

const numbers = (seat: Seat): Seat => ({ ...seat, dwell: Number(seat.dwell) });

/**
 * Those who began something in a project, by e-mail; for whoever does not lead it, themselves alone.
 * @throws Refusal not_found, forbidden
 */
export async function listRaters(
	store: Store,
	actor: Actor,
	slug: string,
	{ cursor = '', limit }: z.infer<typeof RatersQuery>
): Promise<{ items: RaterView[]; next_cursor: string | null }> {
	const { project } = await authorize(store, actor, 'see', slug);
	const leads = may(actor, 'judge', await standing(store.read, actor, project)) !== null;
	if (!leads) {
		const me = await ownRater(store, project, actor);
		return { items: me ? [me] : [], next_cursor: null };
	}
	const found = await store.read.query<Seat>(
		`${seats('u.email > $2')} and (s.submitted > 0 or s.skipped > 0 or s.attempt > 0 or s.paused_at is not null)
		order by u.email limit $3`,
		project.id,
		cursor,
		limit + 1
	);
	const page = found.slice(0, limit).map(numbers);
	const nameOf = await namesOf(
		store.read,
		page.map(({ paused_by: by }) => by)
	);
	const items: RaterView[] = [];
	for (const seat of page) items.push(await raterOf(store.read, project, seat, true, nameOf));
	return { items, next_cursor: found.length > limit ? (page.at(-1)?.email ?? null) : null };
}

/** Where somebody stands, without what checked them. */
export type Standing = Pick<RaterView, 'email' | 'name' | 'submitted' | 'paused'> & {
	training: Pick<Training, 'state' | 'attempt' | 'attempts'>;
};
/** So many people are told at once. */
export const MOST_STANDINGS = 1_000;

/** Those who began something in a project, by e-mail. @throws Refusal not_found, forbidden */
export async function listStandings(store: Store, actor: Actor, slug: string): Promise<Standing[]> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const found = await store.read.query<Seat>(
		`${seats('(s.submitted > 0 or s.skipped > 0 or s.attempt > 0 or s.paused_at is not null)')}
		order by u.email limit $2`,
		project.id,
		MOST_STANDINGS
	);
	const nameOf = await namesOf(
		store.read,
		found.map(({ paused_by: by }) => by)
	);
	return found.map((seat) => ({
		email: seat.email,
		name: seat.name,
		submitted: seat.submitted,
		training: trainingState(project, seat),
		paused: pausedOf(seat, nameOf)
	}));
}

/** One person with what checked them, for those who lead; null before they began. @throws Refusal not_found, forbidden */
export async function oneRater(
	store: Store,
	actor: Actor,
	slug: string,
	email: string
): Promise<RaterView | null> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const [seat] = await store.read.query<Seat>(seats('u.email = $2'), project.id, email);
	if (!seat) return null;
	const nameOf = await namesOf(store.read, [seat.paused_by]);
	return raterOf(store.read, project, numbers(seat), true, nameOf);
}

/** What a person may know of themselves; null before they began. */
export async function ownRater(store: Store, project: ProjectRow, actor: Actor): Promise<RaterView | null> {
	if (actor.kind !== 'person') return null;
	const [seat] = await store.read.query<Seat>(seats('s.user_id = $2'), project.id, actor.id);
	return seat ? raterOf(store.read, project, numbers(seat), false, () => 'whoever leads the project') : null;
}

export const StandingInput = z.strictObject({
	email: Email,
	/** pause, let go on, give one more attempt at the training, or let begin without it */
	act: z.enum(['pause', 'resume', 'retry', 'exempt'])
});
export type StandingInput = z.infer<typeof StandingInput>;

const TYPES = {
	pause: 'person.paused',
	resume: 'person.resumed',
	retry: 'person.training_again',
	exempt: 'person.training_spared'
} as const;

/** Saying the same again changes nothing. @throws Refusal not_found, forbidden, unknown_person */
export async function changeStanding(
	store: Store,
	actor: Actor,
	slug: string,
	{ email, act }: StandingInput,
	now = Date.now()
): Promise<{ email: string; paused: boolean; trained: boolean; attempts_left: number }> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const [person] = await store.read.query<{ id: string }>(
		'select id from user_account where email = $1',
		email
	);
	if (!person) throw new Refusal('unknown_person', `Nobody here has the e-mail ${email}.`);
	return store.write(async (tx) => {
		const seat = await takeSeat(store, tx, project.id, person.id);
		const most = project.settings.training_attempts || 0;
		const isAgain = seat.trained_at === null && seat.attempt > most + seat.spared;
		const next = {
			paused_at: act === 'pause' ? (seat.paused_at ?? now) : act === 'resume' ? null : seat.paused_at,
			trained_at: act === 'exempt' ? (seat.trained_at ?? now) : seat.trained_at,
			spared: act === 'retry' && isAgain ? seat.attempt - most : seat.spared
		};
		const isNew =
			next.paused_at !== seat.paused_at || next.trained_at !== seat.trained_at || next.spared !== seat.spared;
		if (isNew) {
			await tx.query(
				`update seat set paused_at = $3, trained_at = $4, spared = $5,
					paused_by = case when $6 = 'pause' then $7 else paused_by end,
					resumed_at = case when $6 = 'resume' then $8 else resumed_at end
				where project_id = $1 and user_id = $2 and band = ${LAST_BAND}`,
				project.id,
				person.id,
				next.paused_at,
				next.trained_at,
				next.spared,
				act,
				actorName(actor),
				now
			);
			await append(
				tx,
				{ type: TYPES[act], actor: actorName(actor), project, subject: { type: 'user', id: person.id } },
				now
			);
		}
		return {
			email,
			paused: next.paused_at !== null,
			trained: next.trained_at !== null,
			attempts_left: Math.max(0, most + next.spared - Math.max(0, seat.attempt - 1))
		};
	});
}
