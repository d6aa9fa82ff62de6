/**
 * The items of a project as those who lead it see them: page by page, by a key that costs the same at any depth. A
 * search finds what begins with it by the index of keys, and then looks through what the items say, one after the
 * other: so far at a time, and the answer says how far. So it does where items of a model, of a tag or of a judge are
 * asked for.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { sameResponses } from '#lib/form/findings.ts';
import { modelsIn } from '#lib/form/responses.ts';
import { noteKinds, notesOn, type NoteKind, type NoteView } from '#lib/queue/note.server.ts';
import type { LeftOut } from '#lib/queue/left-out.ts';
import type { Ruling } from '#lib/queue/place.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { inList } from './insert.server.ts';
import { asksJudged, judgedAs, judgedFields, type Judgment } from './judged.ts';
import { FILLED, isResolved, LEFT_OUT, SENT_BACK, UNFILLED } from './resolved.server.ts';
import { afterPrefix, searchFor } from './search.ts';
import { Tag, taggedBy } from './tags.ts';

/**
 * Gold: its right answer is known, so it waits for nobody; see gold.server.ts. `left_out`: the system hands it out to
 * nobody, and says why in `left_out`.
 */
export const itemStatuses = ['open', 'leased', 'resolved', 'left_out', 'gold'] as const;
export type ItemStatus = (typeof itemStatuses)[number];
/** what people said of an item, and `self_naming`: a response says which model it is */
const noted = [...noteKinds, 'self_naming'] as const;

