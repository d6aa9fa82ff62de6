/**
 * Long reads as short ones: keyset pages whose length follows the size of their rows, with a breath between. While others
 * are at work they get shorter, so that nobody waits long for their turn; a thread of its own keeps nobody waiting.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

const FIRST = 64;
const MOST_ROWS = 512;
const PAGE_SIZE = 2 * 1024 * 1024;

/** Rows of a page while others are at work: what is made of them takes about a millisecond. */
const FEW_ROWS = 64;
/** A breath that took so long was somebody's work. */
const WORK_MS = 0.2;
/** Who was at work comes again. */
const AGAIN_MS = 1_000;

let workedAt = -Infinity;

/** Lets everybody else have a turn, and notices whether somebody took it. */
export async function breathe(): Promise<void> {
	const start = performance.now();
	await turn();
	const end = performance.now();
	if (end - start > WORK_MS) workedAt = end;
}

/** @returns so many, or few while others are at work */
export const politely = (rows: number): number =>
	isMainThread && performance.now() - workedAt < AGAIN_MS ? Math.min(rows, FEW_ROWS) : rows;

/**
 * The next page is asked for before this one is worked on: where the database is a process of its own, both work at once.
 * @param size characters of a row; a page of rows like the longest one seen lately stays near two million
 * @param most rows of a page
 */
export async function* sizedPages<Row>(
	page: (last: Row | null, limit: number) => Promise<Row[]>,
	size: (row: Row) => number,
	most = MOST_ROWS
): AsyncGenerator<Row[]> {
	let limit = FIRST;
	for (let next = page(null, limit); ;) {
		const rows = await next;
		const last = rows.at(-1);
		if (!last) return;
		const longest = rows.reduce((longest, row) => Math.max(longest, size(row)), 1);
		limit = Math.min(most, Math.max(1, Math.floor(PAGE_SIZE / longest)), limit * 2);
		next = page(last, politely(limit));
		// Whoever breaks off asks for it no more.
		next.catch(() => {});
		yield rows;
		await breathe();
	}
}
