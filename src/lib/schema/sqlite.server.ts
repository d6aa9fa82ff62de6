/**
 * The embedded engine: one writer connection whose transactions queue, and a read-only connection beside it that
 * no writer blocks. Acknowledged means on disk: `synchronous = FULL`.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { commitBell, Span, within, type Param, type ReadDb, type Store, type Tx } from './store.server.ts';

/** better-sqlite3 dies without a word on an old Node: say it before the first open. */
export function assertNode(): void {
	if (Number(process.versions.napi) < 10)
		throw new Error(`Assent needs Node 24.7 or later; this is ${process.version}. Start it with npm start.`);
}

export const fileOf = (url: string): string => url.replace(/^file:(\/\/)?/, '');

/** Opens a connection with the settings that every connection to the file shares. */
export function connect(file: string, options: Database.Options = {}): Database.Database {
	assertNode();
	if (!options.readonly) mkdirSync(dirname(file), { recursive: true });
	const connection = new Database(file, { timeout: 5000, ...options });
	if (!options.readonly) connection.pragma('journal_mode = WAL');
	connection.pragma('synchronous = FULL');
	connection.pragma('foreign_keys = ON');
	connection.pragma('cache_size = -65536');
	return connection;
}

export const isBusy = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

/** Statements are prepared once and kept by their text. */
function statements(connection: Database.Database) {
	const kept = new Map<string, Database.Statement>();
	return (text: string, raw: boolean): Database.Statement => {
		const key = raw ? text : `\0${text}`;
		let statement = kept.get(key);
		if (!statement) {
			if (kept.size > 1000) kept.clear();
			statement = connection.prepare(raw ? text : text.replace(/\$(\d+)/g, '?$1'));
			if (raw && statement.reader) statement.raw(true);
			kept.set(key, statement);
		}
		return statement;
	};
}

const bindable = (value: Param) => (typeof value === 'boolean' ? Number(value) : value);

/** drizzle's builders and raw queries over one connection; `guard` runs before each statement. */
function handle(prepare: ReturnType<typeof statements>, guard: () => void): Tx {
	const builder = drizzle(async (text, params, method) => {
		guard();
		const statement = prepare(text, true);
		if (!statement.reader) {
			statement.run(...params);
			return { rows: [] };
		}
		return { rows: (method === 'get' ? statement.get(...params) : statement.all(...params)) as unknown[] };
	});
	const query = async <Row>(text: string, ...values: Param[]): Promise<Row[]> => {
		guard();
		const statement = prepare(text, false);
		const params = Object.fromEntries(values.map((value, i) => [i + 1, bindable(value)]));
		if (statement.reader) return statement.all(params) as Row[];
		statement.run(params);
		return [];
	};
	// The proxy's builders are those of SQLite; columns.ts proves that they read back the same types.
	return Object.assign(builder, { query }) as unknown as Tx;
}

/** Another process holds the file for some milliseconds: wait without blocking ours. */
async function begin(writer: Database.Database): Promise<void> {
	for (let waited = 0; ;) {
		try {
			writer.exec('begin immediate');
			return;
		} catch (error) {
			if (!isBusy(error) || waited > 10_000) throw error;
			const pause = 2 + Math.random() * 8;
			waited += pause;
			await sleep(pause);
		}
	}
}

export async function openSqlite(url: string): Promise<Store> {
	const file = fileOf(url);
	const writer = connect(file);
	writer.pragma('busy_timeout = 0');
	const reader = connect(file, { readonly: true });
	const prepare = statements(writer);
	const bell = commitBell();
	let tail: Promise<unknown> = Promise.resolve();

	const transaction = async <T>(act: (tx: Tx) => Promise<T>): Promise<T> => {
		await begin(writer);
		const span = new Span();
		try {
			const tx = handle(prepare, () => span.assertOpen());
			const result = await within(span, () => act(tx));
			writer.exec('commit');
			bell.ring();
			return result;
		} catch (error) {
			if (writer.inTransaction) writer.exec('rollback');
			throw error;
		}
	};

	return {
		dialect: 'sqlite',
		url,
		read: handle(statements(reader), () => {}) as ReadDb,
		write(act) {
			const result = tail.then(() => transaction(act));
			tail = result.catch(() => {});
			return result;
		},
		forUpdate: '',
		skipLocked: '',
		onCommit: bell.onCommit,
		async close() {
			await tail;
			reader.close();
			writer.close();
		}
	};
}
