/**
 * A backup is one SQLite file that Assent can serve from, whichever engine runs: a SQLite file is copied page by
 * page while people work, a PostgreSQL database is read as of one moment. It is opened and checked before it counts.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dialectOf } from './columns.ts';
import { copyDatabase } from './copy.server.ts';
import { layout } from './layout.ts';
import { connect, fileOf } from './sqlite.server.ts';

export type Backup = { file: string; bytes: number; counts: Record<string, number> };

async function copySqlite(file: string, to: string): Promise<void> {
	if (!existsSync(file)) throw new Error(`There is no database at ${file}.`);
	const source = connect(file, { readonly: true });
	try {
		await source.backup(to);
	} finally {
		source.close();
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
	if (dialectOf(url) === 'postgres') await copyDatabase(url, `file:${partial}`);
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
