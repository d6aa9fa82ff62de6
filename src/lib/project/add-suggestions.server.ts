/** A model's proposed answers, joined to items by key. One suggestion an item and source; another answer is refused. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { checkSuggestion } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import { bandAnew } from '#lib/queue/place.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import { Chances, chancesIn } from './chances.ts';
import type { Incoming, Report } from './incoming.ts';
import { takeIn, type IntakeOptions, type Outcome } from './intake.server.ts';
import { inList, insertNew } from './insert.server.ts';
import { lockPlaces } from './resolved.server.ts';
import { answersOf, itemsByKey, Key, refusalOf, rowOf, unknownItem } from './row.server.ts';
import { formOf } from './version.server.ts';

export const SuggestionShape = {
	source: z.string().min(1, 'Name the model that proposes this.').max(200),
	answers: z.unknown().optional(),
	score: z
		.number()
		.min(0, 'A score is a confidence from 0 to 1.')
		.max(1, 'A score is a confidence from 0 to 1.')
		.nullish(),
	/** by question, the chance of each of its options */
	scores: Chances.nullish()
};
const InlineSuggestion = z.strictObject(SuggestionShape);
const SuggestionInput = z.strictObject({ item: Key, ...SuggestionShape });

export type NewSuggestion = {
	itemId: string;
	source: string;
	answers: string;
	score: number | null;
	sure: number | null;
};

/** @param value as inside an item. @throws Refusal */
export function readSuggestion(
	form: Form,
	payload: Payload,
	value: unknown,
	table = false
): Omit<NewSuggestion, 'itemId'> {
	const { source, answers, score, scores } = rowOf(InlineSuggestion, value);
	const checked = checkSuggestion(form, payload, answersOf(form, answers, table));
	const chances = scores ? chancesIn(form, checked, scores) : null;
	return {
		source,
		answers: canonical(checked),
		score: score ?? chances?.score ?? null,
		sure: chances?.sure ?? null
	};
}

/** Inserts what is new and compares the rest with what stands. */
export async function writeSuggestions(
	tx: Tx,
	projectId: string,
	rows: NewSuggestion[],
	eventId: string,
	now: number
): Promise<Outcome[]> {
	if (rows.length === 0) return [];
	const fresh = rows.map((row) => ({ ...row, id: newId(now) }));
	const inserted = await insertNew(
		tx,
		'suggestion',
		fresh.map(({ id, itemId, source, answers, score, sure }) => ({
			id,
			project_id: projectId,
			item_id: itemId,
			source,
			answers,
			score,
			sure,
			event_id: eventId,
			created_at: now
		}))
	);
	const repeats = fresh.filter(({ id }) => !inserted.has(id));
	const there = new Map<string, string>();
	if (repeats.length > 0) {
		const { marks, values } = inList([...new Set(repeats.map(({ itemId }) => itemId))], 1);
		const rows = await tx.query<Omit<NewSuggestion, 'itemId'> & { item_id: string }>(
			`select item_id, source, answers, score, sure from suggestion where item_id in (${marks})`,
			...values
		);
		for (const row of rows)
			there.set(`${row.item_id} ${row.source}`, canonical([row.answers, row.score, row.sure]));
	}
	return fresh.map(({ id, itemId, source, answers, score, sure }) => {
		if (inserted.has(id)) return 'created';
		return there.get(`${itemId} ${source}`) === canonical([answers, score, sure])
			? 'unchanged'
			: new Refusal(
					'key_conflict',
					`“${source}” already suggests something else for this item. Name the new version of it.`
				);
	});
}

/**
 * Joins suggestions `{item, source, answers, score?, scores?}` to the items of a project.
 * @param table whether answers are cells of a table, hence text
 * @throws Refusal not_found, forbidden, wrong_stage, archived
 */
export async function addSuggestions(
	store: Store,
	actor: Actor,
	slug: string,
	rows: AsyncIterable<Incoming>,
	{ table = false, ...options }: IntakeOptions & { table?: boolean } = {}
): Promise<Report> {
	const access = await authorize(store, actor, 'manage', slug);
	const form = await formOf(store.read, access.project);
	return takeIn<NewSuggestion>(
		store,
		access,
		{
			kind: 'suggestions',
			async prepare(values) {
				const inputs = values.map((value) => refusalOf(() => rowOf(SuggestionInput, value)));
				const items = await itemsByKey(store, access.project.id, inputs);
				return inputs.map((input) =>
					refusalOf(() => {
						if (input instanceof Refusal) throw input;
						const { item: key, ...rest } = input;
						const item = items.get(key);
						if (!item) throw unknownItem(key);
						return { itemId: item.id, ...readSuggestion(form, item.payload, rest, table) };
					})
				);
			},
			write: async (tx, fresh, eventId, _, now) => {
				// What is suggested holds its item, and its place may move after that.
				if (access.project.settings.order === 'uncertainty')
					await lockPlaces(
						store,
						tx,
						fresh.map(({ itemId }) => itemId)
					);
				const outcomes = await writeSuggestions(tx, access.project.id, fresh, eventId, now);
				const scored = fresh.flatMap(({ itemId }, i) => (outcomes[i] === 'created' ? [itemId] : []));
				await bandAnew(store, tx, access.project.id, scored);
				return { outcomes };
			},
			digest: ({ itemId, source, answers }) => [itemId, source, answers]
		},
		rows,
		options
	);
}
