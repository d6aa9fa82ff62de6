/**
 * What checks a person among their work, and looks like work to them: gold items, whose right answer is known, and
 * repeats of what they answered, with the sides turned round. Neither takes a place nor ever counts. Each look-up
 * reads a few rows by an index, whatever the person did before; where nothing fits, work stands in.
 */
import { spread } from '#lib/schema/spread.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { arranged, makeLease, ROUND, type Claimer, type Lease } from './lease.server.ts';
import { setStanding, credit, type Seat } from './seat.server.ts';

/** Gold items looked at in one statement; what lies further on is looked at when gold is due again. */
const WINDOW = 32;
/** A repeat is taken from so many that were answered last, the longest ago first. */
const RECENT = 32;
/** So many others were answered since: what was just on screen is remembered, not judged. */
const BETWEEN = 5;

/** Beyond every id. Bounds of all three columns say which index is meant: PostgreSQL else walks back through all ids. */
export const BEYOND = 'z'.repeat(25);

type Candidate = { id: string; met: string | null };

/**
 * The next gold item, by its own cursor, that this person never had in hand for whatever purpose. From the last one it
 * goes on with the first, since any item can become gold.
 */
export async function nextGold(
	store: Store,
	tx: Tx,
	{ project, userId }: Claimer,
	cursor: string
): Promise<{ id: string | null; cursor: string }> {
	let at = cursor;
	for (const from of cursor === '' ? [''] : [cursor, '']) {
		const found = await tx.query<Candidate>(
			`select id, (select a.id from assignment a where a.item_id = item.id and a.user_id = $2 limit 1) as met
			from item where project_id = $1 and gold is not null and id > $3 order by id limit ${WINDOW}`,
			project.id,
			userId,
			from
		);
		for (const { id } of found.filter(({ met }) => met === null)) {
			// An import that is withdrawn at this moment takes the item along, or leaves it alone after this.
			const [there] = await tx.query(`select id from item where id = $1${store.skipGoing}`, id);
			if (there) return { id, cursor: id };
		}
		at = found.length < WINDOW ? '' : (found.at(-1)?.id ?? '');
		if (at !== '') break;
	}
	return { id: null, cursor: at };
}

/** Gold takes no turn of a response: the sides of what counts stay in balance whatever lies between. */
export const byChance =
	({ userId }: Pick<Claimer, 'userId'>, itemId: string) =>
	(many: number): Promise<number> =>
		Promise.resolve(spread(`gold/${itemId}/${userId}`) % many);

/** A gold item as if it were work, or null when there is none for this person. */
export async function leaseGold(store: Store, tx: Tx, claimer: Claimer, seat: Seat): Promise<Lease | null> {
	const { project, userId } = claimer;
	const { id, cursor } = await nextGold(store, tx, claimer, seat.gold_cursor);
	if (cursor !== seat.gold_cursor) await setStanding(tx, project.id, userId, { gold_cursor: cursor });
	seat.gold_cursor = cursor;
	if (id === null) return null;
	const shown = await arranged(tx, claimer, id, byChance(claimer, id));
	await credit(tx, project.id, userId, { gold: 1 });
	seat.gold++;
	return makeLease(tx, claimer, { item_id: id, purpose: 'gold', round: ROUND, ...shown });
}

type Answered = { item_id: string; shown: string | null; again: string | null; gold: boolean | number };

/**
 * Something this person answered a while ago, its responses in the opposite order: once at most, and only where there
 * is an order to turn round.
 */
export async function leaseRepeat(tx: Tx, claimer: Claimer, seat: Seat): Promise<Lease | null> {
	const { project, userId, desk } = claimer;
	if (!desk.arrange) return null;
	const answered = await tx.query<Answered>(
		`select item_id, shown,
			(select r.id from assignment r where r.item_id = a.item_id and r.user_id = $2 and r.purpose = 'repeat' limit 1)
				as again,
			(select i.gold from item i where i.id = a.item_id) is not null as gold
		from assignment a where (project_id, user_id, id) > ($1, $2, '') and (project_id, user_id, id) < ($1, $2, $3)
			and purpose = 'work' and state = 'submitted'
		order by project_id desc, user_id desc, id desc limit ${RECENT}`,
		project.id,
		userId,
		BEYOND
	);
	const fits = ({ again, gold, shown }: Answered) => again === null && !gold && shown !== null;
	const chosen = answered.slice(BETWEEN).findLast(fits);
	if (!chosen?.shown) return null;
	const shown = JSON.stringify((JSON.parse(chosen.shown) as string[]).toReversed());
	await credit(tx, project.id, userId, { repeats: 1 });
	seat.repeats++;
	return makeLease(tx, claimer, { item_id: chosen.item_id, purpose: 'repeat', round: ROUND, shown });
}