export const ItemsQuery = z.strictObject({
	status: z.enum(itemStatuses).optional(),
	/** only items of which somebody said something, or that say it of themselves */
	noted: z.enum(noted).optional(),
	/** the beginning of a key, or words that an item holds */
	search: z.string().trim().min(1).max(200).optional(),
	/** alignment: only items with a response of this model, and with one of that */
	model: z.string().min(1).max(200).optional(),
	against: z.string().min(1).max(200).optional(),
	/** only items whose metadata says so */
	tag: Tag.optional(),
	/** only items that were judged so: judges, rater, from, to */
	...judgedFields,
	/** the end of the page before, as its `next_cursor` */
	cursor: z
		.string()
		.regex(/^(?:[0-9a-z]{24}|~[A-Za-z0-9_-]{2,3000})$/, 'Send the next_cursor of the page before.')
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
	/** why the system hands it out to nobody, or null */
	left_out: LeftOut | null;
	/** by response id, the names by which it says who wrote it; null where none does */
	self_naming: Record<string, string[]> | null;
	/** ids of responses that read the same, white space aside */
	same: string[][];
	created_at: string;
	/** what is known to be right of it, and why */
	gold: Answers | null;
	gold_reason: string | null;
	/** flags, comments and reasons of those who were handed it, oldest first */
	notes: Omit<NoteView, 'item_id'>[];
};
export type ItemsPage = {
	items: ItemView[];
	next_cursor: string | null;
	/** of a search, and of items of a model, a tag or a judge: how many items this page looked at */
	looked?: number;
};

type Row = {
	id: string;
	key: string;
	payload: string;
	metadata: string | null;
	priority: number;
	created_at: number;
	gold: string | null;
	gold_reason: string | null;
	counted: number;
	overlap: number;
	left_out: LeftOut | null;
	self_naming: string | null;
	status: ItemStatus;
};

/** As it is read, with what the status follows from; SQLite has 1 and 0 for true and false. */
type Read = Omit<Row, 'status'> & Record<'imported' | 'leased', boolean | number> & { ruling: Ruling };

/** Leased: somebody holds it now. */
function seen({ imported, ruling, leased, ...row }: Read): Row {
	const standing = { ...row, imported: Boolean(imported), final: ruling === 'final' };
	if (row.gold !== null) return { ...row, status: 'gold' };
	if (ruling !== 'sent_back' && isResolved(standing)) return { ...row, status: 'resolved' };
	return { ...row, status: leased ? 'leased' : row.left_out === null ? 'open' : 'left_out' };
}

const ofKind = (kind: NoteKind): string => `select distinct item_id as id from note
	where project_id = $1 and kind = '${kind}' and item_id > $2 order by item_id limit $3`;

/**
 * The next ids that may be meant, each by one index, so that a page costs the same whatever the others are. The few
 * that are not after all are seen when the row is read: PostgreSQL guesses such conditions badly.
 */
const idsOf: Record<ItemStatus | (typeof noted)[number] | 'all', string> = {
	all: 'select id from item where project_id = $1 and id > $2 order by id limit $3',
	open: `select id from (
			select * from (select item_id as id from place
				where project_id = $1 and ${UNFILLED} and item_id > $2 order by item_id limit $3) as unfilled
			union select * from (select item_id as id from place
				where project_id = $1 and ${SENT_BACK} and item_id > $2 order by item_id limit $3) as again
		) as waiting order by id limit $3`,
	leased: `select distinct item_id as id from assignment
		where project_id = $1 and state = 'leased' and item_id > $2 order by item_id limit $3`,
	resolved: `select id from (
			select * from (select item_id as id from place
				where project_id = $1 and ${FILLED} and item_id > $2 order by item_id limit $3) as filled
			union select * from (select item_id as id from resolution
				where project_id = $1 and item_id > $2 order by item_id limit $3) as final
		) as done order by id limit $3`,
	gold: `select id from item where project_id = $1 and gold is not null and id > $2
		order by project_id, id limit $3`,
	left_out: `select item_id as id from place where project_id = $1 and ${LEFT_OUT} and item_id > $2
		order by item_id limit $3`,
	self_naming: `select id from item where project_id = $1 and self_naming is not null and id > $2
		order by id limit $3`,
	flag: ofKind('flag'),
	comment: ofKind('comment'),
	skip: `select distinct item_id as id from assignment
		where project_id = $1 and reason is not null and state = 'skipped' and item_id > $2 order by item_id limit $3`
};

async function rowsOf(store: Store, ids: string[], now: number): Promise<Map<string, Row>> {
	if (ids.length === 0) return new Map();
	const { marks, values } = inList(ids, 2);
	const rows = await store.read.query<Read>(
		`select item.id, item.key, item.payload, item.metadata, item.priority, item.created_at,
			item.gold, item.gold_reason, item.self_naming,
			place.counted, place.overlap, place.imported, place.left_out, place.ruling,
			(select id from assignment where assignment.item_id = item.id and assignment.state = 'leased'
				and assignment.due_at > $1 limit 1) is not null as leased
		from item join place on place.item_id = item.id where item.id in (${marks})`,
		now,
		...values
	);
	return new Map(rows.map((row) => [row.id, seen(row)]));
}

/** Items in an order of their own, each with the cursor behind it. */
type Walk = {
	next: (after: string, limit: number) => Promise<{ id: string; cursor: string }[]>;
	from: string;
};
type Asked = { store: Store; projectId: string; query: ItemsQuery };

/** In the order in which they came in, which their ids have. */
function byId({ store, projectId, query: { status, noted: said, cursor } }: Asked): Walk {
	const next = async (after: string, limit: number) => {
		const found = await store.read.query<{ id: string }>(
			idsOf[said ?? status ?? 'all'],
			projectId,
			after,
			limit
		);
		return found.map(({ id }) => ({ id, cursor: id }));
	};
	return { next, from: cursor?.startsWith('~') ? '' : (cursor ?? '') };
}

const encode = (key: string): string => `~${Buffer.from(key, 'utf8').toString('base64url')}`;
const decode = (cursor: string): string => Buffer.from(cursor.slice(1), 'base64url').toString('utf8');

/** Whose keys begin with what is searched for, in the order of keys. */
function byKey({ store, projectId, query: { search = '', cursor } }: Asked): Walk {
	const next = async (after: string, limit: number) => {
		const found = await store.read.query<{ id: string; key: string }>(
			`select id, key from item where project_id = $1 and key >= $2 and key < $3 and key > $4
			order by key limit $5`,
			projectId,
			search,
			afterPrefix(search),
			after === '' ? '' : decode(after),
			limit
		);
		return found.map(({ id, key }) => ({ id, cursor: encode(key) }));
	};
	return { next, from: cursor ?? '' };
}

/** What was noted is few: that is looked through whole, without the index of keys. */
const asksKeys = ({ search, noted: said }: ItemsQuery): boolean => search !== undefined && said === undefined;

type Meant = (row: Pick<Row, 'payload' | 'metadata'>) => boolean;

/** Whether an item holds responses of the models that are asked for, and says the tag; null where any may be. */
function meantBy({ model, against, tag }: ItemsQuery): Meant | null {
	const wanted = [model, against].filter((name) => name !== undefined);
	const isTagged = tag === undefined ? null : taggedBy(tag);
	if (wanted.length === 0 && isTagged === null) return null;
	return ({ payload, metadata }) => {
		if (isTagged && !isTagged(metadata === null ? {} : (JSON.parse(metadata) as JsonObject))) return false;
		const held = wanted.length === 0 ? [] : modelsIn(JSON.parse(payload) as Payload);
		return wanted.every((name) => held.includes(name));
	};
}

/** Which of some items were judged as is asked; null where it does not matter. Judgments that count, as they stand. */
async function judgedIn({ store, projectId, query }: Asked, ids: string[]): Promise<Set<string> | null> {
	if (!asksJudged(query)) return null;
	if (ids.length === 0) return new Set();
	const { marks, values } = inList(ids, 2);
	const judgments = await store.read.query<Judgment>(
		`select item_id, rater, kind, at from judgment where project_id = $1 and item_id in (${marks})
			and purpose in ('work', 'review') and (counted or via = 'import')
			and not exists (select 1 from judgment as revision where revision.supersedes = judgment.id)
		order by id`,
		projectId,
		...values
	);
	return judgedAs(judgments, query);
}

const looksThrough = (query: ItemsQuery): boolean =>
	query.search !== undefined || meantBy(query) !== null || asksJudged(query);

/** A search looks at so many items a page, and at so many characters of them: some tenths of a second of reading. */
const MOST_LOOKED = 5_000;
const MOST_SIZE = 8_000_000;
const LOOK = 256;

/** @param rows limit and one more, so that it is known whether there is more */
type Found = { rows: { row: Row; cursor: string }[]; looked: number; stopped: string | null };

async function find(asked: Asked, walks: Walk[], now: number): Promise<Found> {
	const { store, query } = asked;
	const words = query.search === undefined ? null : searchFor(query.search);
	const isMeant = meantBy(query);
	const looks = looksThrough(query);
	const rows: Found['rows'] = [];
	let looked = 0;
	let size = 0;
	for (const walk of walks) {
		const isText = walk === walks.at(-1);
		for (let after = walk.from; ;) {
			const found = await walk.next(after, looks ? LOOK : query.limit + 1);
			const last = found.at(-1);
			if (!last) break;
			let ids = found.map(({ id }) => id);
			if (words && isText) {
				const { marks, values } = inList(ids, 1);
				const said = await store.read.query<{ id: string; key: string; payload: string }>(
					`select id, key, payload from item where id in (${marks})`,
					...values
				);
				size += said.reduce((sum, { payload }) => sum + payload.length, 0);
				// What was found by its key came before, where keys were asked first.
				ids = said.flatMap(({ id, key, payload }) => {
					if (key.startsWith(query.search ?? '')) return asksKeys(query) ? [] : [id];
					return words(JSON.parse(payload) as Json) ? [id] : [];
				});
			}
			const judged = await judgedIn(asked, ids);
			if (judged) ids = ids.filter((id) => judged.has(id));
			const read = await rowsOf(store, ids, now);
			for (const { id, cursor } of found) {
				const row = read.get(id);
				looked++;
				if (isMeant) size += row?.payload.length ?? 0;
				if (row && (!query.status || row.status === query.status) && (isMeant?.(row) ?? true))
					rows.push({ row, cursor });
				if (rows.length > query.limit) return { rows, looked, stopped: null };
			}
			after = last.cursor;
			if (looks && (looked >= MOST_LOOKED || size >= MOST_SIZE)) return { rows, looked, stopped: after };
			if (looks) await breathe();
		}
	}
	return { rows, looked, stopped: null };
}

export async function listItems(
	store: Store,
	actor: Actor,
	slug: string,
	query: ItemsQuery,
	now = Date.now()
): Promise<ItemsPage> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const asked: Asked = { store, projectId: project.id, query };
	const { cursor, limit } = query;
	// Keys first, unless the page before was beyond them.
	const keys = asksKeys(query) && (cursor?.startsWith('~') ?? true);
	const { rows, looked, stopped } = await find(
		asked,
		keys ? [byKey(asked), byId(asked)] : [byId(asked)],
		now
	);
	const page = rows.slice(0, limit);
	const notes = await notesOn(
		store.read,
		project.id,
		page.map(({ row }) => row.id)
	);
	const on = (id: string) => notes.flatMap(({ item_id, ...note }) => (item_id === id ? [note] : []));
	return {
		items: page.map(({ row: { payload, metadata, self_naming, created_at, gold, ...row } }) => ({
			...row,
			notes: on(row.id),
			self_naming: self_naming === null ? null : (JSON.parse(self_naming) as Record<string, string[]>),
			same: project.stage === 'alignment' ? sameResponses(JSON.parse(payload) as Payload) : [],
			payload: JSON.parse(payload) as Json,
			gold: gold === null ? null : (JSON.parse(gold) as Answers),
			metadata: metadata === null ? null : (JSON.parse(metadata) as Json),
			created_at: new Date(created_at).toISOString()
		})),
		next_cursor: rows.length > limit ? (page.at(-1)?.cursor ?? null) : stopped,
		...(looksThrough(query) ? { looked } : {})
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
