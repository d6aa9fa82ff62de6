/** All judgments of a project at a position of the log, as they are shown, page by page. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { judgmentView, type JudgmentView } from '#lib/schema/judgment.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Purpose, Via } from '#lib/schema/values.ts';
import { seenAt } from './as-of.server.ts';
import { readOnce } from './hearing.ts';
import { inList } from './insert.server.ts';
import { sizedPages } from './pages.server.ts';

type Row = {
	id: string;
	item_id: string;
	/** null: what the item held was erased, and no file tells of it */
	item_key: string | null;
	rater: string;
	kind: 'person' | 'model';
	answers: string;
	shown: string | null;
	counted: boolean | number;
	purpose: Purpose;
	via: Via;
	dwell_ms: number | null;
	supersedes: string | null;
	probability: number | null;
	at: number;
	event_id: string;
};

/**
 * @param asOf the last position of the log that is read
 * @param which judgments after an id alone, or those of some ids alone
 */
export async function* judgmentsOf(
	db: ReadDb,
	project: ProjectRow,
	asOf: number,
	{ after = '', ids }: { after?: string; ids?: string[] } = {}
): AsyncGenerator<JudgmentView[]> {
	const named = ids ? inList(ids, 5) : null;
	const seen = seenAt(db, asOf);
	const answersIn = readOnce((text) => JSON.parse(text) as Answers);
	const shownIn = readOnce((text) => JSON.parse(text) as string[]);
	// What comes from now on has a later position, and need not be read.
	const [end] = await db.query<{ id: string }>(
		'select id from judgment where project_id = $1 order by project_id desc, id desc limit 1',
		project.id
	);
	const found = sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select id, item_id, (select key from item where item.id = judgment.item_id and item.erased_at is null) as item_key, rater, kind,
					answers, shown, counted, purpose, via, dwell_ms, supersedes, probability, at, event_id
				from judgment where project_id = $1 and id > $2 and id <= $3
					${named ? `and id in (${named.marks})` : ''} order by project_id, id limit $4`,
				project.id,
				last?.id ?? after,
				end?.id ?? '',
				limit,
				...(named?.values ?? [])
			),
		(row) => row.answers.length
	);
	for await (const rows of found)
		yield (await seen(rows)).flatMap((row) =>
			row.item_key === null
				? []
				: judgmentView(
						{
							id: row.id,
							itemId: row.item_id,
							rater: row.rater,
							kind: row.kind,
							answers: answersIn(row.answers),
							shown: row.shown === null ? null : shownIn(row.shown),
							counted: Boolean(row.counted),
							purpose: row.purpose,
							via: row.via,
							dwellMs: row.dwell_ms,
							supersedes: row.supersedes,
							probability: row.probability,
							at: row.at
						},
						project.slug,
						row.item_key
					)
		);
}
