/** The items of a project as its managers see them: page by page, by a key that costs the same at any depth. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { notesOn, type NoteView } from '#lib/queue/note.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { inList } from './insert.server.ts';
import { FILLED, isResolved, UNFILLED } from './resolved.server.ts';

export const itemStatuses = ['open', 'leased', 'resolved'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

export const ItemsQuery = z.strictObject({
	status: z.enum(itemStatuses).optional(),
	/** the end of the page before, as its `next_cursor` */
	cursor: z
		.string()
		.regex(/^[0-9a-z]{24}$/, 'Send the next_cursor of the page before.')
		.optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});
export type ItemsQuery = z.infer<typeof ItemsQuery>;

export type ItemView = {
	id: string;
	key: string;
	payload: Json;
	metadata: Json;
	priority: number;
	status: ItemStatus;
	counted: number;
	overlap: number;
	created_at: string;
	/** flags and comments of those who were handed it, oldest first */
	notes: Omit<NoteView, 'item_id'>[];
};

type Row = {
	id: string;
	key: string;
	payload: string;
	metadata: string | null;
	priority: number;
	created_at: number;
	counted: number;
	overlap: number;
	status: ItemStatus;
};

/** As it is read, with what the status follows from; SQLite has 1 and 0 for true and false. */
type Found = Omit<Row, 'status'> & Record<'imported' | 'final' | 'leased', boolean | number>;

/** Leased: somebody holds it now. */
function seen({ imported, final, leased, ...row }: Found): Row {
	const standing = { ...row, imported: Boolean(imported), final: Boolean(final) };
	return { ...row, status: isResolved(standing) ? 'resolved' : leased ? 'leased' : 'open' };
}

/**
 * The next ids that may have a status, each by one index, so that a page costs the same whatever the others are. The
 * few that have another one after all are seen when the row is read: PostgreSQL guesses such conditions badly.
 */
const idsOf: Record<ItemStatus | 'all', string> = {
	all: 'select id from item where project_id = $1 and id > $2 order by id limit $3',
	open: `select item_id as id from place where project_id = $1 and ${UNFILLED} and item_id > $2
		order by item_id limit $3`,
	leased: `select distinct item_id as id from assignment
		where project_id = $1 and state = 'leased' and item_id > $2 order by item_id limit $3`,
	resolved: `select id from (
			select * from (select item_id as id from place
				where project_id = $1 and ${FILLED} and item_id > $2 order by item_id limit $3) as filled
			union select * from (select item_id as id from resolution
				where project_id = $1 and item_id > $2 order by item_id limit $3) as final
		) as done order by id limit $3`
};

async function rowsOf(store: Store, ids: string[], now: number): Promise<Row[]> {
	const { marks, values } = inList(ids, 2);
	const rows = await store.read.query<Found>(
		`select item.id, item.key, item.payload, item.metadata, item.priority, item.created_at,
			place.counted, place.overlap, place.imported,
			(select at from resolution where resolution.item_id = item.id) is not null as final,
			(select id from assignment where assignment.item_id = item.id and assignment.state = 'leased'
				and assignment.due_at > $1 limit 1) is not null as leased
		from item join place on place.item_id = item.id where item.id in (${marks}) order by item.id`,
		now,
		...values
	);
	return rows.map(seen);
}

export async function listItems(
	store: Store,
	actor: Actor,
	slug: string,
	{ status, cursor, limit }: ItemsQuery,
	now = Date.now()
): Promise<{ items: ItemView[]; next_cursor: string | null }> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const rows: Row[] = [];
	for (let after = cursor ?? ''; rows.length <= limit;) {
		const found = await store.read.query<{ id: string }>(
			idsOf[status ?? 'all'],
			project.id,
			after,
			limit + 1
		);
		const last = found.at(-1);
		if (!last) break;
		const ids = found.map(({ id }) => id);
		rows.push(...(await rowsOf(store, ids, now)).filter((row) => !status || row.status === status));
		after = last.id;
	}
	const page = rows.slice(0, limit);
	const notes = await notesOn(
		store.read,
		project.id,
		page.map(({ id }) => id)
	);
	const on = (id: string) => notes.flatMap(({ item_id, ...note }) => (item_id === id ? [note] : []));
	return {
		items: page.map(({ payload, metadata, created_at, ...row }) => ({
			...row,
			notes: on(row.id),
			payload: JSON.parse(payload) as Json,
			metadata: metadata === null ? null : (JSON.parse(metadata) as Json),
			created_at: new Date(created_at).toISOString()
		})),
		next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null
	};
}

/** One item of a project by its id. @throws Refusal not_found */
export async function itemOf(store: Store, projectId: string, id: string) {
	const [row] = await store.read.query<{ id: string; key: string; payload: string }>(
		'select id, key, payload from item where id = $1 and project_id = $2',
		id,
		projectId
	);
	if (!row) throw new Refusal('not_found', 'There is no such item in this project.');
	return row;
}
