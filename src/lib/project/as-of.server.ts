/**
 * What a read at a position of the log sees: rows whose event has that position or an earlier one. A row without a
 * position is not sealed yet and belongs to no read.
 */
import type { ReadDb } from '#lib/schema/store.server.ts';
import { inList } from './insert.server.ts';

/** So many events are remembered: all rows of an import's batch have one event, and lie together. */
const MOST = 4_096;

/** Positions are looked up once for many rows, where a subquery would do so once for each. */
export function seenAt(db: ReadDb, asOf: number) {
	const known = new Map<string, boolean>();
	return async <Row extends { event_id: string }>(rows: Row[]): Promise<Row[]> => {
		if (known.size > MOST) known.clear();
		const fresh = new Set<string>();
		for (const { event_id: id } of rows) if (!known.has(id)) fresh.add(id);
		if (fresh.size > 0) {
			const { marks, values } = inList([...fresh], 1);
			const found = await db.query<{ id: string; position: number | null }>(
				`select id, position from event where id in (${marks})`,
				...values
			);
			for (const id of fresh) known.set(id, false);
			for (const { id, position } of found) known.set(id, position !== null && position <= asOf);
		}
		return rows.filter(({ event_id: id }) => known.get(id));
	};
}

/** How many rows of a project a read at a position sees. */
export async function countAt(
	db: ReadDb,
	table: 'item' | 'judgment',
	projectId: string,
	asOf: number
): Promise<number> {
	const [found] = await db.query<{ many: number }>(
		`select count(*) as many from ${table} where project_id = $1
			and (select position from event where event.id = ${table}.event_id) <= $2`,
		projectId,
		asOf
	);
	return Number(found?.many ?? 0);
}
