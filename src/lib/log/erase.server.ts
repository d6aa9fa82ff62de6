/** Erasing the data of an event: its salted hash takes its place, so that its leaf and every proof stay as they are. */
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import { dataHashOf, sealedColumns, type SealedRow } from './leaf.server.ts';
import { newSalt } from './bind.server.ts';

/** @param kept what may stay to be read; nobody can prove it any more */
export async function eraseData(tx: Tx, id: string, kept: Json): Promise<void> {
	// From before the log had salts, and not in the tree yet: then this is the one that its leaf is made with.
	await tx.query(
		'update event set salt = $2 where id = $1 and salt is null and data is not null and data_hash is null',
		id,
		newSalt()
	);
	const [row] = await tx.query<SealedRow>(`select ${sealedColumns} from event where id = $1`, id);
	if (!row || row.data === null) return;
	await tx.query(
		'update event set data = $2, salt = null, data_hash = $3 where id = $1',
		id,
		canonical(kept),
		dataHashOf(row)
	);
}
