/**
 * Reads the judgments of a project into the memory of a thread, the first time all and from then on what came since.
 * Judgments are only ever added, so whoever breaks off loses nothing. What is erased or what is right of gold changes
 * what was read, and then it is read again.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Question as Asked } from '#lib/form/kind.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { readOnce } from '#lib/project/hearing.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { idsSince, newId } from '#lib/schema/id.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { ballotOf } from './ballot.ts';
import { hearing, type Heard } from './heard.ts';

/** A judgment may be committed so long after its id was made, by servers whose clocks differ. */
const LATE_MS = 30_000;

type Row = {
	id: string;
	item_id: string;
	rater: string;
	via: string;
	counted: boolean | number;
	answers: string;
	shown: string | null;
	dwell_ms: number | null;
	supersedes: string | null;
	at: number;
};

export type Listening = {
	heard: Heard;
	/** up to here all is read that will ever be there, and what was read beyond */
	settled: string;
	beyond: Set<string>;
	/** items that are left out, since what they held was erased */
	erased: Set<string>;
	/** the log's end before anything was read */
	position: number;
	/** grows with whatever may change an answer */
	changes: number;
};

const endOf = async (db: ReadDb): Promise<number> => {
	const [row] = await db.query<{ end: number | null }>('select max(position) as end from event');
	return Number(row?.end ?? 0);
};

export async function newListening(
	db: ReadDb,
	{ id }: ProjectRow,
	question: Asked | null
): Promise<Listening> {
	const position = await endOf(db);
	const erased = await db.query<{ id: string }>(
		"select item_id as id from place where project_id = $1 and left_out = 'erased'",
		id
	);
	return {
		heard: hearing(question),
		settled: '',
		beyond: new Set(),
		erased: new Set(erased.map((row) => row.id)),
		position,
		changes: 0
	};
}

/** What happened since that judgments do not tell. */
export async function changedSince(
	db: ReadDb,
	{ slug }: ProjectRow,
	position: number
): Promise<{ position: number; erased: boolean; gold: boolean }> {
	const end = await endOf(db);
	const rows = await db.query<{ type: string }>(
		`select distinct type from event where position > $1 and position <= $2 and project = $3
			and (type = 'item.erased' or type like 'item.gold%')`,
		position,
		end,
		slug
	);
	return {
		position: end,
		erased: rows.some(({ type }) => type === 'item.erased'),
		gold: rows.some(({ type }) => type !== 'item.erased')
	};
}

/** @param pause called between pages: throws where nobody waits any more, and what was read stays read */
export async function listen(
	db: ReadDb,
	project: ProjectRow,
	question: Asked | null,
	own: Listening,
	pause: Question['pause']
): Promise<void> {
	const answersIn = readOnce((text) => JSON.parse(text) as Answers);
	const shownIn = readOnce((text) => JSON.parse(text) as string[]);
	const settled = idsSince(newId(), LATE_MS);
	const pages = sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select id, item_id, rater, via, counted, answers, shown, dwell_ms, supersedes, at
				from judgment
				where project_id = $1 and id > $2 and kind = 'person' order by project_id, id limit $3`,
				project.id,
				last?.id ?? own.settled,
				limit
			),
		(row) => row.answers.length
	);
	for await (const rows of pages) {
		for (const row of rows) {
			if (own.beyond.has(row.id)) continue;
			if (row.id > settled) own.beyond.add(row.id);
			else own.settled = row.id;
			own.changes++;
			if (own.erased.has(row.item_id)) continue;
			// As in consensus, what filled a place or was imported: gold, repeats and extras stand beside nobody's.
			const isWork = Boolean(row.counted) || row.via === 'import';
			own.heard.add({
				item: row.item_id,
				rater: row.rater,
				at: Number(row.at),
				dwellMs: row.dwell_ms,
				revises: row.supersedes !== null,
				ballot:
					isWork && question
						? ballotOf(
								question,
								answersIn(row.answers)[question.name],
								row.shown === null ? null : shownIn(row.shown)
							)
						: null
			});
		}
		await pause();
	}
	for (const id of own.beyond) if (id <= own.settled) own.beyond.delete(id);
	await own.heard.settle(pause);
}
