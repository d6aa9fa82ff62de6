/**
 * The judgments of a project as columns of numbers, kept by the thread of statistics: read once, and then only what came
 * since. All that people and models gave is there, whatever it was for: each statistic takes what it counts.
 */
import { createHash } from 'node:crypto';
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import type { Form } from '#lib/form/form.ts';
import { inList } from '#lib/project/insert.server.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { idsSince, orderOfId } from '#lib/schema/id.ts';
import { canonical, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { itself, push, room } from '#lib/stats/growing.ts';
import { byJudgment, COUNTS, MODEL, newColumns, REVISES, WORK, type Columns, type Ear } from './columns.ts';
import { keyOf } from './heard.ts';

type Row = {
	id: string;
	item_id: string;
	rater: string;
	answers: string;
	guideline_version: number;
	at: number;
	dwell_ms: number | null;
	shown: string | null;
	is: number;
};

/** A judgment's id may have been made so many milliseconds before that of its event, in the same write. */
const LATE_MS = 30_000;
/** Judgments that are read at once: nobody else waits for this thread. */
const TOGETHER = 4_096;
/** So many texts of answers are remembered while reading: most people give the same few. */
const MOST_TEXTS = 50_000;
const SHORT = 256;

/** The places of an answer's text, question by question. */
function listening(ears: Ear[]): (text: string) => Int32Array {
	const known = new Map<string, Int32Array>();
	const listen = (text: string): Int32Array => {
		const answers = JSON.parse(text) as Answers;
		return Int32Array.from(ears, ({ question, answers: all }) => {
			const answer = answers[question.name] ?? null;
			if (answer === null) return -1;
			const key = keyOf(answer);
			return all.of(key, () => key);
		});
	};
	return (text) => {
		if (text.length > SHORT) return listen(text);
		let found = known.get(text);
		if (!found) {
			if (known.size === MOST_TEXTS) known.clear();
			known.set(text, (found = listen(text)));
		}
		return found;
	};
}

/**
 * Judgments whose event lies between two positions, page by page. A judgment is there once its event is, so what has no
 * position yet, or a later one, is left for another time, and nothing is read twice.
 */
function judgmentsIn(db: ReadDb, projectId: string, { since, from, to }: Span) {
	// Of a project that is read for the first time nearly all is meant: few events are not.
	const isMeant =
		from === 0
			? `event_id not in (select id from event where position > $5
				union all select id from event where position is null)`
			: 'event_id in (select id from event where position > $5 and position <= $6)';
	return sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select id, item_id, rater, answers, guideline_version, at, dwell_ms, shown,
					case when kind = 'model' then ${MODEL} else 0 end + case when purpose = 'work' then ${WORK} else 0 end
					+ case when counted = $3 or via = 'import' then ${COUNTS} else 0 end
					+ case when supersedes is not null then ${REVISES} else 0 end as "is"
				from judgment where project_id = $1 and id > $2 and ${isMeant} order by project_id, id limit $4`,
				projectId,
				last?.id ?? since,
				true,
				limit,
				...(from === 0 ? [to] : [from, to])
			),
		({ answers }) => answers.length,
		TOGETHER
	);
}
type Span = { since: string; from: number; to: number };

const readShown = (text: string): string[] => JSON.parse(text) as string[];

async function readJudgments(db: ReadDb, columns: Columns, span: Span, pause: Asked['pause']): Promise<void> {
	const listen = listening(columns.ears);
	const { items, raters, shownAs, ears, last } = columns;
	const shownOf = (text: string): number => shownAs.of(text, readShown);
	for await (const rows of judgmentsIn(db, columns.projectId, span)) {
		const many = columns.item.length;
		const [item, rater, guidelines, is] = [
			room(columns.item, many + rows.length),
			room(columns.rater, many + rows.length),
			room(columns.guidelines, many + rows.length),
			room(columns.is, many + rows.length)
		];
		const [at, came] = [room(columns.at, many + rows.length), room(columns.came, many + rows.length)];
		const [dwell, shown, before] = [
			room(columns.dwell, many + rows.length),
			room(columns.shown, many + rows.length),
			room(columns.before, many + rows.length)
		];
		const said = ears.map((ear) => room(ear.said, many + rows.length));
		// What is imported comes item by item.
		let [id, place] = ['', -1];
		for (let i = 0, j = many; i < rows.length; i++, j++) {
			const row = rows[i] as Row;
			if (row.item_id !== id) {
				id = row.item_id;
				place = items.of(id, itself);
				while (last.length <= place) push(last, -1);
			}
			before[j] = last.values[place] ?? -1;
			last.values[place] = j;
			item[j] = place;
			rater[j] = raters.of(row.rater, itself);
			at[j] = Number(row.at);
			came[j] = orderOfId(row.id);
			guidelines[j] = row.guideline_version;
			is[j] = row.is;
			dwell[j] = row.dwell_ms ?? -1;
			shown[j] = row.shown === null ? -1 : shownOf(row.shown);
			const places = listen(row.answers);
			for (let q = 0; q < said.length; q++) (said[q] as Int32Array)[j] = places[q] ?? -1;
		}
		for (const column of byJudgment(columns)) column.length = many + rows.length;
		await pause();
	}
}

/** Items that became gold or were erased, or are gold no more. */
async function readHidden(db: ReadDb, columns: Columns, { since, from, to }: Span): Promise<void> {
	const { projectId, items, gold, erased } = columns;
	const place = (id: string) => items.of(id, () => id);
	if (from === 0) {
		const found = await db.query<{ id: string; gone: number | null }>(
			`select id, null as gone from item where project_id = $1 and gold is not null
			union all select id, erased_at as gone from item where project_id = $1 and erased_at is not null`,
			projectId
		);
		for (const { id, gone } of found) (gone === null ? gold : erased).add(place(id));
		return;
	}
	const changes = await db.query<{ id: string; type: string }>(
		`select item.id, event.type from event join item on item.id = event.subject_id
		where item.project_id = $1 and event.id >= $2 and event.position > $3 and event.position <= $4
			and (event.type like 'item.gold%' or event.type = 'item.erased') order by event.position`,
		projectId,
		since,
		from,
		to
	);
	for (const { id, type } of changes) {
		if (type === 'item.gold_removed') gold.delete(place(id));
		else (type === 'item.erased' ? erased : gold).add(place(id));
	}
	if (changes.length > 0) columns.turns++;
}

/**
 * Brings columns up to a position of the log; what is there already is never read again.
 * @param pause throws where nobody waits any more: what was read until then would be read twice, so columns are then void
 */
export async function bringUpTo(
	db: ReadDb,
	columns: Columns,
	asOf: number,
	pause: Asked['pause']
): Promise<void> {
	const { position: from } = columns;
	if (from >= asOf) return;
	const [first] = await db.query<{ id: string | null }>(
		'select min(id) as id from event where position > $1 and position <= $2',
		from,
		asOf
	);
	if (first?.id !== undefined && first.id !== null) {
		const span = { since: from === 0 ? '' : idsSince(first.id, LATE_MS), from, to: asOf };
		await readHidden(db, columns, span);
		await readJudgments(db, columns, span, pause);
	}
	columns.position = asOf;
}

const promptOf = (payload: string): string => {
	const { prompt = null } = JSON.parse(payload) as Payload;
	return createHash('sha1').update(canonical(prompt)).digest('base64');
};

/**
 * What items say of themselves, of those that nobody asked of before.
 * @param withPrompts whether items of one prompt are alike; else each is alone
 */
export async function readItems(
	db: ReadDb,
	{ items, about }: Columns,
	withPrompts: boolean,
	pause: Asked['pause']
): Promise<void> {
	for (let size = 16; about.tags.length < items.all.length; size = Math.min(256, size * 2)) {
		const ids = items.all.slice(about.tags.length, about.tags.length + size);
		const { marks, values } = inList(ids, 1);
		const rows = await db.query<{ id: string; metadata: string | null; payload: string | null }>(
			`select id, metadata, ${withPrompts ? 'payload' : 'null as payload'} from item where id in (${marks})`,
			...values
		);
		const found = new Map(rows.map((row) => [row.id, row]));
		for (const id of ids) {
			const { metadata = null, payload = null } = found.get(id) ?? {};
			const text = metadata ?? '{}';
			push(
				about.tags,
				about.metadata.of(text, () => JSON.parse(text) as JsonObject)
			);
			if (!withPrompts) continue;
			const group = about.groups.of(payload === null ? id : promptOf(payload), () => null);
			while (about.last.length <= group) push(about.last, -1);
			push(about.before, about.last.values[group] ?? -1);
			about.last.values[group] = about.group.length;
			push(about.group, group);
		}
		await pause();
	}
}

/** Projects whose columns are kept, in the order in which they were last asked of. */
type Kept = { form: Form; columns: Columns; line: Promise<unknown> };

/** About how many bytes columns may take, of all projects together; what was asked of longest ago goes first. */
const MOST_BYTES = 384 * 1024 * 1024;

export type Wanted = {
	/** its id */
	project: string;
	stage: string;
	formVersion: number;
	asOf: number;
	/** whether what items say of themselves is asked for */
	withItems: boolean;
};

/** One reading serves whoever asks: @param act sees the columns at the position, or at a later one, while they stand still */
export type Reading = <T>(
	asked: Pick<Asked, 'read' | 'pause'>,
	wanted: Wanted,
	act: (columns: Columns, form: Form) => Promise<T>
) => Promise<T>;

export function openReading(mostBytes = MOST_BYTES): Reading {
	const all = new Map<string, Promise<Kept>>();
	const forget = async (): Promise<void> => {
		let sum = 0;
		for (const [key, found] of [...all].toReversed()) {
			const kept = await found.catch(() => null);
			sum += kept ? weightOf(kept.columns) : 0;
			// What was asked of last is kept, or it would be read anew at each question.
			if (sum > mostBytes && all.size > 1) all.delete(key);
		}
	};
	return async ({ read, pause }, { project, stage, formVersion, asOf, withItems }, act) => {
		const key = JSON.stringify([project, formVersion]);
		const begin = async (): Promise<Kept> => {
			const form = await formOf(read, { id: project, formVersion });
			return { form, columns: newColumns(project, form), line: Promise.resolve() };
		};
		const found = all.get(key) ?? begin();
		all.delete(key);
		all.set(key, found);
		const kept = await found.catch((error: unknown) => {
			all.delete(key);
			throw error;
		});
		const work = async () => {
			try {
				await bringUpTo(read, kept.columns, asOf, pause);
				// Responses to one prompt are alike; what is labelled stands alone.
				const isAlignment = stage === 'alignment';
				if (isAlignment || withItems) await readItems(read, kept.columns, isAlignment, pause);
			} catch (error) {
				// What was read of it by then would be read twice.
				all.delete(key);
				throw error;
			}
			return act(kept.columns, kept.form);
		};
		const own = kept.line.then(work, work);
		kept.line = own.catch(() => {});
		const answer = await own;
		await forget();
		return answer;
	};
}

/** About how many bytes they take. */
const weightOf = ({ items, raters, item, ears, about }: Columns): number =>
	item.length * (41 + 4 * ears.length) +
	items.all.length * 150 +
	raters.all.length * 100 +
	ears.reduce((sum, { answers }) => sum + 2 * answers.size() + 100 * answers.all.length, 0) +
	3 * about.metadata.size() +
	about.groups.all.length * 110;
