/**
 * Which items of a project are resolved at a position of the log, and by which votes: no place left to fill, or
 * judgments that were imported, or a person's final answer, which then stands for all votes.
 */
import { readRanking, type Ranking } from '#lib/form/ranking.ts';
import type { Form } from '#lib/form/form.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { latestOfEach, type Vote } from './consensus.ts';
import { sizedPages } from './pages.server.ts';

/** An item and what people say of it, as `T` reads their answers. */
export type Judged<T> = {
	id: string;
	key: string;
	payload: Payload;
	resolved: boolean;
	/** whether a person gave the final answer */
	final: boolean;
	/** one a person: the latest; or the final answer alone */
	votes: T[];
};

/** What a judgment's answers say; null when they say nothing that counts. */
export type Reading<T> = (answers: Answers) => T | null;

/** The question that a ranking answers. */
export const rankingQuestion = (form: Form): string | null =>
	form.questions.find(({ type }) => type === 'ranking')?.name ?? null;

/** Reads what stands for one question as a ranking, without its text. */
export const rankingIn =
	(question: string): Reading<Ranking> =>
	(answers) => {
		const ranking = readRanking(answers[question]);
		return ranking && { ...ranking, written: null };
	};

/** An event's position; a row without one is not sealed yet and belongs to no read. */
const at = (row: string) => `(select position from event where event.id = ${row}.event_id) <= $3`;

type ItemRow = { id: string; key: string; payload: string };
type Final = { item_id: string; answers: string };
type JudgmentRow = {
	id: string;
	item_id: string;
	rater: string;
	answers: string;
	supersedes: string | null;
	counted: boolean | number;
	via: string;
	at: number;
};

/** What an item's judgments come to. */
type Tally<T> = {
	votes: (Vote & { said: T })[];
	counted: number;
	imported: boolean;
	final: { said: T | null } | null;
};

async function tally<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number,
	first: string,
	last: string
): Promise<Map<string, Tally<T>>> {
	const tallies = new Map<string, Tally<T>>();
	const of = (item: string): Tally<T> => {
		let found = tallies.get(item);
		if (!found) tallies.set(item, (found = { votes: [], counted: 0, imported: false, final: null }));
		return found;
	};
	const judgments = sizedPages<JudgmentRow>(
		(after, limit) =>
			db.query<JudgmentRow>(
				`select id, item_id, rater, answers, supersedes, counted, via, at from judgment
				where project_id = $1 and (item_id, id) > ($2, $4) and item_id <= $5
					and kind = 'person' and (counted = $6 or via = 'import') and ${at('judgment')}
				order by project_id, item_id, id limit $7`,
				project.id,
				after?.item_id ?? first,
				asOf,
				after?.id ?? '',
				last,
				true,
				limit
			),
		(row) => row.answers.length
	);
	for await (const rows of judgments)
		for (const row of rows) {
			const tally = of(row.item_id);
			if (row.via === 'import') tally.imported = true;
			// A revision fills the place that its first judgment filled.
			else if (row.supersedes === null) tally.counted++;
			const said = read(JSON.parse(row.answers) as Answers);
			if (said !== null)
				tally.votes.push({ id: row.id, rater: row.rater, at: row.at, supersedes: row.supersedes, said });
		}
	const finals = await db.query<Final>(
		`select item_id, answers from resolution where item_id >= $2 and item_id <= $4 and project_id = $1 and ${at('resolution')}`,
		project.id,
		first,
		asOf,
		last
	);
	for (const { item_id, answers } of finals)
		of(item_id).final = { said: read(JSON.parse(answers) as Answers) };
	return tallies;
}

/**
 * Every item that somebody judged, in the order of ids, with the votes that count: page by page, since handing over
 * a million of them one by one costs as much as reading them.
 * @param asOf the last position of the log that is read
 */
export async function* judgedItems<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number
): AsyncGenerator<Judged<T>[]> {
	// Scalar subqueries: PostgreSQL would make a hash of all judgments for `exists`, page by page.
	const items = sizedPages<ItemRow>(
		(last, limit) =>
			db.query<ItemRow>(
				`select id, key, payload from item where project_id = $1 and id > $2 and ${at('item')}
					and ((select id from judgment where project_id = $1 and item_id = item.id limit 1) is not null
						or (select at from resolution where item_id = item.id) is not null)
				order by project_id, id limit $4`,
				project.id,
				last?.id ?? '',
				asOf,
				limit
			),
		(row) => row.payload.length
	);
	for await (const rows of items) {
		const [first] = rows;
		const last = rows.at(-1);
		if (!first || !last) return;
		const tallies = await tally(db, project, read, asOf, first.id, last.id);
		yield rows.flatMap(({ id, key, payload }) => {
			const found = tallies.get(id);
			if (!found) return [];
			const { votes, counted, imported, final } = found;
			return {
				id,
				key,
				payload: JSON.parse(payload) as Payload,
				resolved: final !== null || imported || counted >= project.settings.overlap,
				final: final !== null,
				votes: (final ? [final] : latestOfEach(votes)).flatMap(({ said }) => (said === null ? [] : [said]))
			};
		});
	}
}
