/**
 * Brings a project's places in line with its settings, in short writes: after `overlap` or its cap changed, `open` is
 * counted anew and never falls below 0 (a gold item has no place to fill); after `order` changed, bands are; after
 * `self_naming` changed, what is left out. A place that opens or changes its band
 * goes to the tail. It may be run at any time, beside people who work, and again after it was cut short.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { pages, type Store, type Tx } from '#lib/schema/store.server.ts';
import type { Answers, Payload, ProjectSettings } from '#lib/schema/values.ts';
import { bandSql, LAST_BAND } from './band.ts';
import { FILLS } from './grow.server.ts';
import { leftOutSql } from './left-out.ts';
import { grows, placesOf, type Disputed } from './overlap.ts';
import { isDrawn, pairOf } from './pair.ts';
import { OPENS, takeRanks } from './place.server.ts';
import { bandsOf } from './stratum.server.ts';

/** Places a write: about 2 ms on SQLite. */
const BATCH = 100;

/** From what a place's counts are taken: as they stand, or from assignments and judgments. */
export type Source = 'place' | 'rows';

const counts: Record<Source, { leased: string; counted: string; imported: string; ruling: string }> = {
	place: { leased: 'p.leased', counted: 'p.counted', imported: 'p.imported', ruling: 'p.ruling' },
	rows: {
		leased: `(select count(*) from assignment a where a.item_id = p.item_id and a.purpose = 'work'
			and a.state = 'leased')`,
		counted: `(select count(*) from judgment j where j.project_id = p.project_id and j.item_id = p.item_id
			and j.purpose in ('work', 'review') and j.assignment_id is not null and j.supersedes is null and j.counted)`,
		imported: `((select j.id from judgment j where j.project_id = p.project_id and j.item_id = p.item_id
			and j.via = 'import' and j.kind = 'person' limit 1) is not null)`,
		ruling: `case when (select r.at from resolution r where r.item_id = p.item_id) is not null then 'final'
			when (select s.at from send_back s where s.item_id = p.item_id and s.ended_at is null limit 1) is not null
				then 'sent_back' end`
	}
};

/** Which items are looked at. */
type Which = 'all' | 'self_naming';
const condition: Record<Which, string> = { all: '', self_naming: 'and self_naming is not null' };
const rangeOf = (which: Which): string =>
	`select id from item where project_id = $1 and id >= $2 and id <= $3 ${condition[which]}`;

type Range = { projectId: string; from: string; to: string; which: Which };

/** Where pairs are drawn: the band of each item. Behind the tail's lock. */
async function drawnBands(tx: Tx, { projectId, from, to, which }: Range): Promise<Map<string, number>> {
	const items = await tx.query<{ id: string; payload: string }>(
		`select id, payload from item where id in (${rangeOf(which)})`,
		projectId,
		from,
		to
	);
	const pairs = items.map(({ id, payload }) => [id, pairOf(JSON.parse(payload) as Payload)] as const);
	const bands = await bandsOf(
		tx,
		projectId,
		pairs.map(([, pair]) => pair)
	);
	return new Map(pairs.map(([id, pair]) => [id, bands.get(pair) ?? LAST_BAND]));
}

/** Where disagreement opens places: how many each item has that is not as the settings say. */
async function grownPlaces(
	tx: Tx,
	{ projectId, from, to, which }: Range,
	settings: ProjectSettings,
	disputed: Disputed
): Promise<Map<string, number>> {
	const given = await tx.query<{ item_id: string; answers: string }>(
		`select j.item_id, j.answers from judgment j
		where j.project_id = $1 and j.item_id in (${rangeOf(which)}) and ${FILLS} order by j.item_id, j.id`,
		projectId,
		from,
		to
	);
	return new Map(
		[...Map.groupBy(given, ({ item_id: id }) => id)].map(([id, rows]) => {
			const answers = rows.map(({ answers: text }) => JSON.parse(text) as Answers);
			const isDisputed = answers.length >= settings.overlap && disputed(answers);
			return [id, placesOf(settings, answers.length, isDisputed)];
		})
	);
}

type Derived = { bands: Map<string, number> | null; places: Map<string, number> | null };

