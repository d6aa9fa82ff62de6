/**
 * A backup is one SQLite file that Assent can serve from, whichever engine runs: a SQLite file is copied page by
 * page while people work, a PostgreSQL database is read as of one moment. It is opened and checked before it counts.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { dialectOf } from './columns.ts';
import { migrate } from './migrate.server.ts';
import { snapshot } from './postgres.server.ts';
import { connect, fileOf } from './sqlite.server.ts';
import { tables } from './tables.ts';

export type Backup = { file: string; bytes: number; counts: Record<string, number> };

const layout = Object.values(tables).map((table) => ({
	name: getTableName(table),
	columns: Object.values(getTableColumns(table)).map((column) => column.name)
}));

async function copySqlite(file: string, to: string): Promise<void> {
	if (!existsSync(file)) throw new Error(`There is no database at ${file}.`);
	const source = connect(file, { readonly: true });
	try {
		await source.backup(to);
	} finally {
		source.close();
	}
}

async function copyPostgres(url: string, to: string): Promise<void> {
	await migrate(`file:${to}`);
	const copy = connect(to);
	try {
		copy.pragma('foreign_keys = OFF');
		copy.exec('begin');
		for await (const { table, rows } of snapshot(url, layout)) {
			const columns = layout.find((t) => t.name === table)?.columns ?? [];
			const insert = copy.prepare(
				`insert into "${table}" (${columns.map((c) => `"${c}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`
			);
			for (const row of rows)
				insert.run(row.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
		}
		copy.exec('commit');
	} finally {
		copy.close();
	}
}

/** Opens the copy as a server would. @throws Error when it is not whole */
export function checkCopy(file: string): Record<string, number> {
	const copy = connect(file, { readonly: true });
	try {
		const [found] = copy.pragma('integrity_check') as { integrity_check: string }[];
		if (found?.integrity_check !== 'ok') throw new Error(`The copy is damaged: ${found?.integrity_check}`);
		const orphans = copy.pragma('foreign_key_check') as unknown[];
		if (orphans.length > 0) throw new Error(`The copy has ${orphans.length} rows without their parent.`);
		return Object.fromEntries(
			layout.map(({ name }) => {
				const row = copy.prepare(`select count(*) as n from "${name}"`).get() as { n: number };
				return [name, row.n];
			})
		);
	} finally {
		copy.close();
	}
}

/** @param to where the copy goes; it appears there only when it is whole */
export async function backup(url: string, to: string): Promise<Backup> {
	if (existsSync(to)) throw new Error(`There is already a file at ${to}. Name another with --to.`);
	const partial = `${to}.partial`;
	for (const end of ['', '-wal', '-shm']) rmSync(partial + end, { force: true });
	if (dialectOf(url) === 'postgres') await copyPostgres(url, partial);
	else await copySqlite(fileOf(url), partial);
	const closing = connect(partial);
	closing.pragma('wal_checkpoint(truncate)');
	closing.pragma('journal_mode = DELETE');
	closing.close();
	const counts = checkCopy(partial);
	for (const end of ['-wal', '-shm']) rmSync(partial + end, { force: true });
	renameSync(partial, to);
	return { file: to, bytes: statSync(to).size, counts };
}
