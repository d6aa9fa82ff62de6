/**
 * Erasing what an item of annotation or alignment held: its text and metadata, what models suggested, what people wrote
 * of it in their own words. What stays is that it was, under its key, and what was chosen, by whom and when. It is handed
 * to nobody any more and no file is made of it; the log holds none of it and stays whole.
 */
import { z } from 'zod';
import { authorizeInstance, projectBySlug, type ProjectRow } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { dropComparisonsOf } from '#lib/queue/comparison.server.ts';
import { canonical, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { emptiedAnswers, emptiedPayload } from './emptied.ts';
import { itemOf } from './items.server.ts';

export const ItemErasure = z.strictObject({
	/** for the log, which keeps it: nothing of what is erased belongs here */
	reason: z.string().trim().min(1, 'Say why.').max(500)
});
export type ItemErasure = z.infer<typeof ItemErasure>;

export type ErasedItem = {
	id: string;
	erased_at: string;
	/** versions that were made of its project: their files hold what they held, and cannot be made again */
	versions: { dataset: string; version: number }[];
};

/** Stands where a hash of the content was. */
const GONE = 'erased';

/** Questions of any version of the form that are answered in words. */
async function textsOf(tx: Tx, projectId: string): Promise<Set<string>> {
	const rows = await tx.query<{ form: string }>(
		'select form from form_version where project_id = $1',
		projectId
	);
	const questions = rows.flatMap(
		({ form }) => (JSON.parse(form) as { questions?: { name: string; type: string }[] }).questions ?? []
	);
	return new Set(questions.flatMap(({ name, type }) => (type === 'text' ? [name] : [])));
}

/** Locked before the place, as a submit does; whoever submits after that finds it erased. @throws Refusal held */
async function assertFree(store: Store, tx: Tx, id: string, now: number): Promise<void> {
	const handed = await tx.query<{ state: string; due_at: number }>(
		`select state, due_at from assignment where item_id = $1 order by id${store.forUpdate}`,
		id
	);
	if (handed.some(({ state, due_at }) => state === 'leased' && due_at > now))
		throw new Refusal(
			'held',
			'Somebody has it in hand now. Erase it when they are done, or their lease has run out.'
		);
}

async function eraseAnswers(tx: Tx, project: ProjectRow, id: string): Promise<void> {
	const texts = await textsOf(tx, project.id);
	const rewritten = (text: string): string =>
		canonical(emptiedAnswers(JSON.parse(text) as JsonObject, texts) as Json);
	await dropComparisonsOf(tx, project.id, id);
	const judged = await tx.query<{ id: string; answers: string }>(
		'select id, answers from judgment where project_id = $1 and item_id = $2',
		project.id,
		id
	);
	for (const { id: judgment, answers } of judged)
		await tx.query(
			`update judgment set answers = $2, external_id = case when external_id is null then null else '${GONE}:' || id end
			where id = $1`,
			judgment,
			rewritten(answers)
		);
	const finals = await tx.query<{ answers: string }>('select answers from resolution where item_id = $1', id);
	for (const { answers } of finals)
		await tx.query('update resolution set answers = $2 where item_id = $1', id, rewritten(answers));
	const former = await tx.query<{ event_id: string; answers: string }>(
		'select event_id, answers from former_resolution where item_id = $1',
		id
	);
	for (const { event_id, answers } of former)
		await tx.query(
			'update former_resolution set answers = $3 where item_id = $1 and event_id = $2',
			id,
			event_id,
			rewritten(answers)
		);
}

async function eraseItemRow(
	store: Store,
	tx: Tx,
	project: ProjectRow,
	id: string,
	now: number
): Promise<boolean> {
	await tx.query(`select item_id from place where item_id = $1${store.forUpdate}`, id);
	const [row] = await tx.query<{ payload: string; erased_at: number | null }>(
		`select payload, erased_at from item where id = $1${store.forUpdate}`,
		id
	);
	if (!row) throw new Refusal('not_found', 'This item was withdrawn just now.');
	if (row.erased_at !== null) return false;
	await tx.query(
		`update item set payload = $2, metadata = null, gold = null, gold_reason = null, self_naming = null,
			digest = '${GONE}', erased_at = $3 where id = $1`,
		id,
		canonical(emptiedPayload(JSON.parse(row.payload) as Json, project.stage)),
		now
	);
	// Read here: whoever changes it counts places anew afterwards, and waits for this one.
	const [settings] = await tx.query<{ settings: string }>(
		'select settings from project where id = $1',
		project.id
	);
	const { overlap } = JSON.parse(settings?.settings ?? '{}') as { overlap: number };
	await tx.query(
		`update place set left_out = 'erased', open = 0, overlap = $2 where item_id = $1`,
		id,
		overlap
	);
	await tx.query(`update suggestion set answers = '{}' where item_id = $1`, id);
	await tx.query('update note set text = null where project_id = $1 and item_id = $2', project.id, id);
	await tx.query('update send_back set comment = null where item_id = $1', id);
	await tx.query('update guideline_gap set text = null where item_id = $1', id);
	await tx.query(
		`delete from idempotency where resource in (select '/api/v1/assignments/' || id || '/submit' from assignment where item_id = $1)`,
		id
	);
	return true;
}

async function versionsOf(store: Store, projectId: string): Promise<ErasedItem['versions']> {
	const rows = await store.read.query<{ name: string; version: number; recipe: string }>(
		`select dataset.name, dataset_version.version, dataset_version.recipe from dataset_version
		join dataset on dataset.id = dataset_version.dataset_id order by dataset.name, dataset_version.version`
	);
	return rows.flatMap(({ name, version, recipe }) => {
		const { sources = [] } = JSON.parse(recipe) as { sources?: { id: string }[] };
		return sources.some((source) => source.id === projectId) ? [{ dataset: name, version }] : [];
	});
}

/**
 * Again is no mistake.
 * @throws Refusal forbidden, not_found; wrong_stage for a decision; held while somebody has it in hand
 */
export async function eraseItem(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	{ reason }: ItemErasure,
	now = Date.now()
): Promise<ErasedItem> {
	authorizeInstance(actor, 'instance');
	const project = await projectBySlug(store.read, slug);
	if (!project) throw new Refusal('not_found', `There is no project “${slug}”.`);
	if (project.stage === 'runtime')
		throw new Refusal(
			'wrong_stage',
			'What a decision held is erased as a decision: POST decisions/{id}/erase.'
		);
	const { id } = await itemOf(store, project.id, itemId);
	await store.write(async (tx) => {
		await assertFree(store, tx, id, now);
		if (!(await eraseItemRow(store, tx, project, id, now))) return;
		await eraseAnswers(tx, project, id);
		await append(
			tx,
			{
				type: 'item.erased',
				actor: actorName(actor),
				project,
				subject: { type: 'item', id },
				data: { reason }
			},
			now
		);
	});
	const [row] = await store.read.query<{ erased_at: number }>('select erased_at from item where id = $1', id);
	return {
		id,
		erased_at: new Date(row?.erased_at ?? now).toISOString(),
		versions: await versionsOf(store, project.id)
	};
}
