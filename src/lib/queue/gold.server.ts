/**
 * An item becomes gold, by a known right answer, or is none any more. While it is, it is handed out to check people and
 * to nobody as work, and takes no part in what is made of judgments; those that it has stay.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { canonical } from '#lib/schema/json.ts';
import { setPlaces, toTail } from './place.server.ts';

export type Gold = { answers: Answers; reason: string | null };

/**
 * Belongs into one write, the last of it but for the tail. The place is locked first, as everywhere; a recount waits
 * for it.
 * @param gold null: it is none any more, and its places open again
 * @param record writes the event, told whether the item was gold before
 * @returns false when the item is gone
 */
export async function setGold(
	store: Store,
	tx: Tx,
	projectId: string,
	itemId: string,
	gold: Gold | null,
	record: (was: boolean) => Promise<string>
): Promise<boolean> {
	await tx.query(`select item_id from place where item_id = $1${store.forUpdate}`, itemId);
	const [item] = await tx.query<{ gold: string | null }>(
		`select gold from item where id = $1 and project_id = $2${store.forUpdate}`,
		itemId,
		projectId
	);
	if (!item) return false;
	if (item.gold === null && gold === null) return true;
	const answers = gold && canonical(gold.answers);
	await tx.query(
		'update item set gold = $2, gold_reason = $3, gold_event_id = $4 where id = $1',
		itemId,
		answers,
		gold?.reason ?? null,
		await record(item.gold !== null)
	);
	if ((item.gold === null) === (gold === null)) return true;
	// A change of the overlap is written before places are counted anew: whoever reads it now is followed by that.
	const [project] = await tx.query<{ settings: string }>(
		'select settings from project where id = $1',
		projectId
	);
	const { overlap } = JSON.parse(project?.settings ?? '{"overlap":1}') as { overlap: number };
	if (await setPlaces(tx, itemId, gold ? 0 : overlap)) await toTail(tx, projectId, [itemId]);
	return true;
}
