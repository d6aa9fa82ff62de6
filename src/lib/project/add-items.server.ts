/**
 * Items on their way into a project. A key that is there with the same payload changes nothing, with another one it
 * is that row's error; new items get their places in the queue in the write that brings them.
 */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { checkAnswers } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import { findingsIn, nothingFound, type Findings } from '#lib/form/findings.ts';
import { checkPayload } from '#lib/form/payload.ts';
import { sureOf } from '#lib/queue/band.ts';
import { NO_PAIR, pairOf } from '#lib/queue/pair.ts';
import { bandAnew, enter } from '#lib/queue/place.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { InlineJudgment, readJudgment, writeJudgments, type NewJudgment } from './add-judgments.server.ts';
import { readSuggestion, writeSuggestions, type NewSuggestion } from './add-suggestions.server.ts';
import type { Incoming, Report } from './incoming.ts';
import { takeIn, type IntakeOptions, type Outcome, type Written } from './intake.server.ts';
import { MOST_REASON } from './gold.server.ts';
import { inList, insertNew } from './insert.server.ts';
import { lockPlaces, rememberImported } from './resolved.server.ts';
import { answersOf, Key, refusalOf, rowOf } from './row.server.ts';
import { formOf } from './version.server.ts';

/** Judgments or suggestions that one item may bring along. */
const MOST_INLINE = 1_000;

const ItemInput = z.strictObject({
	key: Key.nullish(),
	payload: z.unknown().optional(),
	metadata: z.custom<{ [name: string]: Json }>(isObject, 'metadata is an object').nullish(),
	priority: z
		.int('A priority is a whole number')
		.min(0, 'A priority is 0 to 9')
		.max(9, 'A priority is 0 to 9')
		.nullish(),
	suggestions: z.array(z.unknown()).max(MOST_INLINE).nullish(),
	gold: z.unknown().optional(),
	/** why the gold answers are right */
	gold_reason: z.string().max(MOST_REASON, `A reason has at most ${MOST_REASON} characters`).nullish(),
	judgments: z.array(z.unknown()).max(MOST_INLINE).nullish()
});

type NewItem = {
	id: string;
	key: string;
	payload: string;
	metadata: string | null;
	priority: number;
	gold: string | null;
	goldReason: string | null;
	digest: string;
	findings: Findings;
	/** of models, where it compares two */
	pair: string;
	suggestions: Omit<NewSuggestion, 'itemId'>[];
	judgments: Omit<NewJudgment, 'itemId'>[];
};

/** Says which of the rows inside an item is wrong. */
function inside<T>(name: string, values: unknown[] | null | undefined, read: (value: unknown) => T): T[] {
	return (values ?? []).map((value, i) => {
		try {
			return read(value);
		} catch (error) {
			if (error instanceof Refusal) throw new Refusal(error.code, `${name}/${i}: ${error.message}`);
			throw error;
		}
	});
}

function onePerSource<T extends { source: string }>(suggestions: T[]): T[] {
	const names = suggestions.map(({ source }) => source);
	const twice = names.find((name, i) => names.indexOf(name) < i);
	if (twice === undefined) return suggestions;
	throw new Refusal('invalid_row', `suggestions: “${twice}” suggests twice.`);
}

/** @throws Refusal with the row's first mistake */
function readItem(project: ProjectRow, form: Form, value: unknown, now: number, table: boolean): NewItem {
	if (isObject(value) && value.payload === undefined)
		throw new Refusal(
			'invalid_row',
			'An item is {"payload": {…}, "key"?, …}. To read rows of another shape, map their columns.'
		);
	const input = rowOf(ItemInput, value);
	const payload = checkPayload(form, project.stage, input.payload as Json);
	const text = canonical(payload);
	const digest = sha256(text);
	// An item without a key is known by what it says.
	const key = input.key ?? digest.slice(0, 32);
	return {
		id: newId(now),
		key,
		payload: text,
		metadata: input.metadata ? canonical(input.metadata) : null,
		priority: input.priority ?? 0,
		gold:
			input.gold === undefined || input.gold === null
				? null
				: canonical(checkAnswers(form, payload, answersOf(form, input.gold, table))),
		goldReason: input.gold_reason?.trim() || null,
		digest,
		findings: project.stage === 'alignment' ? findingsIn(payload) : nothingFound,
		pair: project.stage === 'alignment' ? pairOf(payload) : NO_PAIR,
		suggestions: onePerSource(
			inside('suggestions', input.suggestions, (row) => readSuggestion(form, payload, row))
		),
		judgments: inside('judgments', input.judgments, (row) =>
			readJudgment(project, form, payload, rowOf(InlineJudgment, row), table)
		)
	};
}

const conflict = (key: string) =>
	new Refusal(
		'key_conflict',
		`The key “${key}” is there already with another payload. Give this one a key of its own.`
	);

