/**
 * The log's order. A database sequence is no order (lower numbers may commit later), so committed events get
 * consecutive positions here, one sealing at a time: SQLite has one writer, PostgreSQL an advisory lock.
 */
import type { Store } from '#lib/schema/store.server.ts';

const LOCK = 7_241_002;
const BATCH = 2_000;

/** Seals what is committed; @returns the last position of the log, 0 when it is empty */
export async function seal(store: Store): Promise<number> {
	for (;;) {
		const [waiting] = await store.read.query<{ id: string }>(
			'select id from event where position is null limit 1'
		);
		if (!waiting) break;
		await store.write(async (tx) => {
			if (store.dialect === 'postgres') await tx.query('select pg_advisory_xact_lock($1)', LOCK);
			await tx.query(
				`update event set position = batch.position from (
					select id, row_number() over (order by id) + coalesce((select max(position) from event), 0) as position
					from (select id from event where position is null order by id limit $1) as waiting
				) as batch where event.id = batch.id`,
				BATCH
			);
		});
	}
	return lastPosition(store);
}

export async function lastPosition(store: Store): Promise<number> {
	const [last] = await store.read.query<{ position: number | null }>(
		'select max(position) as position from event'
	);
	return last?.position ?? 0;
}
