/**
 * What the thread of statistics knows of a project's disputes: which items need a lead, how sure what is likeliest is,
 * and how good each person is. Read once, then only what came since; read anew once much came.
 */
import { projectBySlug, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { standingItems, type Standing } from '#lib/project/resolving.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { idsSince } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { byNeed, disputeOf, type Dispute } from './dispute.ts';
import { hearing, truthKey, type Likely } from './likely.ts';
import { MOST_KEPT, type Disputes, type DisputesAsked } from './disputes.ts';

type Kept = {
	project: ProjectRow;
	form: Form;
	position: number;
	disputes: Map<string, Dispute & { key: string }>;
	likely: Likely;
	items: number;
	changed: number;
};
/** So many items that changed are read alone; beyond that, and beyond this share of all, everything is read anew. */
const MOST_CHANGED = 2_000;
const SHARE = 0.05;
/** An act may have been begun so long before its event. */
const LATE_MS = 60_000;

const all = (answers: Answers): Answers => answers;
type Item = Standing<Answers>;

const idsOf = async (db: ReadDb, text: string, ...values: (string | number)[]): Promise<string[]> =>
	(await db.query<{ id: string }>(text, ...values)).map(({ id }) => id);

/** Which of a project's items are flagged, and which people look at again. */
async function marked(db: ReadDb, { id }: ProjectRow): Promise<{ flagged: Set<string>; again: Set<string> }> {
	const [flags, again] = await Promise.all([
		idsOf(db, `select distinct item_id as id from note where project_id = $1 and kind = 'flag'`, id),
		idsOf(db, `select item_id as id from place where project_id = $1 and ruling = 'sent_back'`, id)
	]);
	return { flagged: new Set(flags), again: new Set(again) };
}

function decide(kept: Kept, items: Item[], { flagged, again }: Awaited<ReturnType<typeof marked>>): void {
	const { overlap, consensus } = kept.project.settings;
	for (const { id, key, said, counted, imported, final } of items) {
		kept.disputes.delete(id);
		if (final || again.has(id)) continue;
		const dispute = disputeOf(kept.form, {
			votes: said.map((one) => one.said),
			resolved: isResolved({ counted, imported, overlap, final: false }),
			flagged: flagged.has(id),
			consensus,
			certainty: kept.likely.certainty.get(id) ?? null
		});
		if (dispute) kept.disputes.set(id, { ...dispute, key });
	}
}

async function whole(db: ReadDb, project: ProjectRow, asOf: number, pause: Question['pause']): Promise<Kept> {
	const form = await formOf(db, project);
	const heard = hearing(form);
	for await (const page of standingItems(db, project, all, asOf)) {
		for (const { id, said, final } of page)
			if (!final)
				heard.add({ id, votes: said.map((one) => one.said), raters: said.map(({ rater }) => rater) });
		await pause();
	}
	const kept: Kept = {
		project,
		form,
		position: asOf,
		disputes: new Map(),
		likely: heard.likely(),
		items: 0,
		changed: 0
	};
	const marks = await marked(db, project);
	for await (const page of standingItems(db, project, all, asOf)) {
		kept.items += page.length;
		decide(kept, page, marks);
		await pause();
	}
	return kept;
}

/** Items of which anything was said or ruled after a position; null where nothing was. */
async function changedSince(db: ReadDb, { project, position }: Kept, asOf: number): Promise<string[] | null> {
	const [first] = await db.query<{ id: string | null }>(
		'select min(id) as id from event where project = $1 and position > $2 and position <= $3',
		project.slug,
		position,
		asOf
	);
	if (first?.id === undefined || first.id === null) return null;
	const since = idsSince(first.id, LATE_MS);
	const found = await Promise.all([
		idsOf(
			db,
			`select distinct item_id as id from judgment where project_id = $1 and id >= $2 limit ${MOST_CHANGED + 1}`,
			project.id,
			since
		),
		idsOf(
			db,
			`select subject_id as id from event where project = $1 and position > $2 and position <= $3 and subject_type = 'item'
			limit ${MOST_CHANGED + 1}`,
			project.slug,
			position,
			asOf
		)
	]);
	return [...new Set(found.flat())].sort();
}

async function broughtUp(db: ReadDb, kept: Kept, asOf: number, pause: Question['pause']): Promise<Kept> {
	const ids = await changedSince(db, kept, asOf);
	if (ids === null) return { ...kept, position: asOf };
	if (ids.length > MOST_CHANGED || kept.changed + ids.length > Math.max(100, kept.items * SHARE))
		return whole(db, kept.project, asOf, pause);
	const marks = await marked(db, kept.project);
	for (const id of ids) kept.disputes.delete(id);
	for await (const page of standingItems(db, kept.project, all, asOf, { ids })) decide(kept, page, marks);
	return { ...kept, position: asOf, changed: kept.changed + ids.length };
}

const sameRules = (a: ProjectRow, b: ProjectRow): boolean =>
	a.formVersion === b.formVersion &&
	a.settings.overlap === b.settings.overlap &&
	a.settings.consensus === b.settings.consensus;

export function openDisputes(): (question: Question) => Promise<Json> {
	const known = new Map<string, Kept>();
	let line: Promise<unknown> = Promise.resolve();
	const keptAt = async ({ read, pause }: Question, slug: string, asOf: number): Promise<Kept | null> => {
		const project = await projectBySlug(read, slug);
		if (!project) return null;
		const before = known.get(project.id);
		const kept =
			before && sameRules(before.project, project)
				? before.position >= asOf
					? before
					: await broughtUp(read, before, asOf, pause)
				: await whole(read, project, asOf, pause);
		known.delete(project.id);
		known.set(project.id, kept);
		for (const [id] of known) if (known.size > MOST_KEPT) known.delete(id);
		return kept;
	};
	return async (question) => {
		const { project, as_of: asOf, limit, item } = question.question as unknown as DisputesAsked;
		// One reading at a time; each waits for the one before.
		const own = line.then(
			() => keptAt(question, project, asOf),
			() => keptAt(question, project, asOf)
		);
		line = own.catch(() => {});
		const kept = await own;
		if (!kept) return { total: 0, items: [], item: null } satisfies Disputes as unknown as Json;
		const { likely, disputes } = kept;
		const first = [...disputes].map(([id, dispute]) => ({ id, ...dispute })).sort(byNeed);
		const about = item && {
			certainty: likely.certainty.get(item.id) ?? null,
			truth: Object.fromEntries(
				kept.form.questions.flatMap(({ name }) => {
					const value = likely.truth.get(truthKey(item.id, name));
					return value === undefined ? [] : [[name, value]];
				})
			),
			competence: Object.fromEntries(
				item.raters.flatMap((rater) => {
					const one = likely.competence.get(rater);
					return one ? [[rater, one]] : [];
				})
			)
		};
		return {
			total: first.length,
			items: first.slice(0, limit),
			item: about ?? null
		} satisfies Disputes as unknown as Json;
	};
}
