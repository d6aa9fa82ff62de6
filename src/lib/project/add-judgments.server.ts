/**
 * Judgments that were made elsewhere, joined to items by key. They take no place in the queue and count in the
 * consensus. Each has the caller's id or a digest of itself, so that importing twice changes nothing.
 */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { checkAnswers } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import { hint } from '#lib/form/near.ts';
import { comparedIn, type Compared } from '#lib/queue/comparison.ts';
import { comparisonRows } from '#lib/queue/comparison.server.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, isObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import type { Incoming, Report } from './incoming.ts';
import { takeIn, type IntakeOptions, type Outcome } from './intake.server.ts';
import { inList, insertNew } from './insert.server.ts';
import { answersOf, itemsByKey, Key, refusalOf, rowOf, unknownItem } from './row.server.ts';
import { lockPlaces, rememberImported } from './resolved.server.ts';
import { formOf } from './version.server.ts';

const shape = {
	rater: z.string().min(1, 'Name who judged.').max(200),
	answers: z.unknown().optional(),
	/** response ids in the order in which the rater saw them */
	shown: z.array(z.string()).nullish(),
	/** when, in ISO 8601; UTC when it names no zone */
	at: z
		.string()
		.regex(
			/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/,
			'Write the time in ISO 8601, such as 2026-03-01T09:30:00Z'
		)
		.nullish(),
	kind: z.enum(['person', 'model']).nullish()
};
export const InlineJudgment = z.strictObject(shape);
const JudgmentInput = z.strictObject({
	item: Key,
	...shape,
	/** the caller's own id of this judgment */
	id: z.string().min(1).max(200).nullish()
});

export type NewJudgment = {
	itemId: string;
	rater: string;
	kind: 'person' | 'model';
	answers: string;
	shown: string | null;
	/** null when the row does not say */
	at: number | null;
	/** the caller's own, or a digest of what the row says */
	known: { id: string } | { digest: string };
	/** what it says of models */
	compared: Compared[];
};

/**
 * What a judgment is known by in its project. A digest stands behind its item: in the index, votes of one file then
 * lie together, where bare digests would lie anywhere.
 */
const externalIdOf = ({ itemId, known }: NewJudgment): string =>
	'id' in known ? `id:${known.id}` : `${itemId}/${known.digest}`;

function timeOf(at: string | null | undefined): number | null {
	if (at === null || at === undefined) return null;
	const zoned = at.length > 10 && !/(Z|[+-]\d\d:?\d\d)$/.test(at) ? `${at}Z` : at;
	const time = Date.parse(zoned.replace(' ', 'T'));
	// A 31st of February is no time, though JavaScript reads it as one in March.
	const day = new Date(`${at.slice(0, 10)}T00:00:00Z`);
	if (Number.isNaN(time) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== at.slice(0, 10))
		throw new Refusal('invalid_row', `at: “${at}” is no time. Write it as 2026-03-01T09:30:00Z.`);
	return time;
}

/** @throws Refusal invalid_shown */
function checkShown(stage: ProjectRow['stage'], payload: Payload, shown: string[]): void {
	if (stage !== 'alignment')
		throw new Refusal('invalid_shown', 'shown is for responses side by side: leave it out.');
	const ids = (Array.isArray(payload.responses) ? payload.responses : []).flatMap((r) =>
		isObject(r) && typeof r.id === 'string' ? [r.id] : []
	);
	const unknown = shown.find((id) => !ids.includes(id));
	if (unknown !== undefined)
		throw new Refusal(
			'invalid_shown',
			`shown: “${unknown}” is no response of this item.${hint(unknown, ids)}`
		);
	if (new Set(shown).size < shown.length) throw new Refusal('invalid_shown', 'shown names a response twice.');
}

/** @param value as inside an item, or with the caller's `id`. @throws Refusal */
export function readJudgment(
	{ stage }: Pick<ProjectRow, 'stage'>,
	form: Form,
	payload: Payload,
	{
		rater,
		answers: given,
		shown,
		at,
		kind,
		id
	}: z.infer<typeof InlineJudgment> & { id?: string | null | undefined },
	table = false
): Omit<NewJudgment, 'itemId'> {
	if (shown) checkShown(stage, payload, shown);
	const answers = checkAnswers(form, payload, answersOf(form, given, table));
	const said = {
		rater,
		kind: kind ?? ('person' as const),
		answers: canonical(answers),
		shown: shown ? canonical(shown) : null,
		at: timeOf(at)
	};
	return {
		...said,
		known: typeof id === 'string' ? { id } : { digest: digestOf(said).slice(0, 32) },
		compared: stage === 'alignment' ? comparedIn(payload, shown ?? null, answers) : []
	};
}

type Stored = Pick<NewJudgment, 'rater' | 'kind' | 'answers' | 'shown'> & {
	external_id: string;
	item_id: string;
	at: number;
};

