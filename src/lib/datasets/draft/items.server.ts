/** Items by their ids, some at a time: what a preview needs of their texts. */
import { setImmediate as breathe } from 'node:timers/promises';
import { inList } from '#lib/project/insert.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';

export type ItemText = { id: string; key: string; payload: Payload };

const FEW = 64;
const MANY = 256;
/** characters */
const TOGETHER = 2 * 1024 * 1024;

/** @param as how a payload is to be read */
export async function* itemsById(
	db: ReadDb,
	ids: string[],
	as: (payload: Payload) => Payload = (payload) => payload
): AsyncGenerator<ItemText[]> {
	let size = FEW;
	for (let at = 0; at < ids.length;) {
		const { marks, values } = inList(ids.slice(at, at + size), 1);
		const rows = await db.query<{ id: string; key: string; payload: string }>(
			`select id, key, payload from item where id in (${marks}) order by id`,
			...values
		);
		yield rows.map(({ id, key, payload }) => ({ id, key, payload: as(JSON.parse(payload) as Payload) }));
		at += size;
		const longest = Math.max(1, ...rows.map(({ payload }) => payload.length));
		size = Math.min(MANY, size * 4, Math.max(1, Math.floor(TOGETHER / longest)));
		await breathe();
	}
}
