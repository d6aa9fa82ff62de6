/**
 * Items leave the queue for good: what nobody judged and nobody holds goes with its place, its suggestions, its
 * notes and the leases that came to nothing. It never waits for an item: one that somebody takes, answers or imports
 * into at this moment is theirs and stays. All is decided under the locks of the place, the item and its assignments,
 * so that whoever comes later finds either the whole item or nothing of it.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Purpose } from '#lib/schema/values.ts';
import { credit } from './seat.server.ts';

/** Items a write: some milliseconds of work on SQLite. */
export const MOST_WITHDRAWN = 64;

/** What stays, and why. `held` counts those as well that somebody decides over at this moment. */
export type Stays = { judged: number; held: number };
export type Withdrawn = Stays & { gone: { id: string; digest: string }[] };

/** Always as many, so that each text is prepared once. */
const marks = (from: number): string =>
	Array.from({ length: MOST_WITHDRAWN }, (_, i) => `$${from + i}`).join(', ');
const filled = (ids: string[]): string[] => Array.from({ length: MOST_WITHDRAWN }, (_, i) => ids[i] ?? '');

type Standing = { id: string; digest: string; judged: boolean | number; held: boolean | number };

/**
 * Judged: here or elsewhere, or given a final answer. Held: also by whoever still looks at it again although that is
 * asked no more, since their answer is taken all the same. Scalar subqueries: PostgreSQL would make a hash of
 * all rows.
 */
const standing = (db: Pick<Tx, 'query'>, projectId: string, ids: string[], now: number) =>
	db.query<Standing>(
		`select id, digest,
			(select id from judgment where judgment.project_id = $1 and judgment.item_id = item.id limit 1) is not null
				or (select at from resolution where resolution.item_id = item.id) is not null as judged,
			(select id from assignment where assignment.item_id = item.id and assignment.due_at > $2
				and (state = 'leased' or (state = 'passed' and purpose = 'review')) limit 1) is not null as held
		from item where project_id = $1 and id in (${marks(3)})`,
		projectId,
		now,
		...filled(ids)
	);

const count = (rows: Standing[]): Stays => ({
	judged: rows.filter(({ judged }) => Boolean(judged)).length,
	held: rows.filter(({ judged, held }) => Boolean(held) && !judged).length
});

/** What would stay of some items as they stand now. @param ids no more than MOST_WITHDRAWN */
export const whatStays = async (
	db: Pick<Tx, 'query'>,
	projectId: string,
	ids: string[],
	now: number
): Promise<Stays> => count(await standing(db, projectId, ids, now));

type Handed = {
	id: string;
	item_id: string;
	user_id: string;
	purpose: Purpose;
	round: number;
	state: string;
};

/** Those of the items that nobody else decides over now, with all that was ever handed out of them. */
async function lockFree(store: Store, tx: Tx, projectId: string, ids: string[]) {
	const locked = async (table: string, column: string, of: string[]): Promise<string[]> => {
		const rows = await tx.query<{ id: string }>(
			`select ${column} as id from ${table} where project_id = $1 and ${column} in (${marks(2)})
			order by ${column}${store.skipLocked}`,
			projectId,
			...filled(of)
		);
		return rows.map(({ id }) => id);
	};
	// The place first: whoever takes an item has its place, and asks for the item's own row only after that.
	const places = await locked('place', 'item_id', ids);
	const items = await locked('item', 'id', places);
	const handedOf = (lock: string) =>
		tx.query<Handed>(
			`select id, item_id, user_id, purpose, round, state from assignment where item_id in (${marks(1)}) order by id${lock}`,
			...filled(items)
		);
	const free = await handedOf(store.skipLocked);
	const known = new Set(free.map(({ id }) => id));
	const busy = new Set((await handedOf('')).flatMap(({ id, item_id }) => (known.has(id) ? [] : [item_id])));
	return { items: items.filter((id) => !busy.has(id)), handed: free };
}

/** Children before parents. */
const tables = ['note', 'suggestion', 'guideline_gap', 'send_back', 'assignment', 'place'];

/**
 * Withdraws what may go of some items of a project; belongs into one short write.
 * @param ids no more than MOST_WITHDRAWN; those that are gone already count for nothing
 */
export async function withdraw(
	store: Store,
	tx: Tx,
	projectId: string,
	ids: string[],
	now: number
): Promise<Withdrawn> {
	const free = await lockFree(store, tx, projectId, ids);
	const rows = await standing(tx, projectId, ids, now);
	const gone = rows.filter(({ id, judged, held }) => !judged && !held && free.items.includes(id));
	const going = gone.map(({ id }) => id);
	const staying = rows.filter(({ id }) => !going.includes(id));
	const { judged } = count(staying);
	if (gone.length > 0) {
		for (const table of tables)
			await tx.query(
				`delete from ${table} where project_id = $1 and item_id in (${marks(2)})`,
				projectId,
				...filled(going)
			);
		await tx.query(
			`delete from item where project_id = $1 and id in (${marks(2)})`,
			projectId,
			...filled(going)
		);
		await uncount(
			tx,
			projectId,
			free.handed.filter((row) => going.includes(row.item_id))
		);
	}
	return {
		gone: gone.map(({ id, digest }) => ({ id, digest })),
		judged,
		held: staying.length - judged
	};
}

/** People were handed these and skipped some: their seats forget it, in one order. */
async function uncount(tx: Tx, projectId: string, handed: Handed[]): Promise<void> {
	for (const userId of [...new Set(handed.map((row) => row.user_id))].toSorted()) {
		const own = handed.filter((row) => row.user_id === userId);
		const many = (is: (row: Handed) => boolean) => -own.filter(is).length;
		await credit(tx, projectId, userId, {
			served: many(({ purpose }) => purpose === 'work'),
			gold: many(({ purpose, round }) => purpose === 'gold' && round > 0),
			repeats: many(({ purpose }) => purpose === 'repeat'),
			skipped: many(({ state, round }) => state === 'skipped' && round > 0)
		});
	}
}
