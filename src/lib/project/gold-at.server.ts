/**
 * Which items were gold at a position of the log. An item keeps whether it is now; where that changed since it came in,
 * the events of the changes say what it was before.
 */
import type { ReadDb } from '#lib/schema/store.server.ts';
import { inList } from './insert.server.ts';

type Row = { id: string; gold: boolean | number; gold_event_id: string | null };
type Change = { subject_id: string; type: string; position: number | null; data: string | null };

export const GOLD_SET = 'item.gold_set';
export const GOLD_REMOVED = 'item.gold_removed';

/** @returns the ids of those that were gold */
export async function goldAt(db: ReadDb, rows: Row[], asOf: number): Promise<Set<string>> {
	const gold = new Set(rows.flatMap(({ id, gold: now }) => (now ? [id] : [])));
	const changed = rows.flatMap(({ id, gold_event_id: event }) => (event === null ? [] : [id]));
	if (changed.length === 0) return gold;
	const { marks, values } = inList(changed, 1);
	const changes = await db.query<Change>(
		`select subject_id, type, position, data from event where subject_id in (${marks})
			and type in ('${GOLD_SET}', '${GOLD_REMOVED}') order by id`,
		...values
	);
	for (const [id, list] of Map.groupBy(changes, ({ subject_id: subject }) => subject)) {
		const isBefore = ({ position }: Change) => position !== null && position <= asOf;
		const last = list
			.filter(isBefore)
			.toSorted((a, b) => Number(a.position) - Number(b.position))
			.at(-1);
		const next = list.filter((change) => !isBefore(change))[0];
		const was = next?.data ? (JSON.parse(next.data) as { was: boolean }).was : false;
		if (last ? last.type === GOLD_SET : was) gold.add(id);
		else gold.delete(id);
	}
	return gold;
}
