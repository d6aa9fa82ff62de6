import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engine } from '../../../test/setup/engines.ts';
import { freshFolder, freshUrl } from '../../../test/setup/database.ts';
import { joinStore } from '../../../test/setup/store.ts';
import { keepComparisons } from '#lib/queue/comparison.server.ts';
import { migrate } from './migrate.server.ts';
import { fileOf } from './sqlite.server.ts';
import { session, user } from './tables.ts';

/** The released steps and then these. */
async function withSteps(...steps: { tag: string; sql: string }[]): Promise<string> {
	const folder = await freshFolder();
	cpSync(join(process.cwd(), 'migrations'), folder, { recursive: true });
	const journalFile = join(folder, engine, 'meta/_journal.json');
	const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as { entries: { tag: string }[] };
	for (const { tag, sql } of steps) {
		journal.entries.push({ tag });
		writeFileSync(join(folder, engine, `${tag}.sql`), sql);
	}
	writeFileSync(journalFile, JSON.stringify(journal));
	return folder;
}

/** The released steps before this one. */
async function stepsBefore(tag: string): Promise<string> {
	const folder = await withSteps();
	const journalFile = join(folder, engine, 'meta/_journal.json');
	const { entries } = JSON.parse(readFileSync(journalFile, 'utf8')) as { entries: { tag: string }[] };
	const first = entries.findIndex((step) => step.tag === tag);
	writeFileSync(journalFile, JSON.stringify({ entries: entries.slice(0, first) }));
	return folder;
}

async function populated() {
	const url = await freshUrl();
	await migrate(url);
	const store = await joinStore(url);
	await store.write(async (tx) => {
		await tx.insert(user).values({ id: 'u', email: 'u@example.org', name: 'U', roles: [], createdAt: 1 });
		await tx.insert(session).values({ id: 's', userId: 'u', createdAt: 1, expiresAt: 2 });
	});
	return { url, store };
}

/** What drizzle writes on SQLite to change a column: make a new table, copy, drop the old one, rename. */
const rebuild = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE __new_user_account (id text PRIMARY KEY NOT NULL, email text NOT NULL, name text, password_hash text, roles text NOT NULL, created_at integer NOT NULL, disabled_at integer, keyboard text);--> statement-breakpoint
INSERT INTO __new_user_account SELECT * FROM user_account;--> statement-breakpoint
DROP TABLE user_account;--> statement-breakpoint
ALTER TABLE __new_user_account RENAME TO user_account;--> statement-breakpoint
PRAGMA foreign_keys=ON;`;

/** Files and table rebuilds are SQLite's; on PostgreSQL there is nothing to test. */
const onSqlite = (title: string, test: () => Promise<void>): void => {
	if (engine === 'sqlite') it(title, test);
};

describe('migrating', () => {
	it('runs once when two servers start at once, and the other waits', async () => {
		const url = await freshUrl();
		const ran = await Promise.all([migrate(url), migrate(url), migrate(url)]);
		expect(ran.filter((tags) => tags.length > 0)).toHaveLength(1);
		expect(await migrate(url)).toEqual([]);
	});

	it('leaves nothing of a step that fails', async () => {
		const { url, store } = await populated();
		const folder = await withSteps({
			tag: '9000_bad',
			sql: 'create table extra (id text);--> statement-breakpoint\nselect nothing from nowhere;'
		});
		await expect(migrate(url, folder)).rejects.toThrow();
		await expect(store.read.query('select * from extra')).rejects.toThrow();
		expect(await migrate(url)).toEqual([]);
	});

	onSqlite('rebuilds a table without cascading its children away', async () => {
		const { url, store } = await populated();
		await migrate(url, await withSteps({ tag: '9000_rebuild', sql: rebuild }));
		expect(await store.read.select().from(session)).toHaveLength(1);
		expect(await store.read.select().from(user)).toHaveLength(1);
	});

	onSqlite('refuses a step that would leave orphans, and keeps the rows', async () => {
		const { url, store } = await populated();
		const folder = await withSteps({ tag: '9000_orphans', sql: 'delete from user_account;' });
		await expect(migrate(url, folder)).rejects.toThrow('without their parent');
		expect(await store.read.select().from(user)).toHaveLength(1);
	});

	onSqlite('copies a populated file first, and keeps the last three copies', async () => {
		const { url } = await populated();
		const backups = join(dirname(fileOf(url)), 'backups');
		expect(existsSync(backups)).toBe(false);
		const steps = [];
		for (let i = 1; i <= 5; i++) {
			steps.push({ tag: `900${i}_step`, sql: `create table step${i} (id text);` });
			await migrate(url, await withSteps(...steps));
		}
		const kept = readdirSync(backups);
		expect(kept.map((name) => name.slice(0, 11)).toSorted()).toEqual([
			'before-9003',
			'before-9004',
			'before-9005'
		]);
		const copy = await joinStore(`file:${join(backups, kept[0] ?? '')}`);
		expect(await copy.read.select().from(session)).toHaveLength(1);
	});

	it('refuses a database written by a newer version', async () => {
		const url = await freshUrl();
		await migrate(url, await withSteps({ tag: '9000_future', sql: 'create table later (id text);' }));
		await expect(migrate(url)).rejects.toThrow('newer version');
	});

	it('refuses a step that was changed after it ran', async () => {
		const url = await freshUrl();
		await migrate(url, await withSteps({ tag: '9000_one', sql: 'create table one (id text);' }));
		const changed = await withSteps({ tag: '9000_one', sql: 'create table two (id text);' });
		await expect(migrate(url, changed)).rejects.toThrow('was changed after it ran');
	});
});

describe('what models are compared by', () => {
	const words = `select project_id, judgment_id, question, word from comparison`;
	it('is kept where a step lays it in its order', async () => {
		const url = await freshUrl();
		await migrate(url, await stepsBefore('0021_words-in-place'));
		const store = await joinStore(url);
		const rows = ['b', 'c', 'a'].map((id) => ({
			project_id: 'p',
			judgment_id: id,
			question: 'q',
			word: `w${id}`
		}));
		await store.write((tx) => keepComparisons(tx, rows));
		expect(await migrate(url)).toContain('0021_words-in-place');
		const after = await joinStore(url);
		expect(await after.read.query(`${words} order by judgment_id`)).toEqual(
			rows.toSorted((a, b) => (a.judgment_id < b.judgment_id ? -1 : 1))
		);
		await expect(after.write((tx) => tx.query(`insert into comparison ${words}`))).rejects.toThrow();
	});

	onSqlite('lies in the order of its key', async () => {
		const { store } = await populated();
		const [made] = await store.read.query<{ sql: string }>(
			`select sql from sqlite_master where name = 'comparison'`
		);
		expect(made?.sql).toMatch(/without rowid$/i);
	});
});

describe('the two folders', () => {
	it('hold the same steps', () => {
		const tags = (dialect: string) =>
			readdirSync(join(process.cwd(), 'migrations', dialect)).filter((name) => name.endsWith('.sql'));
		expect(tags('sqlite')).toEqual(tags('postgres'));
	});
});