/** What of a batch SQL does not say, as rows `known (item_id, band, places)` from `$6` on; always as many. */
function knownSql({ bands, places }: Derived): { text: string; values: (string | number | null)[] } {
	if (!bands && !places) return { text: '', values: [] };
	const ids = [...new Set([...(bands?.keys() ?? []), ...(places?.keys() ?? [])])];
	const rows = Array.from({ length: BATCH }, (_, i) => {
		const id = ids[i] ?? '';
		return [id, bands?.get(id) ?? null, places?.get(id) ?? null];
	});
	const marks = rows.map((_, i) => {
		const n = 6 + 3 * i;
		return `($${n}, cast($${n + 1} as integer), cast($${n + 2} as integer))`;
	});
	return { text: `with known (item_id, band, places) as (values ${marks.join(', ')})`, values: rows.flat() };
}
const knownOf = (name: 'band' | 'places') =>
	`(select known.${name} from known where known.item_id = p.item_id)`;

async function batch(
	store: Store,
	tx: Tx,
	all: Range,
	source: Source,
	disputed: Disputed | undefined
): Promise<void> {
	const { projectId, from, to, which } = all;
	const range = rangeOf(which);
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
	const settings = JSON.parse(row.settings) as ProjectSettings;
	const { overlap, order } = settings;
	const { leased, counted, imported, ruling } = counts[source];
	if (grows(settings) && !disputed)
		throw new Error('Whoever recounts a project that has a cap says when answers are disputed.');
	const bands = isDrawn(order) ? await drawnBands(tx, all) : null;
	const places = grows(settings) && disputed ? await grownPlaces(tx, all, settings, disputed) : null;
	const known = knownSql({ bands, places });
	await tx.query(
		`${known.text} update place set overlap = fresh.overlap, leased = fresh.leased, counted = fresh.counted,
			imported = fresh.imported, open = fresh.open, band = fresh.band, left_out = fresh.left_out, ruling = fresh.ruling,
			rank = case when place.band <> fresh.band or (place.open = 0 and fresh.open > 0)
				then $5 + fresh.nth else place.rank end
		from (
			select item_id, overlap, leased, counted, imported, band, left_out, ruling, nth,
				case when ${OPENS} and overlap - counted - leased > 0 then overlap - counted - leased else 0 end as open
			from (
				select p.item_id, case when i.gold is not null then 0 else ${places ? `coalesce(${knownOf('places')}, cast($4 as integer))` : 'cast($4 as integer)'} end as overlap, ${leased} as leased, ${counted} as counted,
					${imported} as imported, ${ruling} as ruling,
					${bands ? `coalesce(${knownOf('band')}, ${LAST_BAND})` : bandSql(order)} as band, ${leftOutSql(settings)} as left_out,
					row_number() over (order by p.rank) - 1 as nth
				from place p join item i on i.id = p.item_id where p.item_id in (${range})
			) as counting
		) as fresh
		where place.item_id = fresh.item_id and (place.overlap <> fresh.overlap or place.band <> fresh.band
			or place.leased <> fresh.leased or place.counted <> fresh.counted or place.open <> fresh.open
			or place.imported <> fresh.imported or place.left_out is distinct from fresh.left_out
			or place.ruling is distinct from fresh.ruling)`,
		projectId,
		from,
		to,
		overlap,
		rank,
		...known.values
	);
}

/** Item ids of a project, a batch at a time, oldest first. */
export const itemPages = (
	store: Store,
	projectId: string,
	which: Which = 'all'
): AsyncGenerator<{ id: string }[]> =>
	pages<{ id: string }>((last) =>
		store.read.query<{ id: string }>(
			`select id from item where project_id = $1 and id > $2 ${condition[which]} order by id limit ${BATCH}`,
			projectId,
			last?.id ?? ''
		)
	);

export type Recounting = {
	source?: Source;
	/** `self_naming`: those alone whose standing that setting decides */
	which?: Which;
	/** by the project's form; asked for where it has a cap */
	disputed?: Disputed | undefined;
	/** is told how many items were looked at */
	progress?: (items: number) => void;
};

export async function recount(
	store: Store,
	projectId: string,
	{ source = 'place', which = 'all', disputed, progress = () => {} }: Recounting = {}
): Promise<void> {
	// Imports that read the old settings hold the tail until they commit: wait for them, then all places are there.
	await store.write((tx) => takeRanks(tx, projectId, 0));
	let items = 0;
	for await (const page of itemPages(store, projectId, which)) {
		const [first, last] = [page[0], page.at(-1)];
		if (first && last)
			await store.write((tx) =>
				batch(store, tx, { projectId, from: first.id, to: last.id, which }, source, disputed)
			);
		progress((items += page.length));
		await breathe();
	}
}
