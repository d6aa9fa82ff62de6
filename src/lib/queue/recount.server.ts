/**
 * Brings a project's places in line with its settings, in short writes: after `overlap` changed, `open` is
 * counted anew and never falls below 0 (a gold item has no place to fill); after `order` changed, bands are. A place that opens or changes its band
 * goes to the tail. It may be run at any time, beside people who work, and again after it was cut short.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { pages, type Store, type Tx } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { bandSql } from './band.ts';
import { takeRanks } from './place.server.ts';

/** Places a write: about 2 ms on SQLite. */
const BATCH = 100;

/** From what a place's counts are taken: as they stand, or from assignments and judgments. */
export type Source = 'place' | 'rows';

const counts: Record<Source, { leased: string; counted: string; imported: string }> = {
	place: { leased: 'p.leased', counted: 'p.counted', imported: 'p.imported' },
	rows: {
		leased: `(select count(*) from assignment a where a.item_id = p.item_id and a.purpose = 'work'
			and a.state = 'leased')`,
		counted: `(select count(*) from judgment j where j.project_id = p.project_id and j.item_id = p.item_id
			and j.purpose = 'work' and j.assignment_id is not null and j.supersedes is null and j.counted)`,
		imported: `((select j.id from judgment j where j.project_id = p.project_id and j.item_id = p.item_id
			and j.via = 'import' and j.kind = 'person' limit 1) is not null)`
	}
};

const range = 'select id from item where project_id = $1 and id >= $2 and id <= $3';

async function batch(
	store: Store,
	tx: Tx,
	projectId: string,
	from: string,
	to: string,
	source: Source
): Promise<void> {
	// Locked in one order, before the tail. Whoever changes a place's leases or counts holds its lock until commit,
	// so what the next statements see is whole.
	await tx.query(
		`select item_id from place where item_id in (${range}) order by item_id${store.forUpdate}`,
		projectId,
		from,
		to
	);
	const rank = await takeRanks(tx, projectId, BATCH);
	const [row] = await tx.query<{ settings: string }>('select settings from project where id = $1', projectId);
	if (!row) return;
	const { overlap, order } = JSON.parse(row.settings) as ProjectSettings;
	const { leased, counted, imported } = counts[source];
	await tx.query(
		`update place set overlap = fresh.overlap, leased = fresh.leased, counted = fresh.counted,
			imported = fresh.imported, open = fresh.open, band = fresh.band,
			rank = case when place.band <> fresh.band or (place.open = 0 and fresh.open > 0)
				then $5 + fresh.nth else place.rank end
		from (
			select item_id, overlap, leased, counted, imported, band, nth,
				case when overlap - counted - leased > 0 then overlap - counted - leased else 0 end as open
			from (
				select p.item_id, case when i.gold is null then cast($4 as integer) else 0 end as overlap, ${leased} as leased, ${counted} as counted,
					${imported} as imported,
					${bandSql(order)} as band,
					row_number() over (order by p.rank) - 1 as nth
				from place p join item i on i.id = p.item_id where p.item_id in (${range})
			) as counting
		) as fresh
		where place.item_id = fresh.item_id and (place.overlap <> fresh.overlap or place.band <> fresh.band
			or place.leased <> fresh.leased or place.counted <> fresh.counted or place.open <> fresh.open
			or place.imported <> fresh.imported)`,
		projectId,
		from,
		to,
		overlap,
		rank
	);
}

/** Item ids of a project, a batch at a time, oldest first. */
export const itemPages = (store: Store, projectId: string): AsyncGenerator<{ id: string }[]> =>
	pages<{ id: string }>((last) =>
		store.read.query<{ id: string }>(
			`select id from item where project_id = $1 and id > $2 order by id limit ${BATCH}`,
			projectId,
			last?.id ?? ''
		)
	);

/** @param progress is told how many items were looked at */
export async function recount(
	store: Store,
	projectId: string,
	source: Source = 'place',
	progress: (items: number) => void = () => {}
): Promise<void> {
	// Imports that read the old settings hold the tail until they commit: wait for them, then all places are there.
	await store.write((tx) => takeRanks(tx, projectId, 0));
	let items = 0;
	for await (const page of itemPages(store, projectId)) {
		const [first, last] = [page[0], page.at(-1)];
		if (first && last) await store.write((tx) => batch(store, tx, projectId, first.id, last.id, source));
		progress((items += page.length));
		await breathe();
	}
}