const isSame = (row: NewJudgment, stored: Stored | undefined): boolean =>
	stored !== undefined &&
	stored.item_id === row.itemId &&
	stored.rater === row.rater &&
	stored.kind === row.kind &&
	stored.answers === row.answers &&
	stored.shown === row.shown &&
	(row.at === null || stored.at === row.at);

/** What new judgments say of models, in the write that brings them. */
async function compare(
	tx: Tx,
	project: ProjectRow,
	rows: (NewJudgment & { id: string })[],
	now: number
): Promise<void> {
	const comparing = rows.filter(({ compared }) => compared.length > 0);
	if (comparing.length === 0) return;
	// Read after the judgments are in: an erasure that came first is seen, and one that comes now waits for them.
	const { marks, values } = inList([...new Set(comparing.map(({ itemId }) => itemId))], 2);
	const erased = await tx.query<{ id: string }>(
		`select id from item where project_id = $1 and id in (${marks}) and erased_at is not null`,
		project.id,
		...values
	);
	const gone = new Set(erased.map(({ id }) => id));
	await insertNew(
		tx,
		'comparison',
		comparing
			.filter(({ itemId }) => !gone.has(itemId))
			.flatMap((row) =>
				comparisonRows(project.id, row.id, row.compared, { ...row, at: row.at ?? now, dwellMs: null })
			),
		'judgment_id'
	);
}

/** Inserts what is new and compares the rest with what stands. */
export async function writeJudgments(
	store: Store,
	tx: Tx,
	project: ProjectRow,
	rows: NewJudgment[],
	eventId: string,
	now: number
): Promise<Outcome[]> {
	if (rows.length === 0) return [];
	await lockPlaces(
		store,
		tx,
		rows.map(({ itemId }) => itemId)
	);
	const fresh = rows.map((row) => ({ ...row, id: newId(now), externalId: externalIdOf(row) }));
	const inserted = await insertNew(
		tx,
		'judgment',
		fresh.map((row) => ({
			id: row.id,
			project_id: project.id,
			item_id: row.itemId,
			rater: row.rater,
			kind: row.kind,
			purpose: 'work',
			via: 'import',
			answers: row.answers,
			shown: row.shown,
			counted: false,
			form_version: project.formVersion,
			guideline_version: project.guidelineVersion,
			external_id: row.externalId,
			event_id: eventId,
			at: row.at ?? now
		}))
	);
	await compare(
		tx,
		project,
		fresh.filter(({ id }) => inserted.has(id)),
		now
	);
	const repeats = fresh.filter(({ id }) => !inserted.has(id));
	const there = new Map<string, Stored>();
	if (repeats.length > 0) {
		const { marks, values } = inList([...new Set(repeats.map((row) => row.externalId))], 2);
		const found = await tx.query<Stored>(
			`select external_id, item_id, rater, kind, answers, shown, at from judgment
			where project_id = $1 and external_id in (${marks})`,
			project.id,
			...values
		);
		for (const row of found) there.set(row.external_id, row);
	}
	return fresh.map((row) => {
		if (inserted.has(row.id)) return 'created';
		return isSame(row, there.get(row.externalId))
			? 'unchanged'
			: new Refusal(
					'key_conflict',
					`Another judgment has the id “${'id' in row.known ? row.known.id : row.externalId}” already.`
				);
	});
}

/**
 * Joins judgments `{item, rater, answers, shown?, at?, id?, kind?}` to the items of a project.
 * @param table whether answers are cells of a table, hence text
 * @throws Refusal not_found, forbidden, wrong_stage, archived
 */
export async function addJudgments(
	store: Store,
	actor: Actor,
	slug: string,
	rows: AsyncIterable<Incoming>,
	{ table = false, ...options }: IntakeOptions & { table?: boolean } = {}
): Promise<Report> {
	const access = await authorize(store, actor, 'manage', slug);
	const { project } = access;
	const form = await formOf(store.read, project);
	return takeIn<NewJudgment>(
		store,
		access,
		{
			kind: 'judgments',
			async prepare(values) {
				const inputs = values.map((value) => refusalOf(() => rowOf(JudgmentInput, value)));
				const items = await itemsByKey(store, project.id, inputs);
				return inputs.map((input) =>
					refusalOf(() => {
						if (input instanceof Refusal) throw input;
						const item = items.get(input.item);
						if (!item) throw unknownItem(input.item);
						return {
							itemId: item.id,
							...readJudgment(project, form, item.payload, input, table)
						};
					})
				);
			},
			write: async (tx, fresh, eventId, _, now) => {
				const outcomes = await writeJudgments(store, tx, project, fresh, eventId, now);
				await rememberImported(
					store,
					tx,
					fresh.filter((_, i) => outcomes[i] === 'created')
				);
				return { outcomes };
			},
			digest: (row) => [externalIdOf(row), row.rater, row.answers]
		},
		rows,
		options
	);
}
