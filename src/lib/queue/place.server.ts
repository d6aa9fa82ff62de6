/**
 * Places: how items enter the queue, are taken and come back. A place that opens again goes to the tail, so a
 * person's cursor never has to look behind itself; ranks become visible in rank order, since whoever takes
 * some holds the project's tail row until commit.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { bandOf, bandSql, type Ranked } from './band.ts';
import { leftOut, type Found } from './left-out.ts';
import { isDrawn, NO_PAIR } from './pair.ts';
import { bandsOf } from './stratum.server.ts';

/** `gold`: its right answer is known, so it has no place to fill. `pair`: of models, as `pairOf` has it */
export type Entering = Ranked & Found & { id: string; gold?: boolean; pair?: string };

/** Rows an insert: few enough texts to stay prepared, whatever the size of a batch. */
const PIECES = [128, 64, 32, 16, 8, 4, 2, 1];
const pieceFor = (left: number): number => PIECES.find((size) => size <= left) ?? 1;

/** Takes `many` fresh ranks. Always the last lock that a write takes. @returns the first of them */
export async function takeRanks(tx: Tx, projectId: string, many: number): Promise<number> {
	const [tail] = await tx.query<{ next: number }>(
		'update tail set next = next + $2 where project_id = $1 returning next',
		projectId,
		many
	);
	if (!tail) throw new Error(`Project ${projectId} has no tail.`);
	return tail.next - many;
}

/** Fisher-Yates. */
function shuffled<T>(list: T[], random: () => number): T[] {
	const mixed = [...list];
	for (let i = mixed.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
	}
	return mixed;
}

/** The project's settings, read under the tail's lock: a recount waits for that lock, then sees what this write did. */
async function settingsOf(tx: Tx, projectId: string): Promise<ProjectSettings> {
	const [row] = await tx.query<{ settings: string }>('select settings from project where id = $1', projectId);
	if (!row) throw new Error(`Project ${projectId} is gone.`);
	return JSON.parse(row.settings) as ProjectSettings;
}

/** A batch in the order of its project: what is shuffled in any order, what is uncertain from the least sure on. */
function inOrder(order: ProjectSettings['order'], items: Entering[], random: () => number): Entering[] {
	if (order === 'shuffled') return shuffled(items, random);
	return order === 'uncertainty' ? items.toSorted((a, b) => a.score - b.score) : items;
}

/**
 * Gives new items their places at the tail, in the order given or as the project's order has them within a batch.
 * Called once in the write that inserts the items, as its last step.
 */
export async function enter(
	tx: Tx,
	project: ProjectRow,
	items: Entering[],
	random: () => number = Math.random
): Promise<void> {
	if (items.length === 0) return;
	let rank = await takeRanks(tx, project.id, items.length);
	const settings = await settingsOf(tx, project.id);
	const { overlap, order } = settings;
	const ordered = inOrder(order, items, random);
	const pairs = isDrawn(order)
		? await bandsOf(
				tx,
				project.id,
				items.map(({ pair = NO_PAIR }) => pair)
			)
		: null;
	const bandFor = (entering: Entering): number =>
		pairs?.get(entering.pair ?? NO_PAIR) ?? bandOf(order, entering);
	for (let at = 0; at < ordered.length;) {
		const piece = ordered.slice(at, at + pieceFor(ordered.length - at));
		const rows = piece.map((_, i) => {
			const n = 2 + 6 * i;
			return `($1, $${n}, $${n + 1}, 0, 0, $${n + 2}, $${n + 3}, $${n + 4}, $${n + 5})`;
		});
		await tx.query(
			`insert into place (project_id, open, overlap, leased, counted, left_out, item_id, band, rank) values ${rows.join(', ')}`,
			project.id,
			...piece.flatMap((entering) => {
				const places = entering.gold === true ? 0 : overlap;
				const out = leftOut(settings, entering);
				return [out === null ? places : 0, places, out, entering.id, bandFor(entering), rank++];
			})
		);
		at += piece.length;
	}
}

/** A list in pieces of a few sizes, so that their texts stay prepared. */
function pieces(ids: string[]): string[][] {
	const list: string[][] = [];
	for (let at = 0; at < ids.length; at += list.at(-1)?.length ?? 1)
		list.push(ids.slice(at, at + pieceFor(ids.length - at)));
	return list;
}
const marksOf = (piece: string[], from: number): string => piece.map((_, i) => `$${from + i}`).join(', ');

/**
 * After suggestions came to items that are there: in a project that orders by uncertainty, places whose band changed go
 * to the tail of their new band, so that nobody's cursor has passed them. Only the items named are looked at. The last
 * step of its write but for `enter`.
 */
