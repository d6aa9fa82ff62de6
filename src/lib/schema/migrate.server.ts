/**
 * Brings a database to the schema of this version, on a connection of its own: all pending steps in one
 * transaction under a lock, so of two servers starting at once one migrates and the other waits. Foreign keys are
 * off meanwhile and checked at the end: SQLite rebuilds a table by dropping it, which would cascade rows away.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { dialectOf } from './columns.ts';
import { sha256 } from './digest.server.ts';
import { connectionOf } from './postgres.server.ts';
import { connect, fileOf, isBusy } from './sqlite.server.ts';
import type { Store } from './store.server.ts';

type Step = { tag: string; digest: string; statements: string[] };
type Done = { tag: string; digest: string };

const LEDGER =
	'create table if not exists migration (tag text primary key, digest text not null, at bigint not null)';
const LOCK = 7_241_001;
/** Places are updated at each claim and submit: they are swept long before a fifth of them is dead, the default. */
const TUNING = 'alter table if exists place set (autovacuum_vacuum_scale_factor = 0.02)';
const KEPT_BACKUPS = 3;

export function stepsIn(folder: string): Step[] {
	const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
		entries: { tag: string }[];
	};
	return journal.entries.map(({ tag }) => {
		const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
		return { tag, digest: sha256(text), statements: text.split('--> statement-breakpoint') };
	});
}

function pending(steps: Step[], done: Done[]): Step[] {
	for (const { tag, digest } of done) {
		const step = steps.find((s) => s.tag === tag);
		if (!step)
			throw new Error(
				`The database holds the migration “${tag}”, which this version does not know: it was written by a newer version. Start that one, or restore a backup.`
			);
		if (step.digest !== digest)
			throw new Error(
				`The migration “${tag}” was changed after it ran here. Restore migrations/ as released.`
			);
	}
	return steps.filter((step) => !done.some((d) => d.tag === step.tag));
}

/** Keeps a copy of a populated file before it is changed; the last three stay. */
async function backupBefore(file: string, tag: string): Promise<void> {
	const folder = join(dirname(file), 'backups');
	mkdirSync(folder, { recursive: true });
	const stamp = new Date().toISOString().replace(/[:.]/g, '-');
	const source = connect(file);
	await source.backup(join(folder, `before-${tag}-${stamp}.db`));
	source.close();
	const ours = readdirSync(folder).filter((name) => /^before-.*\.db$/.test(name));
	const age = (name: string) => name.slice(-'2026-01-01T00-00-00-000Z.db'.length);
	ours.sort((a, b) => age(a).localeCompare(age(b)));
	for (const name of ours.slice(0, -KEPT_BACKUPS)) rmSync(join(folder, name));
}

async function migrateSqlite(file: string, steps: Step[]): Promise<string[]> {
	const connection = connect(file);
	try {
		const done = () => connection.prepare('select tag, digest from migration').all() as Done[];
		connection.exec(LEDGER);
		const first = pending(steps, done());
		if (first.length === 0) return [];
		if (done().length > 0) await backupBefore(file, first[0]?.tag ?? '');
		connection.pragma('foreign_keys = OFF');
		for (;;) {
			try {
				connection.exec('begin immediate');
				break;
			} catch (error) {
				if (!isBusy(error)) throw error;
				await sleep(20);
			}
		}
		const due = pending(steps, done());
		for (const step of due) {
			for (const statement of step.statements) connection.exec(statement);
			connection
				.prepare('insert into migration (tag, digest, at) values (?, ?, ?)')
				.run(step.tag, step.digest, Date.now());
		}
		const broken = connection.pragma('foreign_key_check') as { table: string }[];
		if (broken.length > 0)
			throw new Error(
				`Migrating would leave ${broken.length} rows of “${broken[0]?.table}” without their parent.`
			);
		connection.exec('commit');
		return due.map((step) => step.tag);
	} catch (error) {
		if (connection.inTransaction) connection.exec('rollback');
		throw error;
	} finally {
		connection.close();
	}
}

async function migratePostgres(url: string, steps: Step[]): Promise<string[]> {
	const client = new pg.Client(connectionOf(url));
	await client.connect();
	try {
		await client.query('begin');
		await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
		await client.query(LEDGER);
		const { rows } = await client.query<Done>('select tag, digest from migration');
		const due = pending(steps, rows);
		for (const step of due) {
			for (const statement of step.statements) await client.query(statement);
			await client.query('insert into migration (tag, digest, at) values ($1, $2, $3)', [
				step.tag,
				step.digest,
				Date.now()
			]);
		}
		if (due.length > 0) await client.query(TUNING);
		await client.query('commit');
		return due.map((step) => step.tag);
	} finally {
		await client.end();
	}
}

/** @returns the tags of the steps that ran now */
export function migrate(url: string, migrations = join(process.cwd(), 'migrations')): Promise<string[]> {
	const dialect = dialectOf(url);
	const steps = stepsIn(join(migrations, dialect));
	return dialect === 'postgres' ? migratePostgres(url, steps) : migrateSqlite(fileOf(url), steps);
}

/** Whether a database, perhaps migrated by another server since, is at the schema of this version. */
export async function isCurrent(
	store: Pick<Store, 'read' | 'dialect'>,
	migrations = join(process.cwd(), 'migrations')
): Promise<boolean> {
	const done = await store.read.query<Done>('select tag, digest from migration');
	const steps = stepsIn(join(migrations, store.dialect));
	return (
		done.length === steps.length &&
		steps.every((s) => done.some((d) => d.tag === s.tag && d.digest === s.digest))
	);
}
