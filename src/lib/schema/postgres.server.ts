/**
 * PostgreSQL: READ COMMITTED, with the decisions made by guarded updates and row locks. Reads and writes have
 * pools of their own, so that a read inside a write can never wait for a connection that waits for it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { columnList, type Layout, type Side, type Value } from './layout.ts';
import {
	commitBell,
	faultOf,
	Span,
	withBuilders,
	within,
	type Param,
	type ReadDb,
	type Reader,
	type Store,
	type Tx
} from './store.server.ts';

const INT8 = 20;
/** Milliseconds, counts and ranks stay far below 2^53. */
const types = {
	getTypeParser: (oid: number, format?: 'text' | 'binary') =>
		oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')
} as pg.CustomTypesConfig;

export const connectionOf = (url: string): pg.ClientConfig => ({
	connectionString: url,
	types,
	application_name: 'assent'
});

/** One name a statement text, so that each connection prepares it once. */
const names = new Map<string, string>();
const nameOf = (text: string): string => {
	let name = names.get(text);
	if (!name) names.set(text, (name = `assent_${names.size}`));
	return name;
};

const querying =
	(client: Pick<pg.Pool, 'query'>, guard: () => void) =>
	async <Row>(text: string, ...values: Param[]): Promise<Row[]> => {
		guard();
		const config: pg.QueryConfig = { name: nameOf(text), text, values };
		return (await client.query(config)).rows as Row[];
	};

/** The client, for drizzle's builders; `guard` runs before each statement. */
const guarded = (client: pg.PoolClient, guard: () => void): pg.PoolClient =>
	new Proxy(client, {
		get(target, name) {
			if (name === 'query') guard();
			const member: unknown = Reflect.get(target, name);
			return typeof member === 'function' ? member.bind(target) : member;
		}
	});

const BEGIN = 'begin isolation level read committed';
/** Its commit waits for no disk; the next one that does takes it along. */
const BEGIN_RELAXED = `${BEGIN}; set local synchronous_commit = off`;

// Many short queries: compiling one costs more than running it, whenever the planner's guess is high.
const onConnect = async (client: pg.ClientBase): Promise<void> => void (await client.query('set jit = off'));

export function openPostgresReader(url: string): Reader {
	const options = '-c default_transaction_read_only=on';
	const pool = new pg.Pool({ ...connectionOf(url), onConnect, options, max: 2 });
	pool.on('error', () => {});
	return {
		dialect: 'postgres',
		read: Object.assign(drizzle(pool), { query: querying(pool, () => {}) }) as ReadDb,
		close: () => pool.end()
	};
}

export async function openPostgres(url: string): Promise<Store> {
	const config = { ...connectionOf(url), onConnect };
	const writers = new pg.Pool({ ...config, max: 12 });
	const readers = new pg.Pool({ ...config, max: 8 });
	// A connection that the server ends while idle is replaced at the next use; it must not end the process.
	for (const pool of [writers, readers]) pool.on('error', () => {});
	const bell = commitBell();

	const transaction = async <T>(act: (tx: Tx) => Promise<T>, durable: boolean): Promise<T> => {
		const client = await writers.connect();
		let broken: Error | undefined;
		const span = new Span();
		try {
			await client.query(durable ? BEGIN : BEGIN_RELAXED);
			const guard = () => span.assertOpen();
			const tx = withBuilders(querying(client, guard), () => drizzle(guarded(client, guard)));
			const result = await within(span, () => act(tx));
			await client.query('commit');
			if (durable) bell.ring();
			return result;
		} catch (error) {
			// A statement may still be running when time is up: then the connection goes, and its work with it.
			await Promise.race([
				client.query('rollback').catch((e: Error) => (broken = e)),
				sleep(500).then(() => (broken ??= new Error('rollback did not return')))
			]);
			throw error;
		} finally {
			client.release(broken);
		}
	};

	return {
		dialect: 'postgres',
		url,
		read: Object.assign(drizzle(readers), { query: querying(readers, () => {}) }) as ReadDb,
		async write(act, { durable = true } = {}) {
			for (let attempt = 1; ; attempt++) {
				try {
					return await transaction(act, durable);
				} catch (error) {
					if (faultOf(error).code !== '40P01' || attempt === 6) throw error;
					await sleep(Math.random() * 10 * attempt);
				}
			}
		},
		forUpdate: ' for update',
		skipLocked: ' for update skip locked',
		skipGoing: ' for key share skip locked',
		onCommit: bell.onCommit,
		async close() {
			await Promise.all([writers.end(), readers.end()]);
		}
	};
}

/** What one statement may be given, less than PostgreSQL's own 65,535. */
const MOST_PARAMETERS = 30_000;

async function insertAll(client: pg.Client, table: Layout, rows: Value[][]): Promise<void> {
	const width = table.columns.length;
	const together = Math.max(1, Math.floor(MOST_PARAMETERS / width));
	for (let from = 0; from < rows.length; from += together) {
		const some = rows.slice(from, from + together);
		const marks = some.map((row, r) => `(${row.map((_, c) => `$${r * width + c + 1}`).join(', ')})`);
		await client.query(
			`insert into "${table.name}" (${columnList(table)}) values ${marks.join(', ')}`,
			some.flat()
		);
	}
}

async function* allOf(client: pg.Client, table: Layout): AsyncGenerator<Value[][]> {
	await client.query(`declare rows_of no scroll cursor for select ${columnList(table)} from "${table.name}"`);
	for (;;) {
		const { rows } = await client.query<Value[]>({
			text: `fetch ${table.batch} from rows_of`,
			rowMode: 'array'
		});
		if (rows.length === 0) break;
		yield rows;
	}
	await client.query('close rows_of');
}

async function filledOf(client: pg.Client): Promise<string[]> {
	const { rows: tables } = await client.query<{ name: string }>(
		'select tablename as name from pg_tables where schemaname = current_schema() order by 1'
	);
	const filled: string[] = [];
	for (const { name } of tables) {
		const { rowCount } = await client.query(`select 1 from ${client.escapeIdentifier(name)} limit 1`);
		if (rowCount) filled.push(name);
	}
	return filled;
}

/** Whole tables in one transaction: as of one moment, while others go on writing, when it only reads. */
export async function acrossPostgres<T>(
	url: string,
	how: 'read' | 'write',
	act: (side: Side) => Promise<T>
): Promise<T> {
	const client = new pg.Client(connectionOf(url));
	await client.connect();
	try {
		await client.query(how === 'read' ? 'begin isolation level repeatable read read only' : BEGIN);
		const result = await act({
			rows: (table) => allOf(client, table),
			insert: (table, rows) => insertAll(client, table, rows),
			filled: () => filledOf(client)
		});
		await client.query('commit');
		// The planner knows nothing of a table that was filled a moment ago.
		if (how === 'write') await client.query('analyze');
		return result;
	} finally {
		// What was not committed goes with the connection.
		await client.end();
	}
}
