/**
 * Gold: a lead says what is right of an item and why, or that it is gold no more. Gold trains and checks people; it is
 * nobody's work, and no file is made of it.
 */
import { z } from 'zod';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { checkAnswers } from '#lib/form/check.ts';
import { append } from '#lib/log/append.server.ts';
import { setGold, type Gold } from '#lib/queue/gold.server.ts';
import { assertStorable, canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { GOLD_REMOVED, GOLD_SET } from './gold-at.server.ts';
import { itemOf } from './items.server.ts';
import { formOf } from './version.server.ts';

export const MOST_REASON = 5_000;

export const GoldInput = z.strictObject({
	/** left out: the item's final answer, or what all who judged it said alike */
	answers: z.record(z.string(), z.json()).optional(),
	reason: z.string().max(MOST_REASON, `A reason has at most ${MOST_REASON} characters.`).nullish()
});
export type GoldInput = z.infer<typeof GoldInput>;

export type GoldView = { item_id: string; gold: Answers | null; gold_reason: string | null };

/** The final answer of an item, else what all who judged it said alike; null when there is no such answer. */
export async function answerOf(
	db: Pick<Store['read'], 'query'>,
	projectId: string,
	itemId: string
): Promise<Answers | null> {
	const [final] = await db.query<{ answers: string }>(
		'select answers from resolution where item_id = $1',
		itemId
	);
	if (final) return JSON.parse(final.answers) as Answers;
	const given = await db.query<{ answers: string }>(
		`select answers from judgment j where project_id = $1 and item_id = $2 and kind = 'person'
			and (counted = $3 or via = 'import')
			and (select later.id from judgment later where later.supersedes = j.id) is null
		order by project_id, item_id, id limit 100`,
		projectId,
		itemId,
		true
	);
	const [first, ...others] = new Set(given.map(({ answers }) => canonical(JSON.parse(answers) as Answers)));
	return first === undefined || others.length > 0 ? null : (JSON.parse(first) as Answers);
}

async function change(
	store: Store,
	actor: Actor,
	project: ProjectRow,
	itemId: string,
	gold: Gold | null,
	now: number
): Promise<GoldView> {
	const there = await store.write((tx) =>
		setGold(store, tx, project.id, itemId, gold, (was) =>
			append(
				tx,
				{
					type: gold ? GOLD_SET : GOLD_REMOVED,
					actor: actorName(actor),
					project,
					subject: { type: 'item', id: itemId },
					data: { was }
				},
				now
			)
		)
	);
	if (!there) throw new Refusal('not_found', 'This item was withdrawn just now.');
	return { item_id: itemId, gold: gold?.answers ?? null, gold_reason: gold?.reason ?? null };
}

/** @throws Refusal not_found, forbidden, no_answer, invalid_answers, span_mismatch */
export async function makeGold(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	input: GoldInput,
	now = Date.now()
): Promise<GoldView> {
	const { project } = await authorize(store, actor, 'judge', slug);
	if (project.stage === 'runtime')
		throw new Refusal('wrong_stage', 'A runtime project has no gold: its actions are real.');
	const item = await itemOf(store, project.id, itemId);
	const known = input.answers ?? (await answerOf(store.read, project.id, item.id));
	if (known === null)
		throw new Refusal(
			'no_answer',
			'Nobody gave this item a final answer, and those who judged it do not agree. Send answers.'
		);
	const form = await formOf(store.read, project);
	const answers = checkAnswers(form, JSON.parse(item.payload) as Payload, known);
	const reason = input.reason?.trim() || null;
	assertStorable(reason, 'reason');
	return change(store, actor, project, item.id, { answers, reason }, now);
}

/** Work again: its places open. What it was handed out for as gold stays what it was. @throws Refusal not_found, forbidden */
export async function unmakeGold(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	now = Date.now()
): Promise<GoldView> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const item = await itemOf(store, project.id, itemId);
	return change(store, actor, project, item.id, null, now);
}
