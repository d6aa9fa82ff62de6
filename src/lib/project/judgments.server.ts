/** All judgments of a project at a position of the log, as they are shown, page by page. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { judgmentView, type JudgmentView } from '#lib/schema/judgment.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Via } from '#lib/schema/values.ts';
import { sizedPages } from './pages.server.ts';

type Row = {
	id: string;
	item_id: string;
	item_key: string;
	rater: string;
	kind: 'person' | 'model';
	answers: string;
	shown: string | null;
	counted: boolean | number;
	via: Via;
	dwell_ms: number | null;
	supersedes: string | null;
	at: number;
};

/** @param asOf the last position of the log that is read */
export async function* judgmentsOf(
	db: ReadDb,
	project: ProjectRow,
	asOf: number
): AsyncGenerator<JudgmentView> {
	const found = sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select id, item_id, (select key from item where item.id = judgment.item_id) as item_key, rater, kind,
					answers, shown, counted, via, dwell_ms, supersedes, at
				from judgment where project_id = $1 and id > $2
					and (select position from event where event.id = judgment.event_id) <= $3
				order by project_id, id limit $4`,
				project.id,
				last?.id ?? '',
				asOf,
				limit
			),
		(row) => row.answers.length
	);
	for await (const rows of found)
		for (const { item_id, item_key, dwell_ms, answers, shown, counted, ...row } of rows)
			yield judgmentView(
				{
					...row,
					itemId: item_id,
					dwellMs: dwell_ms,
					answers: JSON.parse(answers) as Answers,
					shown: shown === null ? null : (JSON.parse(shown) as string[]),
					counted: Boolean(counted)
				},
				project.slug,
				item_key
			);
}
