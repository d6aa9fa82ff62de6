/** What came into a project, and what an import page must know of it: the form, and how its items are named. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Counts, Kind } from './intake.server.ts';
import { namesOf } from './names.server.ts';
import { formOf } from './version.server.ts';

const SAMPLES = 20;
/** Sorts behind every id, whatever the order of letters. */
const AFTER_ALL = 'z'.repeat(25);

export const ImportsQuery = z.strictObject({
	/** the end of the page before, as its `next_cursor` */
	cursor: z
		.string()
		.regex(/^[0-9a-z]{24}$/, 'Send the next_cursor of the page before.')
		.optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});
export type ImportsQuery = z.infer<typeof ImportsQuery>;

type Row = Counts & {
	id: string;
	kind: Kind;
	name: string | null;
	actor: string;
	withdrawn: number;
	started_at: number;
	finished_at: number | null;
};

export type ImportView = Counts & {
	id: string;
	kind: Kind;
	/** the file's name, when one was given */
	name: string | null;
	by: string;
	/** of those created, how many were taken back */
	withdrawn: number;
	started_at: string;
	/** null while rows still come, or when the sender vanished half-way */
	finished_at: string | null;
};

const iso = (at: number): string => new Date(at).toISOString();

/** The newest first. @throws Refusal not_found, forbidden */
export async function listImports(
	store: Store,
	actor: Actor,
	slug: string,
	{ cursor, limit }: ImportsQuery
): Promise<{ items: ImportView[]; next_cursor: string | null }> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const rows = await store.read.query<Row>(
		`select id, kind, name, actor, received, created, unchanged, rejected, withdrawn, started_at, finished_at
		from intake where project_id = $1 and id < $2 order by project_id desc, id desc limit $3`,
		project.id,
		cursor ?? AFTER_ALL,
		limit + 1
	);
	const page = rows.slice(0, limit);
	const nameOf = await namesOf(
		store.read,
		page.map((row) => row.actor)
	);
	return {
		items: page.map(({ actor: by, started_at, finished_at, ...row }) => ({
			...row,
			by: nameOf(by),
			started_at: iso(started_at),
			finished_at: finished_at === null ? null : iso(finished_at)
		})),
		next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null
	};
}

const idsIn = (payload: Json): string[] =>
	isObject(payload) && Array.isArray(payload.responses)
		? payload.responses.flatMap((r) => (isObject(r) && typeof r.id === 'string' ? [r.id] : []))
		: [];

/** @throws Refusal not_found, forbidden */
export async function readImports(store: Store, actor: Actor, slug: string) {
	const { project } = await authorize(store, actor, 'manage', slug);
	const [form, samples] = await Promise.all([
		formOf(store.read, project),
		store.read.query<{ key: string; payload: string }>(
			'select key, payload from item where project_id = $1 order by id limit $2',
			project.id,
			SAMPLES
		)
	]);
	return {
		form,
		items: samples.map(({ key, payload }) => ({ key, responses: idsIn(JSON.parse(payload) as Json) }))
	};
}
