/** Databases of the bench's own on either engine: made, looked at by the drivers alone, removed. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { connectionOf } from '#lib/schema/postgres.server.ts';
import { connect, fileOf } from '#lib/schema/sqlite.server.ts';
import { startCluster } from '../../test/setup/postgres.ts';
import { findPostgres } from '../../test/setup/programs.ts';

export type Engine = 'sqlite' | 'postgres';
export type Counts = Record<string, number>;

export type Databases = {
	engine: Engine;
	/** what an acknowledged write has behind it, as the engine itself says */
	durability: Record<string, string>;
	fresh: () => Promise<string>;
	remove: () => Promise<void>;
};

/** What an import, an export, the queue and the runtime write to. */
const COUNTED = ['item', 'place', 'judgment', 'assignment', 'decision', 'permit', 'event'];
const counting = `select ${COUNTED.map((table) => `(select count(*) from ${table}) as "${table}"`).join(', ')}`;

/** One row of one statement, on a connection of its own. */
async function ask<Row>(url: string, statement: string): Promise<Row> {
	if (!url.startsWith('postgres')) {
		const file = connect(fileOf(url), { readonly: true });
		try {
			return file.prepare(statement).get() as Row;
		} finally {
			file.close();
		}
	}
	const client = new pg.Client(connectionOf(url));
	await client.connect();
	try {
		return (await client.query(statement)).rows[0] as Row;
	} finally {
		await client.end();
	}
}

/** The rows that are there, counted one by one and not taken from any total. */
export const countRows = (url: string): Promise<Counts> => ask<Counts>(url, counting);

/** Events that have no place in the log yet. */
export const countUnsealed = async (url: string): Promise<number> =>
	(await ask<{ many: number }>(url, 'select count(*) as many from event where position is null')).many;

const TMPFS = 0x01021994;
const SYNCHRONOUS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

const sqlite = (root: string): Databases => {
	mkdirSync(root, { recursive: true });
	const folder = mkdtempSync(join(root, 'bench-'));
	// The server's own way to connect, so the settings are the server's.
	const probe = connect(join(folder, 'probe.db'));
	const pragma = (name: string) => String(probe.pragma(name, { simple: true }));
	const durability = {
		journal_mode: pragma('journal_mode'),
		synchronous: SYNCHRONOUS[Number(pragma('synchronous'))] ?? pragma('synchronous'),
		wal_autocheckpoint: pragma('wal_autocheckpoint'),
		disk: statfsSync(folder).type === TMPFS ? 'memory: fsync costs nothing here' : 'a disk'
	};
	probe.close();
	let made = 0;
	return {
		engine: 'sqlite',
		durability,
		fresh: () => Promise.resolve(`file:${join(folder, `${made++}.db`)}`),
		remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true }))
	};
};

const SETTINGS = [
	'server_version',
	'fsync',
	'synchronous_commit',
	'full_page_writes',
	'wal_sync_method',
	'shared_buffers'
];

const postgres = async (): Promise<Databases> => {
	const bin = findPostgres();
	const given = process.env.ASSENT_TEST_POSTGRES;
	if (!given && !bin)
		throw new Error('No PostgreSQL: set ASSENT_TEST_POSTGRES, or install one (npm test -- --install).');
	const cluster = given ? null : await startCluster(bin ?? '');
	const url = given ?? cluster?.url ?? '';
	const admin = new pg.Client({ connectionString: url });
	await admin.connect();
	const names: string[] = [];
	const settings = await admin.query<{ name: string; value: string }>(
		'select name, current_setting(name) as value from pg_settings where name = any($1) order by name',
		[SETTINGS]
	);
	return {
		engine: 'postgres',
		durability: Object.fromEntries(settings.rows.map(({ name, value }) => [name, value])),
		async fresh() {
			const name = `bench_${randomBytes(8).toString('hex')}`;
			await admin.query(`create database ${name}`);
			names.push(name);
			const own = new URL(url);
			own.pathname = `/${name}`;
			return own.href;
		},
		async remove() {
			for (const name of names.splice(0)) await admin.query(`drop database if exists ${name} with (force)`);
			await admin.end();
			await cluster?.stop();
		}
	};
};

/** @param root where SQLite's files go: a real disk, or fsync measures nothing */
export const databases = (engine: Engine, root: string): Promise<Databases> =>
	engine === 'postgres' ? postgres() : Promise.resolve(sqlite(root));
