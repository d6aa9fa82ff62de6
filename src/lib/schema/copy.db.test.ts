import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshUrl } from '../../../test/setup/database.ts';
import { clusterUrl, type Engine } from '../../../test/setup/engines.ts';
import { joinStore } from '../../../test/setup/store.ts';
import { across, copyDatabase } from './copy.server.ts';
import { layout } from './layout.ts';
import { migrate } from './migrate.server.ts';
import { fileOf } from './sqlite.server.ts';
import { openReader, type Store } from './store.server.ts';
import {
	apiKey,
	datasetChunk,
	event,
	item,
	judgment,
	place,
	project,
	seat,
	setting,
	suggestion,
	user
} from './tables.ts';
import { defaultSettings } from './values.ts';

/** What engines might hold differently: scripts, white space, truths, fractions, bytes, long counts, nothing. */
const odd = ' “Ünï”\t\r\n\u2028 😀 é é \\ \u0001\u007f ';
const MANY = 1_203;

let url: string;
let store: Store;

async function populate(): Promise<void> {
	const createdAt = 1_790_000_000_123;
	await store.write(async (tx) => {
		await tx.insert(user).values({ id: 'u', email: 'u@example.org', name: odd, roles: ['admin'], createdAt });
		await tx.insert(apiKey).values({ id: 'k', hash: 'h', name: '', userId: 'u', createdAt });
		await tx
			.insert(setting)
			.values({ name: 'of', value: { b: [1.5e-7, -3, 1e21, null], a: odd, '': false } });
		await tx.insert(project).values({
			...{ id: 'p', slug: 'p', name: odd, stage: 'annotation', state: 'active', demo: true, createdAt },
			...{ settings: defaultSettings, formVersion: 1, guidelineVersion: 1 }
		});
		const common = { projectId: 'p', eventId: 'e', createdAt };
		await tx.insert(item).values({ ...common, id: 'i', key: odd, payload: { odd }, priority: 0, digest: '' });
		await tx.insert(place).values({
			itemId: 'i',
			projectId: 'p',
			band: 9,
			rank: 2 ** 52,
			open: 0,
			leased: 0,
			counted: 1,
			overlap: 1,
			imported: true
		});
		await tx
			.insert(suggestion)
			.values({ ...common, id: 's', itemId: 'i', source: odd, answers: {}, score: 0.1 + 0.2 });
		await tx
			.insert(suggestion)
			.values({ ...common, id: 't', itemId: 'i', source: '', answers: {}, score: 1 });
		await tx.insert(seat).values({
			projectId: 'p',
			userId: 'u',
			band: 0,
			cursor: 0,
			served: 0,
			submitted: 0,
			counted: 0,
			skipped: 0,
			dwellMs: 2 ** 40
		});
		await tx.insert(judgment).values({
			...{ id: 'j', projectId: 'p', itemId: 'i', rater: odd, kind: 'person', purpose: 'work', via: 'import' },
			...{
				answers: { b: 1, a: [odd] },
				counted: false,
				formVersion: 1,
				guidelineVersion: 1,
				eventId: 'e',
				at: createdAt
			}
		});
		const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
		for (let part = 0; part < 20; part++)
			await tx.insert(datasetChunk).values({ build: 'b', file: 'f', part, data: bytes });
	});
	const events = Array.from({ length: MANY }, (_, n) => ({
		...{ id: `e${n}`, position: n % 2 ? n : null, at: n, type: 't', actor: odd },
		...{ subjectType: 's', subjectId: String(n), data: n % 3 ? { n } : null }
	}));
	await store.write(async (tx) => void (await tx.insert(event).values(events)));
}

beforeAll(async () => {
	url = await freshUrl();
	await migrate(url);
	store = await joinStore(url);
	await populate();
});

const run = async (on: string, statement: string): Promise<void> => {
	const there = await joinStore(on);
	await there.write((tx) => tx.query(statement));
};

async function tablesOf(of: string): Promise<string[]> {
	const reader = await openReader(of);
	const rows = await reader.read.query<{ name: string }>(
		reader.dialect === 'postgres'
			? 'select tablename as name from pg_tables where schemaname = current_schema()'
			: `select name from sqlite_master where type = 'table'`
	);
	await reader.close();
	return rows.map(({ name }) => name).filter((name) => name !== 'migration');
}

const others: Engine[] = ['sqlite', ...(clusterUrl === null ? [] : (['postgres'] as const))];

describe.each(others)('a copy on %s', (other) => {
	it('holds every row of every table, and so does the copy of the copy', async () => {
		const to = await freshUrl(other);
		const copied = await copyDatabase(url, to);
		expect(copied.map(({ table }) => table).toSorted()).toEqual((await tablesOf(url)).toSorted());
		const rows = Object.fromEntries(copied.map((one) => [one.table, one.rows]));
		expect(rows).toMatchObject({ user_account: 1, suggestion: 2, dataset_chunk: 20, event: MANY, note: 0 });
		const back = await freshUrl();
		expect(await copyDatabase(to, back)).toEqual(copied);
		const again = await joinStore(back);
		for (const table of [user, setting, project, item, place, suggestion, seat, judgment, datasetChunk])
			expect(await again.read.select().from(table)).toEqual(await store.read.select().from(table));
	});

	it('goes into an empty database alone, and leaves what is there', async () => {
		const to = await freshUrl(other);
		await copyDatabase(url, to);
		await expect(copyDatabase(url, to)).rejects.toMatchObject({ code: 'not_empty' });
		const strange = await freshUrl(other);
		await run(strange, 'create table of_somebody_else (n integer)');
		await run(strange, 'insert into of_somebody_else values (1)');
		await expect(copyDatabase(url, strange)).rejects.toMatchObject({ code: 'not_empty' });
		expect(await tablesOf(strange)).toEqual(['of_somebody_else']);
	});

	it('is all or nothing', async () => {
		const to = await freshUrl(other);
		await migrate(to);
		await run(to, `alter table "${layout.at(-1)?.name}" rename column subject_id to subject`);
		await expect(copyDatabase(url, to)).rejects.toThrow('could not be written');
		expect(await across(to, 'read', (side) => side.filled())).toEqual(['migration']);
	});

	it('stands only when it reads back as it was', async () => {
		const to = await freshUrl(other);
		await migrate(to);
		// A column that rounds: what came in is not what is there.
		await run(
			to,
			other === 'postgres'
				? 'alter table suggestion alter column score type real'
				: 'create trigger rounding after insert on suggestion begin update suggestion set score = round(score, 7); end'
		);
		await expect(copyDatabase(url, to)).rejects.toThrow('“suggestion” does not read back as it was');
		expect(await across(to, 'read', (side) => side.filled())).toEqual(['migration']);
	});
});

it('is made of a database of this version that is there', async () => {
	const to = await freshUrl('sqlite');
	const nowhere = await freshUrl('sqlite');
	await expect(copyDatabase(nowhere, to)).rejects.toMatchObject({ code: 'not_found' });
	expect(existsSync(fileOf(to))).toBe(false);
	const old = await freshUrl();
	await migrate(old);
	await run(old, `delete from migration where tag like '0000%'`);
	await expect(copyDatabase(old, to)).rejects.toMatchObject({ code: 'not_current' });
});
