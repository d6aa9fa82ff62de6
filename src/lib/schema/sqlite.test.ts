/** What the embedded engine promises of its file, beyond what both engines promise. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from './sqlite.server.ts';
import type { Store } from './store.server.ts';

let folder: string;
let file: string;
let store: Store;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'assent-sqlite-'));
	file = join(folder, 'a.db');
	store = await openSqlite(`file:${file}`);
	await store.write((tx) => tx.query('create table t (n integer primary key, text text)'));
});
afterEach(async () => {
	await store.close();
	rmSync(folder, { recursive: true });
});

const add = (text: string) => store.write((tx) => tx.query('insert into t (text) values ($1)', text));
const rows = async () => Number((await store.read.query<{ n: number }>('select count(*) as n from t'))[0]?.n);

describe('a store on one file', () => {
	it('moves its log into the file while it is open, without losing a row', async () => {
		const before = statSync(file).size;
		for (let i = 0; i < 50; i++) await add('x'.repeat(4_000));
		await expect.poll(() => statSync(file).size, { timeout: 10_000 }).toBeGreaterThan(before + 50 * 4_000);
		for (let i = 0; i < 50; i++) await add('y');
		expect(await rows()).toBe(100);
		await store.close();
		const again = new Database(file, { readonly: true });
		expect(again.prepare('select count(*) from t').pluck().get()).toBe(100);
		expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
		again.close();
		store = await openSqlite(`file:${file}`);
	});

	it('never writes by way of a read', async () => {
		await expect(store.read.query("insert into t (text) values ('no')")).rejects.toThrow(
			'A read may not write.'
		);
		expect(await rows()).toBe(0);
	});

	it('waits for another process that writes, and blocks nobody meanwhile', async () => {
		const other = new Database(file);
		other.exec('begin immediate');
		const written = add('after');
		let turns = 0;
		for (; turns < 20; turns++) {
			expect(await rows()).toBe(0);
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		other.exec('commit');
		other.close();
		await written;
		expect(await rows()).toBe(1);
	});
});
