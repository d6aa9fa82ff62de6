/** Guideline gaps: what the guidelines do not settle, met at an item, until a version of them closes it. */
import { z } from 'zod';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { itemOf } from '#lib/project/items.server.ts';
import { assertPerson } from '#lib/project/resolve.server.ts';
import { lockItem } from '#lib/queue/ruling.server.ts';
import { newId } from '#lib/schema/id.ts';
import { assertStorable } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';

export const GapInput = z.strictObject({
	/** what they do not settle */
	text: z.string().trim().max(2_000).optional()
});
export type GapInput = z.infer<typeof GapInput>;

export type Gap = {
	id: string;
	item_id: string;
	item_key: string;
	text: string | null;
	by: string;
	at: string;
	/** the version of the guidelines under which it was met */
	guideline_version: number;
	/** the version that settles it; null while none does */
	closed_version: number | null;
};
type Row = Omit<Gap, 'at'> & { at: number };

const MOST = 500;
const SELECT = `select g.id, g.item_id, i.key as item_key, g.text, coalesce(nullif(u.name, ''), u.email) as by, g.at,
	g.guideline_version, g.closed_version
	from guideline_gap g join item i on i.id = g.item_id join user_account u on u.id = g.user_id`;
const view = (row: Row): Gap => ({ ...row, at: new Date(row.at).toISOString() });

/** One a person, item and version of the guidelines: saying it again writes its words anew. @throws Refusal not_found, forbidden */
export async function noteGap(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	{ text: said }: GapInput,
	now = Date.now()
): Promise<{ gap: Gap; created: boolean }> {
	const { project } = await authorize(store, actor, 'judge', slug);
	assertPerson(actor);
	const text = said || null;
	assertStorable(text, 'text');
	const item = await itemOf(store, project.id, itemId);
	return store.write(async (tx) => {
		await lockItem(store, tx, item.id);
		const find = () =>
			tx.query<Row>(
				`${SELECT} where g.item_id = $1 and g.user_id = $2 and g.guideline_version = $3`,
				item.id,
				actor.id,
				project.guidelineVersion
			);
		const [known] = await find();
		if (known) {
			if (text !== null) await tx.query('update guideline_gap set text = $2 where id = $1', known.id, text);
			return { gap: view({ ...known, text: text ?? known.text }), created: false };
		}
		const id = newId(now);
		const eventId = await append(
			tx,
			{
				type: 'guidelines.gap_found',
				actor: actorName(actor),
				project,
				subject: { type: 'item', id: item.id },
				data: { gap: id, version: project.guidelineVersion }
			},
			now
		);
		await tx.query(
			`insert into guideline_gap (id, project_id, item_id, user_id, text, guideline_version, event_id, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id,
			project.id,
			item.id,
			actor.id,
			text,
			project.guidelineVersion,
			eventId,
			now
		);
		const [made] = await find();
		if (!made) throw new Error(`Gap ${id} is gone.`);
		return { gap: view(made), created: true };
	});
}

/** Open ones first, the newest first. @throws Refusal not_found, forbidden */
export async function listGaps(store: Store, actor: Actor, slug: string): Promise<Gap[]> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const rows = await store.read.query<Row>(
		`${SELECT} where g.project_id = $1
		order by case when g.closed_version is null then 0 else 1 end, g.id desc limit ${MOST}`,
		project.id
	);
	return rows.map(view);
}

/** A version of the guidelines says what they left open: of the gaps named those that are still open. */
export async function closeGaps(
	store: Store,
	actor: Actor,
	slug: string,
	{ gaps, version }: { gaps: string[]; version: number }
): Promise<number> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return store.write(async (tx) => {
		let closed = 0;
		for (const id of [...new Set(gaps)].toSorted()) {
			const [done] = await tx.query(
				`update guideline_gap set closed_version = $3 where id = $1 and project_id = $2 and closed_version is null
				returning id`,
				id,
				project.id,
				version
			);
			if (done) closed++;
		}
		if (closed > 0)
			await append(tx, {
				type: 'guidelines.gaps_closed',
				actor: actorName(actor),
				project,
				subject: { type: 'project', id: project.id },
				data: { version, gaps: closed }
			});
		return closed;
	});
}
