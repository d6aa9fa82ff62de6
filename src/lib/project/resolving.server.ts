/**
 * Which items of an alignment project are resolved at a position of the log, and by which votes: no place left to
 * fill, or judgments that were imported, or a person's final answer, which then stands for all votes.
 */
import { readRanking, type Ranking } from '#lib/form/ranking.ts';
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { latestOfEach, type Vote } from './consensus.ts';
import { sizedPages } from './pages.server.ts';

export type Judged = {
	id: string;
	payload: Payload;
	resolved: boolean;
	/** one a person: the latest; or the final answer alone */
	rankings: Ranking[];
};

/** The question that a ranking answers. */
export const rankingQuestion = (form: Form): string | null =>
	form.questions.find(({ type }) => type === 'ranking')?.name ?? null;

/** An event's position; a row without one is not sealed yet and belongs to no read. */
const at = (row: string) => `(select position from event where event.id = ${row}.event_id) <= $3`;

type ItemRow = { id: string; payload: string };
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

/** What an item's judgments come to, without their text. */
type Tally = { votes: Vote[]; counted: number; imported: boolean; final: Ranking | null };

const answerTo = (question: string, answers: string): Json | undefined =>
	(JSON.parse(answers) as Answers)[question];

async function tally(
	db: ReadDb,
	project: ProjectRow,
	question: string,
	asOf: number,
	first: string,
	last: string
): Promise<Map<string, Tally>> {
	const tallies = new Map<string, Tally>();
	const of = (item: string): Tally => {
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
			const ranking = readRanking(answerTo(question, row.answers));
			if (ranking)
				tally.votes.push({
					id: row.id,
					rater: row.rater,
					at: row.at,
					supersedes: row.supersedes,
					ranking: { ...ranking, written: null }
				});
		}
	const finals = await db.query<Final>(
		`select item_id, answers from resolution where item_id >= $2 and item_id <= $4 and project_id = $1 and ${at('resolution')}`,
		project.id,
		first,
		asOf,
		last
	);
	for (const { item_id, answers } of finals) of(item_id).final = readRanking(answerTo(question, answers));
	return tallies;
}

/**
 * Every item that somebody judged, in the order of ids, with the votes that count: page by page, since handing over
 * a million of them one by one costs as much as reading them.
 * @param asOf the last position of the log that is read
 */
export async function* judgedItems(
	db: ReadDb,
	project: ProjectRow,
	question: string,
	asOf: number
): AsyncGenerator<Judged[]> {
	// Scalar subqueries: PostgreSQL would make a hash of all judgments for `exists`, page by page.
	const items = sizedPages<ItemRow>(
		(last, limit) =>
			db.query<ItemRow>(
				`select id, payload from item where project_id = $1 and id > $2 and ${at('item')}
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
		const tallies = await tally(db, project, question, asOf, first.id, last.id);
		yield rows.flatMap(({ id, payload }) => {
			const found = tallies.get(id);
			if (!found) return [];
			const { votes, counted, imported, final } = found;
			return {
				id,
				payload: JSON.parse(payload) as Payload,
				resolved: final !== null || imported || counted >= project.settings.overlap,
				rankings: final ? [final] : latestOfEach(votes).map(({ ranking }) => ranking)
			};
		});
	}
}
