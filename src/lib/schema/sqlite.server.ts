/**
 * The embedded engine: one writer connection for which writes queue, and a read-only connection beside it for who
 * reads meanwhile. Acknowledged means on disk: `synchronous = FULL`, one sync for all who wait at the same time.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { checkpointsOf, HELP_AT_PAGES } from './checkpoint.server.ts';
import { columnList, type Layout, type Side, type Value } from './layout.ts';
import {
	commitBell,
	Span,
	withBuilders,
	within,
	type Param,
	type ReadDb,
	type Reader,
	type Store,
	type Tx
} from './store.server.ts';

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
	connection.pragma('cache_size = -32768');
	return connection;
}

export const isBusy = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

/** A statement of ours, with its `$n` in the order in which they stand: places bind faster than names. */
type Numbered = { statement: Database.Statement; order: number[] };

/** Statements are prepared once and kept by their text. @param reading whether others than reads are refused */
function statements(connection: Database.Database, reading = false) {
	const prepared = (text: string): Database.Statement => {
		const statement = connection.prepare(text);
		if (reading && !statement.readonly) throw new Error('A read may not write.');
		return statement;
	};
	const built = new Map<string, Database.Statement>();
	const numbered = new Map<string, Numbered>();
	const remember = <T>(kept: Map<string, T>, text: string, made: T): T => {
		if (kept.size > 1000) kept.clear();
		kept.set(text, made);
		return made;
	};
	return {
		/** of drizzle: `?` in order, rows as arrays */
		built(text: string): Database.Statement {
			const known = built.get(text);
			if (known) return known;
			const statement = prepared(text);
			return remember(built, text, statement.reader ? statement.raw(true) : statement);
		},
		numbered(text: string): Numbered {
			const known = numbered.get(text);
			if (known) return known;
			const order: number[] = [];
			const plain = text.replace(/\$(\d+)/g, (_, n) => {
				order.push(Number(n) - 1);
				return '?';
			});
			return remember(numbered, text, { statement: prepared(plain), order });
		}
	};
}
type Statements = ReturnType<typeof statements>;

const bindable = (value: Param | undefined) => (typeof value === 'boolean' ? Number(value) : value);

/** drizzle's builders over the connection of the moment. */
const builders = (prepare: () => Statements) =>
	drizzle(async (text, params, method) => {
		const statement = prepare().built(text);
		if (!statement.reader) {
			statement.run(...params);
			return { rows: [] };
		}
		return { rows: (method === 'get' ? statement.get(...params) : statement.all(...params)) as unknown[] };
	});

/** Raw queries and drizzle's builders; `prepare` says before each statement over which connection it runs. */
function handle(prepare: () => Statements): Tx {
	const query = async <Row>(text: string, ...values: Param[]): Promise<Row[]> => {
		const { statement, order } = prepare().numbered(text);
		const params = order.map((n) => bindable(values[n]));
		if (statement.reader) return statement.all(params) as Row[];
		statement.run(params);
		return [];
	};
	// The proxy's builders are those of SQLite; columns.ts proves that they read back the same types.
	return withBuilders(query, () => builders(prepare)) as unknown as Tx;
}

/** What moves a transaction on, prepared once. */
function stepsOf(writer: Database.Database) {
	const step = (text: string) => {
		const statement = writer.prepare(text);
		return () => void (statement.reader ? statement.get() : statement.run());
	};
	const beginNow = step('begin immediate');
	const [impatient, patient] = [step('pragma busy_timeout = 0'), step('pragma busy_timeout = 5000')];
	return {
		/** Another process holds the file for some milliseconds: wait without blocking ours. */
		async begin(): Promise<void> {
			for (let waited = 0; ;) {
				try {
					impatient();
					beginNow();
					return;
				} catch (error) {
					if (!isBusy(error) || waited > 10_000) throw error;
				} finally {
					patient();
				}
				const pause = 2 + Math.random() * 8;
				waited += pause;
				await sleep(pause);
			}
		},
		commit: step('commit'),
		rollback: step('rollback'),
		save: step('savepoint act'),
		release: step('release act'),
		undo: step('rollback to act')
	};
}

/** A write that waits for its turn. */
type Waiting = {
	act: (tx: Tx) => Promise<unknown>;
	durable: boolean;
	resolve: (result: unknown) => void;
	reject: (error: unknown) => void;
};
type Done = { result: unknown };

/** A group takes in no further write after so long: what was done first is not kept waiting for its commit. */
const GROUP_MS = 4;

