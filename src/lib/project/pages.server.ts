/** Long reads as short ones: keyset pages whose length follows the size of their rows, with a breath between. */
import { setImmediate as breathe } from 'node:timers/promises';
import { pages } from '#lib/schema/store.server.ts';

const FIRST = 64;
const MOST_ROWS = 512;
const PAGE_SIZE = 2 * 1024 * 1024;

/** @param size characters of a row; a page of rows like the longest one seen lately stays near two million */
export async function* sizedPages<Row>(
	page: (last: Row | null, limit: number) => Promise<Row[]>,
	size: (row: Row) => number
): AsyncGenerator<Row[]> {
	let limit = FIRST;
	for await (const rows of pages<Row>((last) => page(last, limit))) {
		yield rows;
		const longest = Math.max(1, ...rows.map(size));
		limit = Math.min(MOST_ROWS, Math.max(1, Math.floor(PAGE_SIZE / longest)), limit * 2);
		await breathe();
	}
}
