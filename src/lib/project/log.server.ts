/** The log as a list, the newest first: what somebody may see of it, by project, kind, actor or subject. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import type { LogEvent } from '#lib/log/follow.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Param, Store } from '#lib/schema/store.server.ts';
import { Slug } from '#lib/schema/values.ts';
import { eventFilter, eventView } from './events.server.ts';
import { listProjects } from './project.server.ts';

export const LogQuery = z.strictObject({
	project: Slug.optional(),
	/** the beginning of a type, such as `decision.` */
	type: z
		.string()
		.regex(/^[a-z_.]{1,60}$/, 'A type is such as decision.approved.')
		.optional(),
	/** `user:<id>`, `key:<name>` or `system` */
	actor: z.string().min(1).max(300).optional(),
	/** the id of what it is about */
	subject: z.string().min(1).max(100).optional(),
	/** the end of the page before, as its `next_cursor` */
	cursor: z.coerce.number().int().min(1).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});
export type LogQuery = z.infer<typeof LogQuery>;

export type LogLine = ReturnType<typeof eventView> & { position: number };
type Row = Omit<LogEvent, 'subject' | 'data'> & {
	subject_type: string;
	subject_id: string;
	data: string | null;
};

/** Pages that are looked through for what an agent may see of a project's log, at most. */
const MOST_PAGES = 20;

/** @throws Refusal forbidden, not_found */
export async function listLog(
	store: Store,
	actor: Actor,
	query: LogQuery
): Promise<{ items: LogLine[]; next_cursor: string | null }> {
	const passes = await eventFilter(store, actor, query.project);
	const slugs = await scopeOf(store, actor, query.project);
	await seal(store);
	const items: LogLine[] = [];
	let before = query.cursor ?? Number.MAX_SAFE_INTEGER;
	for (let page = 0; page < MOST_PAGES; page++) {
		const rows = await pageOf(store, query, slugs, before);
		for (const row of rows) {
			const { subject_type, subject_id, data, ...rest } = row;
			const event: LogEvent = {
				...rest,
				subject: { type: subject_type, id: subject_id },
				data: data === null ? null : (JSON.parse(data) as Json)
			};
			if (await passes(event)) items.push({ ...eventView(event), position: event.position });
			before = event.position;
			if (items.length === query.limit) return { items, next_cursor: String(before) };
		}
		if (rows.length < query.limit) return { items, next_cursor: null };
	}
	return { items, next_cursor: String(before) };
}

/** Null: everything. */
async function scopeOf(store: Store, actor: Actor, slug: string | undefined): Promise<string[] | null> {
	if (slug !== undefined) return [(await authorize(store, actor, 'events', slug)).project.slug];
	if (may(actor, 'events') !== null) return null;
	return (await listProjects(store, actor, 'events')).map((row) => row.slug);
}

function pageOf(store: Store, query: LogQuery, slugs: string[] | null, before: number): Promise<Row[]> {
	const params: Param[] = [before];
	const bind = (value: Param) => `$${params.push(value)}`;
	const where = ['position < $1'];
	if (slugs) where.push(slugs.length > 0 ? `project in (${slugs.map(bind).join(', ')})` : '1 = 0');
	if (query.type !== undefined) {
		where.push(`type >= ${bind(query.type)}`);
		where.push(`type < ${bind(`${query.type}\u007f`)}`);
	}
	if (query.actor !== undefined) where.push(`actor = ${bind(query.actor)}`);
	if (query.subject !== undefined) where.push(`subject_id = ${bind(query.subject)}`);
	return store.read.query<Row>(
		`select position, id, at, type, actor, project, stage, subject_type, subject_id, data
		from event where ${where.join(' and ')} order by position desc limit ${query.limit}`,
		...params
	);
}