export async function openSqlite(url: string): Promise<Store> {
	const file = fileOf(url);
	const writer = connect(file);
	writer.pragma(`wal_autocheckpoint = ${HELP_AT_PAGES}`);
	const checkpoints = checkpointsOf(file);
	const reader = connect(file, { readonly: true });
	reader.pragma('cache_size = -8192');
	const steps = stepsOf(writer);
	const writing = statements(writer);
	const reading = statements(writer, true);
	const beside = statements(reader, true);
	const bell = commitBell();
	const waiting: Waiting[] = [];
	let running: Promise<void> | null = null;
	let durability: boolean = true;

	/** FULL syncs the log at the commit, and with it all that earlier commits left unsynced. */
	const setDurability = (durable: boolean): void => {
		if (durable === durability) return;
		writer.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
		durability = durable;
	};

	/** Runs one act behind a savepoint of its own. @returns whether it may commit; else it was told */
	const runOne = async ({ act, reject }: Waiting): Promise<Done | null> => {
		const span = new Span();
		steps.save();
		try {
			const tx = handle(() => {
				span.assertOpen();
				return writing;
			});
			const result = await within(span, () => act(tx));
			steps.release();
			return { result };
		} catch (error) {
			// A full disk, say, takes back the whole transaction: then nothing of this group was done.
			if (!writer.inTransaction) throw error;
			steps.undo();
			steps.release();
			reject(error);
			return null;
		}
	};

	/**
	 * One transaction for those who wait now: a commit waits for the disk, and everybody who came meanwhile shares
	 * the next one. Nobody is told before it is on disk.
	 */
	const runGroup = async (): Promise<void> => {
		const durable = waiting.some((one) => one.durable);
		const taken: { one: Waiting; done: Done | null }[] = [];
		try {
			setDurability(durable);
			await steps.begin();
			const started = performance.now();
			do {
				const one = waiting[0];
				if (!one || (one.durable && !durable)) break;
				waiting.shift();
				const entry: (typeof taken)[number] = { one, done: null };
				taken.push(entry);
				entry.done = await runOne(one);
			} while (performance.now() - started < GROUP_MS);
			steps.commit();
		} catch (error) {
			if (writer.inTransaction) steps.rollback();
			// Without a transaction to run in, the first in line is told, so that the line moves on.
			if (taken.length === 0) waiting.shift()?.reject(error);
			for (const { one } of taken) one.reject(error);
			return;
		}
		const done = taken.filter((entry) => entry.done !== null);

		if (done.length > 0) checkpoints.due();
		if (done.some(({ one }) => one.durable)) bell.ring();
		for (const { one, done: result } of done) one.resolve(result?.result);
	};

	const runAll = async (): Promise<void> => {
		// After the requests that are being read now, so that their writes come together; and others get their turn.
		try {
			for (; waiting.length > 0; await runGroup()) await breathe();
		} finally {
			// At once, and not in a later microtask: who comes in between would wait for ever.
			running = null;
		}
	};

	return {
		dialect: 'sqlite',
		url,
		// A commit empties the page cache of every other connection, so the writer's own reads best. While it is inside a
		// transaction it sees what is not committed: then the connection beside it reads.
		read: handle(() => (writer.inTransaction ? beside : reading)) as ReadDb,
		write<T>(act: (tx: Tx) => Promise<T>, { durable = true } = {}) {
			return new Promise<T>((resolve, reject) => {
				waiting.push({ act, durable, resolve: resolve as (result: unknown) => void, reject });
				running ??= runAll();
			});
		},
		forUpdate: '',
		skipLocked: '',
		skipGoing: '',
		onCommit: bell.onCommit,
		async close() {
			await running;
			await checkpoints.close();
			reader.close();
			writer.close();
		}
	};
}

export function openSqliteReader(url: string): Reader {
	const connection = connect(fileOf(url), { readonly: true });
	// What is read from end to end is read once.
	connection.pragma('cache_size = -8192');
	const reading = statements(connection, true);
	return {
		dialect: 'sqlite',
		read: handle(() => reading) as ReadDb,
		close: async () => void connection.close()
	};
}

async function* allOf(connection: Database.Database, table: Layout): AsyncGenerator<Value[][]> {
	const statement = connection.prepare(`select ${columnList(table)} from "${table.name}"`).raw(true);
	let batch: Value[][] = [];
	for (const row of statement.iterate() as IterableIterator<Value[]>) {
		batch.push(row);
		if (batch.length < table.batch) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

function filledOf(connection: Database.Database): string[] {
	const tables = connection
		.prepare(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1`)
		.all() as { name: string }[];
	return tables
		.map(({ name }) => name)
		.filter((name) => connection.prepare(`select 1 from "${name.replaceAll('"', '""')}" limit 1`).get());
}

/** Whole tables in one transaction: as of one moment, while others go on writing, when it only reads. */
export async function acrossSqlite<T>(
	file: string,
	how: 'read' | 'write',
	act: (side: Side) => Promise<T>
): Promise<T> {
	const connection = connect(file, { readonly: how === 'read' });
	try {
		connection.exec(how === 'read' ? 'begin' : 'begin immediate');
		const inserts = new Map<string, Database.Statement>();
		const insertInto = (table: Layout): Database.Statement => {
			const marks = table.columns.map(() => '?').join(', ');
			const made = connection.prepare(`insert into "${table.name}" (${columnList(table)}) values (${marks})`);
			inserts.set(table.name, made);
			return made;
		};
		const result = await act({
			rows: (table) => allOf(connection, table),
			async insert(table, rows) {
				const insert = inserts.get(table.name) ?? insertInto(table);
				for (const row of rows)
					insert.run(row.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
				await breathe();
			},
			filled: async () => filledOf(connection)
		});
		connection.exec('commit');
		return result;
	} finally {
		// What was not committed goes with the connection.
		connection.close();
	}
}