/** Which of the items that did not go in stand there with the same payload. */
async function standing(
	tx: Tx,
	projectId: string,
	rows: NewItem[]
): Promise<Map<string, { id: string; digest: string }>> {
	if (rows.length === 0) return new Map();
	const { marks, values } = inList([...new Set(rows.map(({ key }) => key))], 2);
	const found = await tx.query<{ id: string; key: string; digest: string }>(
		`select id, key, digest from item where project_id = $1 and key in (${marks})`,
		projectId,
		...values
	);
	return new Map(found.map((row) => [row.key, row]));
}

async function writeItems(
	store: Store,
	tx: Tx,
	project: ProjectRow,
	rows: NewItem[],
	eventId: string,
	intakeId: string,
	now: number
): Promise<Written> {
	const inserted = await insertNew(
		tx,
		'item',
		rows.map((row) => ({
			id: row.id,
			project_id: project.id,
			key: row.key,
			payload: row.payload,
			metadata: row.metadata,
			priority: row.priority,
			gold: row.gold,
			gold_reason: row.gold === null ? null : row.goldReason,
			identical: row.findings.identical,
			self_naming: row.findings.selfNaming && canonical(row.findings.selfNaming),
			digest: row.digest,
			intake_id: intakeId,
			event_id: eventId,
			created_at: now
		}))
	);
	const there = await standing(
		tx,
		project.id,
		rows.filter(({ id }) => !inserted.has(id))
	);
	/** the item that a row is about, or null when its key means another one */
	const meant = rows.map((row) => {
		if (inserted.has(row.id)) return row.id;
		const stored = there.get(row.key);
		return stored?.digest === row.digest ? stored.id : null;
	});
	const of = <T>(pick: (row: NewItem) => T[]) =>
		rows.flatMap((row, i) => {
			const itemId = meant[i] ?? null;
			return itemId === null ? [] : pick(row).map((inner) => ({ ...inner, itemId, row: i }));
		});
	const suggestions = of((row) => row.suggestions);
	const judgments = of((row) => row.judgments);
	// Before anything that goes in holds an item; those that are new are nobody else's yet.
	await lockPlaces(
		store,
		tx,
		[...suggestions, ...judgments].flatMap(({ itemId }) => (inserted.has(itemId) ? [] : [itemId]))
	);
	const also = {
		suggestions: await writeSuggestions(tx, project.id, suggestions, eventId, now),
		judgments: await writeJudgments(store, tx, project, judgments, eventId, now)
	};
	const refused = suggestions.flatMap(({ row }, i) => {
		const outcome = also.suggestions[i];
		return outcome instanceof Refusal ? [[row, outcome] as const] : [];
	});
	const refusalAt = new Map(refused);
	const outcomes = rows.map((row, i): Outcome => {
		if (meant[i] === null) return conflict(row.key);
		return refusalAt.get(i) ?? (inserted.has(row.id) ? 'created' : 'unchanged');
	});
	const scored = suggestions.filter((_, i) => also.suggestions[i] === 'created');
	const scores = Map.groupBy(scored, ({ itemId }) => itemId);
	const scoreOf = (id: string) => sureOf(scores.get(id) ?? []);
	const late = scored.flatMap(({ itemId }) => (inserted.has(itemId) ? [] : [itemId]));
	await bandAnew(store, tx, project.id, late);
	await enter(
		tx,
		project,
		rows
			.filter(({ id }) => inserted.has(id))
			.map(({ id, priority, gold, pair, findings: { identical, selfNaming } }) => ({
				id,
				priority,
				pair,
				score: scoreOf(id),
				gold: gold !== null,
				identical,
				selfNaming: selfNaming !== null
			}))
	);
	await rememberImported(
		store,
		tx,
		judgments.filter((_, i) => also.judgments[i] === 'created')
	);
	const kept = rows.filter((_, i) => !(outcomes[i] instanceof Refusal));
	const flagged = {
		identical: kept.filter(({ findings }) => findings.identical).length,
		self_naming: kept.filter(({ findings }) => findings.selfNaming !== null).length
	};
	return { outcomes, also, flagged };
}

/**
 * Adds items `{key?, payload, metadata?, priority?, suggestions?, gold?, gold_reason?, judgments?}` to a project.
 * @param table whether answers are cells of a table, hence text
 * @throws Refusal not_found, forbidden, wrong_stage, archived
 */
export async function addItems(
	store: Store,
	actor: Actor,
	slug: string,
	rows: AsyncIterable<Incoming>,
	{ table = false, ...options }: IntakeOptions & { table?: boolean } = {}
): Promise<Report> {
	const access = await authorize(store, actor, 'manage', slug);
	const form = await formOf(store.read, access.project);
	const now = options.now ?? Date.now;
	return takeIn<NewItem>(
		store,
		access,
		{
			kind: 'items',
			prepare: (values) => {
				const at = now();
				return Promise.resolve(
					values.map((value) => refusalOf(() => readItem(access.project, form, value, at, table)))
				);
			},
			write: (tx, fresh, eventId, intakeId, at) =>
				writeItems(store, tx, access.project, fresh, eventId, intakeId, at),
			digest: ({ id, digest }) => [id, digest]
		},
		rows,
		options
	);
}
