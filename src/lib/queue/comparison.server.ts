/**
 * The derived table of comparisons: a row of each judgment that counts and ranks, written in the judgment's own write. What
 * a revision replaces and what was erased is in it no more. Recreated by `rebuildComparisons`, beside people who work.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { pages, type Param, type Store, type Tx } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { comparedIn, wordOf, type Compared, type Told } from './comparison.ts';

type Row = { project_id: string; judgment_id: string; question: string; word: string };

export const comparisonRows = (
	projectId: string,
	judgmentId: string,
	compared: readonly Compared[],
	told: Told
): Row[] =>
	compared.map((one) => ({
		project_id: projectId,
		judgment_id: judgmentId,
		question: one.question,
		word: wordOf(one, told)
	}));

export async function keepComparisons(tx: Tx, rows: readonly Row[]): Promise<void> {
	for (const { project_id, judgment_id, question, word } of rows)
		await tx.query(
			`insert into comparison (project_id, judgment_id, question, word) values ($1, $2, $3, $4)
			on conflict (project_id, judgment_id, question) do update set word = excluded.word`,
			project_id,
			judgment_id,
			question,
			word
		);
}

/** A judgment was revised: it stands no more. */
export const dropComparison = (tx: Tx, projectId: string, judgmentId: string): Promise<unknown> =>
	tx.query('delete from comparison where project_id = $1 and judgment_id = $2', projectId, judgmentId);

/** An item was erased. Belongs behind the lock on its row, which every judgment that names it waits for. */
export const dropComparisonsOf = (tx: Tx, projectId: string, itemId: string): Promise<unknown> =>
	tx.query(
		`delete from comparison where project_id = $1 and judgment_id in
			(select id from judgment where project_id = $1 and item_id = $2)`,
		projectId,
		itemId
	);

/** Of a judgment j: whether it counts among comparisons. */
const STANDS = `j.purpose in ('work', 'review') and (j.counted or j.via = 'import')
	and not exists (select 1 from judgment revision where revision.supersedes = j.id)
	and (select erased_at from item where item.id = j.item_id) is null`;

type Judged = {
	id: string;
	item_id: string;
	payload: string;
	rater: string;
	kind: 'person' | 'model';
	answers: string;
	shown: string | null;
	dwell_ms: number | null;
	at: number;
};

/** What the table says of a range of judgments is made anew. @returns whether it said anything else before */
async function again(store: Store, tx: Tx, projectId: string, after: string, to: string): Promise<boolean> {
	const within: Param[] = [projectId, after, to];
	const range = 'from judgment where project_id = $1 and id > $2 and id <= $3';
	// Whoever revises or erases waits for these, in the order in which they take them.
	for (const lock of [
		`select id from assignment where id in (select assignment_id ${range}) order by id${store.forUpdate}`,
		`select id from item where project_id = $1 and id in (select item_id ${range}) order by id${store.forUpdate}`
	])
		await tx.query(lock, ...within);
	// One statement: a judgment that comes at this moment is seen with its row, or neither is.
	const dropped = await tx.query(
		`delete from comparison where project_id = $1 and judgment_id > $2 and judgment_id <= $3
			and not exists (select 1 from judgment j where j.id = comparison.judgment_id and ${STANDS})
		returning judgment_id`,
		...within
	);
	const judged = await tx.query<Judged>(
		`select j.id, j.item_id, i.payload, j.rater, j.kind, j.answers, j.shown, j.dwell_ms, j.at
		from judgment j join item i on i.id = j.item_id
		where j.project_id = $1 and j.id > $2 and j.id <= $3 and ${STANDS}`,
		...within
	);
	const there = await tx.query<Row>(
		`select project_id, judgment_id, question, word from comparison
		where project_id = $1 and judgment_id > $2 and judgment_id <= $3`,
		...within
	);
	const known = new Map(there.map((row) => [`${row.judgment_id} ${row.question}`, row.word]));
	const right = judged.flatMap((row) => {
		const shown = row.shown === null ? null : (JSON.parse(row.shown) as string[]);
		const compared = comparedIn(
			JSON.parse(row.payload) as Payload,
			shown,
			JSON.parse(row.answers) as Answers
		);
		const { at, dwell_ms: dwellMs, item_id: itemId, rater, kind } = row;
		return comparisonRows(projectId, row.id, compared, { at, dwellMs, itemId, rater, kind });
	});
	const changed = right.filter((row) => known.get(`${row.judgment_id} ${row.question}`) !== row.word);
	await keepComparisons(tx, changed);
	const names = new Set(right.map((row) => `${row.judgment_id} ${row.question}`));
	const ids = new Set(judged.map(({ id }) => id));
	const wrong = there.filter(
		(row) => ids.has(row.judgment_id) && !names.has(`${row.judgment_id} ${row.question}`)
	);
	for (const row of wrong)
		await tx.query(
			'delete from comparison where project_id = $1 and judgment_id = $2 and question = $3',
			projectId,
			row.judgment_id,
			row.question
		);
	return dropped.length + changed.length + wrong.length > 0;
}

/** Judgments a write. */
const BATCH = 64;
/** Behind every id. */
const END = '~';

type Project = Pick<ProjectRow, 'id' | 'slug' | 'stage'>;

/** @returns how many judgments were looked at */
async function eachBatch(
	store: Store,
	{ id, stage }: Project,
	act: (tx: Tx, after: string, to: string) => Promise<unknown>,
	isOver: () => boolean = () => false
): Promise<number> {
	if (stage !== 'alignment') return 0;
	let [after, seen] = ['', 0];
	const found = pages<{ id: string }>((last) =>
		store.read.query(
			`select id from judgment where project_id = $1 and id > $2 order by id limit ${BATCH}`,
			id,
			last?.id ?? ''
		)
	);
	for await (const page of found) {
		if (isOver()) return seen;
		const to = page.at(-1)?.id ?? END;
		await store.write((tx) => act(tx, after, to));
		after = to;
		seen += page.length;
	}
	await store.write((tx) => act(tx, after, END));
	return seen;
}

/**
 * Makes a project's part of the table anew. A write that changes anything has its event: whoever remembers the table
 * learns by it that it is another.
 * @returns how many judgments were looked at
 */
export const rebuildComparisons = (store: Store, project: Project): Promise<number> =>
	eachBatch(store, project, async (tx, after, to) => {
		if (!(await again(store, tx, project.id, after, to))) return;
		const subject = { type: 'project', id: project.id };
		await append(tx, { type: 'comparisons.rebuilt', actor: 'system', project, subject });
	});

/** What a database says while judgments that came before the table are not in it. */
const MISSING = 'comparisons';

/** Whether judgments that came before the table are still being read. */
export const isIncomplete = async (db: Pick<Tx, 'query'>): Promise<boolean> =>
	(await db.query('select 1 from setting where name = $1', MISSING)).length > 0;

/** Puts judgments that came before the table into it, once in the life of a database. Cut short it begins anew. */
export async function fillComparisons(store: Store, stopping: AbortSignal): Promise<void> {
	if (!(await isIncomplete(store.read))) return;
	const projects = await store.read.query<Project>(
		"select id, slug, stage from project where stage = 'alignment' order by id"
	);
	for (const project of projects)
		await eachBatch(
			store,
			project,
			(tx, after, to) => again(store, tx, project.id, after, to),
			() => stopping.aborted
		);
	if (!stopping.aborted) await store.write((tx) => tx.query('delete from setting where name = $1', MISSING));
}
