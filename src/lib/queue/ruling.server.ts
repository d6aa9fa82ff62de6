/**
 * What a lead says of an item: its final answer, or that people look again. Places follow in the same transaction: what
 * has its final answer is handed to nobody, and opens again when the answer is taken back.
 */
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Purpose } from '#lib/schema/values.ts';
import { setRuling, toTail, type Ruling } from './place.server.ts';

export type Handed = { id: string; user_id: string; purpose: Purpose; round: number; state: string };

/**
 * Locks an item for whoever rules over it, in the order of a submit: all that was handed out of it by id, its place, the
 * item itself, which an import that is withdrawn leaves alone then.
 * @returns what was handed out of it
 * @throws Refusal not_found, gone
 */
export async function lockItem(store: Store, tx: Tx, itemId: string): Promise<Handed[]> {
	const handed = await tx.query<Handed>(
		`select id, user_id, purpose, round, state from assignment where item_id = $1 order by id${store.forUpdate}`,
		itemId
	);
	await tx.query(`select item_id from place where item_id = $1${store.forUpdate}`, itemId);
	const [item] = await tx.query<{ erased_at: number | null }>(
		`select erased_at from item where id = $1${store.forUpdate}`,
		itemId
	);
	if (!item) throw new Refusal('not_found', 'This item was withdrawn just now.');
	if (item.erased_at !== null)
		throw new Refusal('gone', 'What this item held was erased, so there is nothing left to judge.');
	return handed;
}

/** Belongs behind `lockItem`, as the last step of its write. */
export async function rule(tx: Tx, projectId: string, itemId: string, ruling: Ruling): Promise<void> {
	if (await setRuling(tx, itemId, ruling)) await toTail(tx, projectId, [itemId]);
}

/** A final answer ends what people were asked to look at again: nobody needs their answers, which are taken all the same. */
export async function endRounds(tx: Tx, itemId: string, eventId: string, now: number): Promise<void> {
	await tx.query(
		'update send_back set ended_event_id = $2, ended_at = $3 where item_id = $1 and ended_at is null',
		itemId,
		eventId,
		now
	);
	await tx.query(
		`update assignment set state = 'passed' where item_id = $1 and purpose = 'review'
			and state in ('leased', 'released', 'expired')`,
		itemId
	);
}
