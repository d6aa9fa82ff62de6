/**
 * The judgments of a project as columns of numbers, kept by the thread of statistics: read once, and then only what came
 * since. What is kept is the work of people and models that counts or was imported, whatever of it stands by now.
 */
import { createHash } from 'node:crypto';
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { inList } from '#lib/project/insert.server.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { idsSince } from '#lib/schema/id.ts';
import { canonical, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { kept, push, type Column, type Kept } from '#lib/stats/growing.ts';
import { heardIn, hearingOf, keyOf, type Heard, type Hearing } from './heard.ts';

/** One question's answers by judgment: a place in what was heard, or -1 where there is none. */
export type Ear = {
	question: Question;
	hearing: Hearing;
	said: Column<Int32Array>;
	heard: Kept<Heard<unknown>>;
};

export type Columns = {
	projectId: string;
	position: number;
	/** how often something was read: numbers that were counted before are old */
	version: number;
	items: Kept<string>;
	raters: Kept<string>;
	item: Column<Int32Array>;
	rater: Column<Int32Array>;
	at: Column<Float64Array>;
	guidelines: Column<Int32Array>;
	/** 1 where a model judged */
	model: Column<Uint8Array>;
	ears: Ear[];
	/** items that are gold or erased, by their places: what is known is not what people found */
	hidden: Set<number>;
	/** by item: what its metadata says, and the group of items that it is alike with; read as far as `known` */
	about: {
		known: number;
		metadata: Kept<JsonObject>;
		tags: Column<Int32Array>;
		groups: Kept<null>;
		group: Column<Int32Array>;
	};
};

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });

export function newColumns(projectId: string, form: Form): Columns {
	return {
		projectId,
		position: 0,
		version: 0,
		items: kept(),
		raters: kept(),
		item: ints(),
		rater: ints(),
		at: { values: new Float64Array(0), length: 0 },
		guidelines: ints(),
		model: { values: new Uint8Array(0), length: 0 },
		ears: form.questions.flatMap((question): Ear[] => {
			const hearing = hearingOf(question);
			return hearing ? [{ question, hearing, said: ints(), heard: kept() }] : [];
		}),
		hidden: new Set(),
		about: { known: 0, metadata: kept(), tags: ints(), groups: kept(), group: ints() }
	};
}

type Row = {
	id: string;
	item_id: string;
	rater: string;
	kind: 'person' | 'model';
	answers: string;
	guideline_version: number;
	at: number;
	position: number | null;
};

/** What was written may have been begun so many milliseconds before its event. */
const LATE_MS = 600_000;
/** So many texts of answers are remembered while reading: most people give the same few. */
const MOST_TEXTS = 50_000;
const SHORT = 256;

/** The places of an answer's text, question by question. */
function listening(ears: Ear[]): (text: string) => Int32Array {
	const known = new Map<string, Int32Array>();
	const listen = (text: string): Int32Array => {
		const answers = JSON.parse(text) as Answers;
		return Int32Array.from(ears, ({ question, hearing, heard }) => {
			const answer: Json = answers[question.name] ?? null;
			if (answer === null) return -1;
			const found = heardIn<unknown>(question, hearing.hear, answer);
			return found === null ? -1 : heard.of(keyOf(answer), () => found);
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

/** Judgments that count or were imported, after an id, page by page, each with the position of its event. */
function judgmentsAfter(db: ReadDb, projectId: string, since: string) {
	return sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select id, item_id, rater, kind, answers, guideline_version, at,
					(select position from event where event.id = judgment.event_id) as position
				from judgment where project_id = $1 and id > $2 and purpose = 'work' and (counted = $3 or via = 'import')
				order by project_id, id limit $4`,
				projectId,
				last?.id ?? since,
				true,
				limit
			),
		({ answers }) => answers.length
	);
}

async function readJudgments(
	db: ReadDb,
	columns: Columns,
	{ since, to }: { since: string; to: number },
	pause: Asked['pause']
): Promise<void> {
	const listen = listening(columns.ears);
	const { items, raters, item, rater, at, guidelines, model, ears } = columns;
	for await (const rows of judgmentsAfter(db, columns.projectId, since)) {
		for (const row of rows) {
			// What has a position by then was read before, and what has none yet, or a later one, is read another time.
			if (row.position === null || row.position <= columns.position || row.position > to) continue;
			push(
				item,
				items.of(row.item_id, () => row.item_id)
			);
			push(
				rater,
				raters.of(row.rater, () => row.rater)
			);
			push(at, row.at);
			push(guidelines, row.guideline_version);
			push(model, Number(row.kind === 'model'));
			const places = listen(row.answers);
			for (const [i, ear] of ears.entries()) push(ear.said, places[i] ?? -1);
			columns.version++;
		}
		await pause();
	}
}

type Change = { id: string; type: string };

/** Items that became gold or were erased, or are gold no more. */
async function readHidden(db: ReadDb, columns: Columns, from: number, since: string): Promise<void> {
	const { projectId, items, hidden } = columns;
	const place = (id: string) => items.of(id, () => id);
	if (from === 0) {
		const found = await db.query<{ id: string }>(
			`select id from item where project_id = $1 and gold is not null
			union all select id from item where project_id = $1 and erased_at is not null`,
			projectId
		);
		for (const { id } of found) hidden.add(place(id));
		return;
	}
	const changes = await db.query<Change>(
		`select item.id, event.type from event join item on item.id = event.subject_id
		where item.project_id = $1 and event.id >= $2 and event.position > $3
			and (event.type like 'item.gold%' or event.type = 'item.erased') order by event.position`,
		projectId,
		since,
		from
	);
	for (const { id, type } of changes) {
		if (type === 'item.gold_removed') hidden.delete(place(id));
		else hidden.add(place(id));
	}
	if (changes.length > 0) columns.version++;
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
		const since = from === 0 ? '' : idsSince(first.id, LATE_MS);
		await readHidden(db, columns, from, since);
		await readJudgments(db, columns, { since, to: asOf }, pause);
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
	for (let size = 16; about.known < items.all.length; size = Math.min(256, size * 2)) {
		const ids = items.all.slice(about.known, about.known + size);
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
			push(
				about.group,
				about.groups.of(payload === null ? id : promptOf(payload), () => null)
			);
		}
		about.known += ids.length;
		await pause();
	}
}

/** About how many bytes they take. */
export const weightOf = ({ items, raters, item, ears, about }: Columns): number =>
	item.length * (21 + 4 * ears.length) +
	items.all.length * 150 +
	raters.all.length * 100 +
	ears.reduce((sum, { heard }) => sum + 3 * heard.size() + 200 * heard.all.length, 0) +
	3 * about.metadata.size() +
	about.groups.all.length * 100;
