/**
 * When an item is resolved, said once for files and lists alike: no place is left to fill, or people's judgments of it
 * were imported, or a person gave its final answer; but never while people look at it again. A place remembers that such
 * judgments came and what a lead said last, so that a list of open or of resolved items costs the same however many of
 * either there are.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { inList } from './insert.server.ts';

export type Standing = {
	/** judgments that fill a place, and places */
	counted: number;
	overlap: number;
	/** whether a person's judgment was imported */
	imported: boolean;
	/** whether a person gave the final answer */
	final: boolean;
};

export const isResolved = ({ counted, overlap, imported, final }: Standing): boolean =>
	final || imported || counted >= overlap;

/** Of places: what their indexes hold. What a lead said of an item last stands apart from these. */
export const FILLED = '(counted >= overlap or imported) and ruling is null';
export const UNFILLED = 'counted < overlap and not imported and left_out is null and ruling is null';
/** Nobody is handed these, and nobody needs to be: they are no open work. */
export const LEFT_OUT = 'counted < overlap and not imported and left_out is not null and ruling is null';

/** People look at these again, as a lead asked. */
export const SENT_BACK = "ruling = 'sent_back'";

/**
 * Places before items, as whoever submits or erases takes them: a judgment that goes in holds its item. Called before
 * that, so that nobody waits in a circle.
 */
export async function lockPlaces(store: Store, tx: Tx, itemIds: string[]): Promise<void> {
	if (store.forUpdate === '' || itemIds.length === 0) return;
	const { marks, values } = inList([...new Set(itemIds)], 1);
	await tx.query(
		`select item_id from place where item_id in (${marks}) order by item_id${store.forUpdate}`,
		...values
	);
}

type Judged = { itemId: string; kind: 'person' | 'model' };

/** Judgments were imported: their items' places remember it. Called once in that write, when the places are there. */
export async function rememberImported(store: Store, tx: Tx, judgments: Judged[]): Promise<void> {
	const items = new Set(judgments.flatMap(({ itemId, kind }) => (kind === 'person' ? [itemId] : [])));
	if (items.size === 0) return;
	const { marks, values } = inList([...items], 1);
	// Locked in one order: two files at once never wait for each other in a circle.
	const places = `select item_id from place where item_id in (${marks}) and not imported order by item_id${store.forUpdate}`;
	const fresh = await tx.query<{ item_id: string }>(places, ...values);
	if (fresh.length === 0) return;
	const list = inList(
		fresh.map(({ item_id }) => item_id),
		2
	);
	await tx.query(`update place set imported = $1 where item_id in (${list.marks})`, true, ...list.values);
}
