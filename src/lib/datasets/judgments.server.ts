/** Judgments as examples of themselves: each with what was judged, so that splits keep a prompt together. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { inList } from '#lib/project/insert.server.ts';
import { judgmentsOf } from '#lib/project/judgments.server.ts';
import type { JudgmentView } from '#lib/schema/judgment.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import type { JudgedOnce } from './example.ts';
import { counts, countsAll, picking, usual, type Policies } from './policy.ts';

export type FromJudgments = {
	policies?: Policies;
	/** whether what was judged is read too, which costs as much again; without it, metadata choose nothing */
	payloads: boolean;
};

type Item = { id: string; payload: string; metadata: string | null };

/** What was judged, by its id. */
export async function judgedItemsOf(db: ReadDb, views: JudgmentView[]): Promise<Map<string, Item>> {
	if (views.length === 0) return new Map();
	const { marks, values } = inList([...new Set(views.map((view) => view.item_id))], 1);
	const rows = await db.query<Item>(
		`select id, payload, metadata from item where id in (${marks})`,
		...values
	);
	return new Map(rows.map((row) => [row.id, row]));
}

/** @param text of the payload, as JSON; nothing where nobody asked for it */
export const judgedExample = (project: ProjectRow, view: JudgmentView, text = '{}'): JudgedOnce => {
	const payload = JSON.parse(text) as Payload;
	const isPerson = view.kind === 'person';
	return {
		kind: 'judged',
		group: view.item_id,
		view,
		payload,
		meta: {
			project: project.slug,
			item: view.item_key ?? '',
			raters: isPerson ? [view.rater] : [],
			models: isPerson ? [] : [view.rater],
			asked: null
		}
	};
};

export async function* judgmentExamples(
	db: ReadDb,
	project: ProjectRow,
	{ policies = usual, payloads }: FromJudgments,
	asOf: number
): AsyncGenerator<JudgedOnce[]> {
	const counted = countsAll(policies) ? null : counts(policies);
	const picked = picking(policies);
	for await (const views of judgmentsOf(db, project, asOf)) {
		const taken = counted
			? views.filter(({ rater, at, answers }) => counted({ rater, at: Date.parse(at), answers }))
			: views;
		if (!payloads) {
			yield taken.map((view) => judgedExample(project, view));
			continue;
		}
		const items = await judgedItemsOf(db, taken);
		yield taken.flatMap((view) => {
			const item = items.get(view.item_id);
			const isPicked = picked?.(JSON.parse(item?.metadata ?? '{}') as JsonObject) ?? true;
			return isPicked ? [judgedExample(project, view, item?.payload)] : [];
		});
	}
}
