/**
 * Seats: how far each band was handed to a person, and what they did. Counts stand in the row of the last band,
 * which everybody who ever claimed has; it is also the lock that puts a person's claims one after the other.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { LAST_BAND } from './band.ts';
import { readTurns, turnsText, type Turns } from './turns.ts';

export type Counts = {
	/** work that was handed out for the first time */
	served: number;
	/** gold items and repeats among it */
	gold: number;
	repeats: number;
	submitted: number;
	counted: number;
	skipped: number;
	dwellMs: number;
};
type Handed = Pick<Counts, 'served' | 'gold' | 'repeats'>;
/** What decides over what a person is handed next. */
export type Standing = Handed & {
	/** the last gold item that they were handed, or that was passed over */
	gold_cursor: string;
	/** at the training: which attempt they are at, 0 before the first */
	attempt: number;
	/** attempts beyond those of the settings */
	spared: number;
	trained_at: number | null;
	paused_at: number | null;
	/** when they were last let go on */
	resumed_at: number | null;
};
export type Seat = { cursors: Map<number, number>; turns: Turns } & Standing;
type Row = { band: number; cursor: number; turns: string } & Standing;

const STANDING = 'served, gold, repeats, gold_cursor, attempt, spared, trained_at, paused_at, resumed_at';
const unknown: Standing = {
	served: 0,
	gold: 0,
	repeats: 0,
	gold_cursor: '',
	attempt: 0,
	spared: 0,
	trained_at: null,
	paused_at: null,
	resumed_at: null
};

/** How many items a person was handed, training aside. */
export const handedTo = ({ served, gold, repeats }: Handed): number => served + gold + repeats;

/** Adds to a person's counts and moves a band's cursor on, never back. It may be the first that is known of them. */
async function write(
	tx: Tx,
	projectId: string,
	userId: string,
	band: number,
	cursor: number,
	by: Partial<Counts>,
	turns: Turns | null = null
): Promise<void> {
	await tx.query(
		`insert into seat (project_id, user_id, band, cursor, served, submitted, counted, skipped, dwell_ms, turns,
			gold, repeats)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, ''), $11, $12)
		on conflict (project_id, user_id, band) do update set
			cursor = case when excluded.cursor > seat.cursor then excluded.cursor else seat.cursor end,
			served = seat.served + excluded.served, gold = seat.gold + excluded.gold,
			repeats = seat.repeats + excluded.repeats, submitted = seat.submitted + excluded.submitted,
			counted = seat.counted + excluded.counted, skipped = seat.skipped + excluded.skipped,
			dwell_ms = seat.dwell_ms + excluded.dwell_ms,
			turns = coalesce($10, seat.turns)`,
		projectId,
		userId,
		band,
		cursor,
		by.served ?? 0,
		by.submitted ?? 0,
		by.counted ?? 0,
		by.skipped ?? 0,
		by.dwellMs ?? 0,
		turns && turnsText(turns),
		by.gold ?? 0,
		by.repeats ?? 0
	);
}

/** Locks and reads a person's seat, without the bands below 0, of which there may be thousands. A submit touches it last, so nobody who waits for it holds what a claim needs. */
export async function takeSeat(store: Store, tx: Tx, projectId: string, userId: string): Promise<Seat> {
	const read = () =>
		tx.query<Row>(
			`select band, cursor, turns, ${STANDING} from seat where project_id = $1 and user_id = $2 and band >= 0
			order by band desc${store.forUpdate}`,
			projectId,
			userId
		);
	let rows = await read();
	if (rows[0]?.band !== LAST_BAND) {
		await credit(tx, projectId, userId, {});
		rows = await read();
	}
	const [last = { turns: '', ...unknown }] = rows;
	return {
		...last,
		cursors: new Map(rows.map(({ band, cursor }) => [band, cursor])),
		turns: readTurns(last.turns)
	};
}

/** How far a person is in a band below 0; belongs behind `takeSeat`. */
export async function cursorIn(tx: Tx, projectId: string, userId: string, band: number): Promise<number> {
	const [row] = await tx.query<{ cursor: number }>(
		'select cursor from seat where project_id = $1 and user_id = $2 and band = $3',
		projectId,
		userId,
		band
	);
	return row?.cursor ?? 0;
}

/** How a person stands in a project, as committed. */
export async function standingOf(
	db: Pick<Tx, 'query'>,
	projectId: string,
	userId: string
): Promise<Standing> {
	const [row] = await db.query<Standing>(
		`select ${STANDING} from seat where project_id = $1 and user_id = $2 and band = ${LAST_BAND}`,
		projectId,
		userId
	);
	return row ?? unknown;
}

export const credit = (tx: Tx, projectId: string, userId: string, by: Partial<Counts>): Promise<void> =>
	write(tx, projectId, userId, LAST_BAND, 0, by);

/** After a claim: the cursors that moved, how many items were handed out for the first time, and whose turn is next. */
export async function advance(
	tx: Tx,
	projectId: string,
	userId: string,
	cursors: Map<number, number>,
	served: number,
	turns: Turns
): Promise<void> {
	for (const [band, cursor] of cursors)
		if (band !== LAST_BAND) await write(tx, projectId, userId, band, cursor, {});
	const last = cursors.get(LAST_BAND);
	if (last !== undefined || served > 0)
		await write(tx, projectId, userId, LAST_BAND, last ?? 0, { served }, turns);
}

/** Sets what the settings decide of a person: belongs behind `takeSeat`, which has their row. */
export async function setStanding(
	tx: Tx,
	projectId: string,
	userId: string,
	to: Partial<Pick<Standing, 'attempt' | 'spared' | 'trained_at'> & { gold_cursor: string }>
): Promise<void> {
	const names = Object.keys(to);
	await tx.query(
		`update seat set ${names.map((name, i) => `${name} = $${i + 3}`).join(', ')}
		where project_id = $1 and user_id = $2 and band = ${LAST_BAND}`,
		projectId,
		userId,
		...Object.values(to)
	);
}

/** Which version of the guidelines a person saw last; 0 before the first. */
export async function guidelinesSeen(
	db: Pick<Tx, 'query'>,
	projectId: string,
	userId: string
): Promise<number> {
	const [row] = await db.query<{ guidelines: number }>(
		`select guidelines from seat where project_id = $1 and user_id = $2 and band = ${LAST_BAND}`,
		projectId,
		userId
	);
	return row?.guidelines ?? 0;
}

export async function noteSeen(tx: Tx, projectId: string, userId: string, version: number): Promise<void> {
	await credit(tx, projectId, userId, {});
	await tx.query(
		`update seat set guidelines = $3 where project_id = $1 and user_id = $2 and band = ${LAST_BAND}
			and guidelines < $3`,
		projectId,
		userId,
		version
	);
}
