/**
 * The store: `read` sees what is committed, `write` is one transaction of milliseconds. The same queries run on
 * SQLite and PostgreSQL. Correctness never rests on the isolation level: a verb that decides does so by one
 * guarded UPDATE … RETURNING, or under `forUpdate` on the one row that decides.
 */
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { dialectOf, type Dialect } from './columns.ts';

/** What a raw statement may be given. JSON goes in as canonical text, times as milliseconds. */
export type Param = string | number | boolean | null;

interface Raw {
	/** Runs one statement with `$1…` placeholders, prepared once. Rows as the engine has them: JSON is text. */
	query<Row>(text: string, ...values: Param[]): Promise<Row[]>;
}
type Reading = 'select' | 'selectDistinct' | 'with' | '$with' | '$count';
export type ReadDb = Pick<NodePgDatabase, Reading> & Raw;
export type Tx = Pick<NodePgDatabase, Reading | 'insert' | 'update' | 'delete'> & Raw;

export interface Store {
	readonly dialect: Dialect;
	readonly url: string;
	/** Outside any transaction: each statement sees what is committed when it starts. */
	readonly read: ReadDb;
	/**
	 * One transaction. Inside, await only `tx`; side effects come after. On SQLite transactions queue for the one
	 * writer; on PostgreSQL a deadlock (40P01) is retried, so `act` may run more than once.
	 * @param how `durable: false` is for one step of many that nobody is told of: it is isolated and whole as any other,
	 *   but a power loss may take it, until the next durable write of anybody takes it to disk
	 * @throws Error when it stays open for two seconds: it is rolled back, so that others can go on
	 */
	write<T>(act: (tx: Tx) => Promise<T>, how?: { durable?: boolean }): Promise<T>;
	/** ` for update` where rows can be locked; on SQLite the one writer makes it moot. */
	readonly forUpdate: '' | ' for update';
	readonly skipLocked: '' | ' for update skip locked';
	/** As `skipLocked` for a row that must only stay there: many may hold it so at once. */
	readonly skipGoing: '' | ' for key share skip locked';
	/** Called after each durable commit of this process; returns how to stop. What nobody is told of rings no bell. */
	onCommit(listener: () => void): () => void;
	close(): Promise<void>;
}

/** A write may be open this long. */
export const WRITE_LIMIT_MS = 2_000;

export async function openStore(url: string): Promise<Store> {
	if (dialectOf(url) === 'postgres') {
		const { openPostgres } = await import('./postgres.server.ts');
		return openPostgres(url);
	}
	const { openSqlite } = await import('./sqlite.server.ts');
	return openSqlite(url);
}

/** What a thread beside the server reads by: a connection of its own, which can write nothing. */
export type Reader = { readonly dialect: Dialect; readonly read: ReadDb; close(): Promise<void> };

export async function openReader(url: string): Promise<Reader> {
	if (dialectOf(url) === 'postgres') {
		const { openPostgresReader } = await import('./postgres.server.ts');
		return openPostgresReader(url);
	}
	const { openSqliteReader } = await import('./sqlite.server.ts');
	return openSqliteReader(url);
}

/** Keyset pages: `page` gets the last row of the page before, or null; ends at the first empty page. */
export async function* pages<Row>(page: (last: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
	for (let last: Row | null = null; ;) {
		const rows: Row[] = await page(last);
		if (rows.length === 0) return;
		yield rows;
		last = rows.at(-1) ?? null;
	}
}

/**
 * Raw queries beside drizzle's builders. Most writes need no builder, and one costs more to make than a statement to
 * run, so it is made when the first is asked for.
 */
export function withBuilders<Builders extends object>(
	query: Raw['query'],
	make: () => Builders
): Builders & Raw {
	let made: Builders | null = null;
	const handle = new Proxy(
		{ query },
		{
			get(own, name) {
				if (name === 'query') return own.query;
				const target = (made ??= make());
				const member: unknown = Reflect.get(target, name);
				return typeof member === 'function' ? member.bind(target) : member;
			}
		}
	);
	return handle as unknown as Builders & Raw;
}

/** Commit listeners, shared by both drivers. One that throws is its own problem, never the writer's. */
export function commitBell() {
	const listeners = new Set<() => void>();
	return {
		ring: () => listeners.forEach((listener) => queueMicrotask(listener)),
		onCommit: (listener: () => void) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		}
	};
}

/** Ends a transaction for everybody who still holds its `tx`. */
export class Span {
	#ended = false;
	#reason: Error | undefined;
	end(reason?: Error): void {
		if (!this.#ended) this.#reason = reason;
		this.#ended = true;
	}
	assertOpen(): void {
		if (this.#ended) throw this.#reason ?? new Error('This transaction has ended.');
	}
}

/** Runs `act` under the time limit of a write; when it runs out, the span ends and the promise rejects. */
export async function within<T>(span: Span, act: () => Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			const error = new Error(`A write was open for ${WRITE_LIMIT_MS} ms and was rolled back.`);
			span.end(error);
			reject(error);
		}, WRITE_LIMIT_MS);
	});
	try {
		const work = act();
		work.catch(() => {}); // when the limit wins, nobody else waits for this one
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
		span.end();
	}
}

/**
 * What may be logged of a database error: drizzle's own carry SQL and parameters, the driver's `detail` carries
 * values; only the driver's message and code go on.
 */
export function faultOf(error: unknown): Error & { code?: string } {
	let inner: unknown = error;
	while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
	if (inner === error && error instanceof Error) return error;
	const safe: Error & { code?: string } = new Error(inner instanceof Error ? inner.message : 'unknown');
	if (inner instanceof Error && 'code' in inner) safe.code = String(inner.code);
	if (inner instanceof Error && inner.stack) safe.stack = inner.stack;
	return safe;
}

/** Whether a statement failed because a unique index holds. */
export const isTaken = (error: unknown): boolean =>
	/^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(faultOf(error).code ?? '');

/** Whether a statement failed because a row that it names is gone. */
export const isOrphan = (error: unknown): boolean =>
	/^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(faultOf(error).code ?? '');