export async function bandAnew(store: Store, tx: Tx, projectId: string, itemIds: string[]): Promise<void> {
	const named = pieces([...new Set(itemIds)].toSorted());
	if (named.length === 0) return;
	// Locked before the tail, as everywhere: whoever holds a place may be waiting for the tail. Of two who score an item
	// at once the later one waits at the tail, and then sees both scores.
	if ((await settingsOf(tx, projectId)).order === 'uncertainty')
		for (const piece of named)
			await tx.query(
				`select item_id from place where item_id in (${marksOf(piece, 1)}) order by item_id${store.forUpdate}`,
				...piece
			);
	let rank = await takeRanks(tx, projectId, named.flat().length);
	const { order } = await settingsOf(tx, projectId);
	if (order !== 'uncertainty') return;
	for (const piece of named) {
		await tx.query(
			`update place set band = fresh.band, rank = $2 + fresh.nth from (
				select p.item_id, ${bandSql(order)} as band, row_number() over (order by p.rank) - 1 as nth
				from place p join item i on i.id = p.item_id where p.project_id = $1 and p.item_id in (${marksOf(piece, 3)})
			) as fresh where place.item_id = fresh.item_id and place.band <> fresh.band`,
			projectId,
			rank,
			...piece
		);
		rank += piece.length;
	}
}

/** Holds one place for somebody if one is open and nobody else decides over it now. Never waits. */
export async function take(store: Store, tx: Tx, itemId: string): Promise<boolean> {
	const [taken] = await tx.query(
		`update place set leased = leased + 1, open = open - 1 where item_id =
			(select item_id from place where item_id = $1 and open > 0${store.skipLocked}) returning item_id`,
		itemId
	);
	return taken !== undefined;
}

/** What may be open at all: not what the system leaves out, nor what has its final answer. */
export const OPENS = "left_out is null and ruling is distinct from 'final'";

/** What `open` is after one lease less: an overlap that was lowered may leave it at 0, and so does what closes it. */
const LESS = `leased = leased - 1, open = case when ${OPENS} and overlap - counted - leased + 1 > 0
	then overlap - counted - leased + 1 else 0 end`;

/** A lease ends without an answer. @returns whether the place was full until now and must go to the tail */
export async function giveBack(tx: Tx, itemId: string): Promise<boolean> {
	const [place] = await tx.query<{ open: number }>(
		`update place set ${LESS} where item_id = $1 returning open`,
		itemId
	);
	return place?.open === 1;
}

/** As `giveBack`, but leaves a place alone that somebody else decides over now. @returns null then */
export async function giveBackUnlessLocked(store: Store, tx: Tx, itemId: string): Promise<boolean | null> {
	const [place] = await tx.query<{ open: number }>(
		`update place set ${LESS} where item_id =
			(select item_id from place where item_id = $1${store.skipLocked}) returning open`,
		itemId
	);
	return place ? place.open === 1 : null;
}

/**
 * An item becomes gold, or is none any more: it has no place to fill while it is. Belongs behind the lock on the
 * place, which a recount waits for; who holds the item as work keeps it, and the answer is kept as an extra one.
 * @returns whether the place opened and must go to the tail
 */
export async function setPlaces(tx: Tx, itemId: string, overlap: number): Promise<boolean> {
	const [place] = await tx.query<{ open: number }>(
		`update place set overlap = $2, open = case when ${OPENS} and $2 - counted - leased > 0 then $2 - counted - leased else 0 end
		where item_id = $1 returning open`,
		itemId,
		overlap
	);
	return place !== undefined && place.open > 0;
}

export type Ruling = 'final' | 'sent_back' | null;

/**
 * What a lead says of an item: with its final answer it closes, whoever holds it may still answer; without one it is as
 * open as its counts have it. Belongs behind the lock on the place.
 * @returns whether it is open and must go to the tail, even where it was open before: whoever held it to look at it
 * again walked past it, and has it no more once that is asked of others
 */
export async function setRuling(tx: Tx, itemId: string, ruling: Ruling): Promise<boolean> {
	const [place] = await tx.query<{ open: number }>(
		`update place set ruling = $2, open = case when left_out is null and overlap - counted - leased > 0
			and ${ruling === 'final' ? '1 = 0' : '1 = 1'} then overlap - counted - leased else 0 end
		where item_id = $1 returning open`,
		itemId,
		ruling
	);
	return place !== undefined && place.open > 0;
}

/** Sends places to the tail that opened again, or that somebody's cursor passed while they could not have them. */
export async function toTail(tx: Tx, projectId: string, itemIds: string[]): Promise<void> {
	if (itemIds.length === 0) return;
	let rank = await takeRanks(tx, projectId, itemIds.length);
	for (const id of itemIds) await tx.query('update place set rank = $2 where item_id = $1', id, rank++);
}

/**
 * Counts a judgment if a place is left for it: the one that the judge holds, or one that nobody holds.
 * @returns whether it counts; in both cases a held lease has ended
 */
export async function fill(tx: Tx, itemId: string, held: boolean): Promise<boolean> {
	const [counted] = await tx.query(
		held
			? `update place set counted = counted + 1, leased = leased - 1
				where item_id = $1 and counted < overlap returning item_id`
			: `update place set counted = counted + 1, open = open - 1
				where item_id = $1 and open > 0 and counted < overlap returning item_id`,
		itemId
	);
	if (counted) return true;
	if (held) await giveBack(tx, itemId);
	return false;
}
