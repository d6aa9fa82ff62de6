/**
 * Which rows of a version rest on what was erased since it was made: each by its file, its line and its item, so that
 * whoever wrote about the version can say what of it can be made no more.
 */
import { inList } from '#lib/project/insert.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Meta } from '../example.ts';
import { linesOf } from './lines.server.ts';
import type { Recipe } from './recipe.ts';
import type { VersionRow } from './versions.server.ts';

export type RowPlace = {
	/** of the rows; its sidecar has the same lines */
	file: string;
	/** from 1 on */
	line: number;
	/** the slug, as the version has it */
	project: string;
	/** the caller's own id, or the decision's */
	item: string;
};
export type ErasedRow = RowPlace & { erased_at: string };

type Event = { subject_id: string; project: string; at: number; data: string | null };

/** When each was erased, by project and item as a sidecar names them. */
export type Erasures = ReadonlyMap<string, number>;
export const nameOf = ({ project, item }: Pick<Meta, 'project' | 'item'>): string => `${project} ${item}`;

/** The key that an event tells where the item has it no more. */
function keyIn(data: string | null): string | null {
	const told = data === null ? null : (JSON.parse(data) as Json);
	return isObject(told) && typeof told.key === 'string' ? told.key : null;
}

async function keysOf(db: ReadDb, ids: string[]): Promise<Map<string, string>> {
	const keys = new Map<string, string>();
	const AT_ONCE = 500;
	for (let at = 0; at < ids.length; at += AT_ONCE) {
		const { marks, values } = inList(ids.slice(at, at + AT_ONCE), 1);
		const rows = await db.query<{ id: string; key: string }>(
			`select id, key from item where id in (${marks})`,
			...values
		);
		for (const { id, key } of rows) keys.set(id, key);
	}
	return keys;
}

/** What was erased since a version was asked for, in the projects that it is made of. */
export async function erasuresSince(db: ReadDb, { sources, as_of: asOf }: Recipe): Promise<Erasures> {
	const found = new Map<string, number>();
	for (const { id, slug } of sources) {
		// The log names a project as it was called at the time.
		const [now] = await db.query<{ slug: string }>('select slug from project where id = $1', id);
		const events = await db.query<Event>(
			`select subject_id, project, at, data from event where project in ($1, $2)
			and (position > $3 or position is null) and type like '%.erased'`,
			slug,
			now?.slug ?? slug,
			asOf
		);
		const keys = await keysOf(
			db,
			events.map(({ subject_id }) => subject_id)
		);
		for (const { subject_id, at, data } of events) {
			const item = keyIn(data) ?? keys.get(subject_id) ?? subject_id;
			found.set(nameOf({ project: slug, item }), at);
		}
	}
	return found;
}

/** In the order of the files. */
export async function erasedRows(
	db: ReadDb,
	{ recipe, manifest, build }: VersionRow,
	erasures?: Erasures
): Promise<ErasedRow[]> {
	const gone = erasures ?? (await erasuresSince(db, recipe));
	if (gone.size === 0) return [];
	const found: ErasedRow[] = [];
	for (const [i] of manifest.splits.entries()) {
		const [rows, sidecar] = [manifest.files[i * 2], manifest.files[i * 2 + 1]];
		if (!rows || !sidecar) continue;
		let line = 0;
		for await (const text of linesOf(db, build, sidecar)) {
			line++;
			const { project, item } = JSON.parse(text) as Meta;
			const at = gone.get(nameOf({ project, item }));
			if (at === undefined) continue;
			found.push({ file: rows.name, line, project, item, erased_at: new Date(at).toISOString() });
		}
	}
	return found;
}
