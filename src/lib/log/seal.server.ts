/**
 * The log's order. A database sequence is no order (lower numbers may commit later), so committed events get
 * consecutive positions here, one sealing at a time: SQLite has one writer, PostgreSQL an advisory lock. With it goes
 * the salt under which the tree's leaf binds its data.
 */
import type { Store } from '#lib/schema/store.server.ts';

const LOCK = 7_241_002;
const BATCH = 2_000;

/** What has no position yet, and the last that was given: one look, since it is taken after each commit. */
async function head(store: Store): Promise<{ waiting: boolean; last: number }> {
	const [row] = await store.read.query<{ waiting: string | null; last: number | null }>(
		`select (select id from event where position is null limit 1) as waiting,
		(select max(position) from event) as last`
	);
	return { waiting: (row?.waiting ?? null) !== null, last: row?.last ?? 0 };
}

/** 122 random bits or more, from the database's own source: data is erasable by throwing them away. */
const salt = { sqlite: 'lower(hex(randomblob(16)))', postgres: 'gen_random_uuid()::text' };

/** Gives positions, and salts where there is data, to at most a batch. @returns the positions it gave */
const sealBatch = (store: Store): Promise<{ position: number }[]> =>
	store.write(async (tx) => {
		if (store.dialect === 'postgres') await tx.query('select pg_advisory_xact_lock($1)', LOCK);
		return tx.query<{ position: number }>(
			`update event set position = batch.position,
				salt = case when event.data is null then null else ${salt[store.dialect]} end from (
				select id, row_number() over (order by id) + coalesce((select max(position) from event), 0) as position
				from (select id from event where position is null order by id limit $1) as waiting
			) as batch where event.id = batch.id returning event.position`,
			BATCH
		);
	});

/** Seals what is committed; @returns the last position of the log, 0 when it is empty */
export async function seal(store: Store): Promise<number> {
	for (;;) {
		const { waiting, last } = await head(store);
		if (!waiting) return last;
		const sealed = await sealBatch(store);
		// None: somebody else was faster, and may not be done. A full batch: there may be more.
		if (sealed.length > 0 && sealed.length < BATCH)
			return sealed.reduce((most, { position }) => Math.max(most, position), 0);
	}
}

export const lastPosition = async (store: Store): Promise<number> => (await head(store)).last;
