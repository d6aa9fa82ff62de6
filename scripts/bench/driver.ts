/** The drivers alone, without the store: the fewest and shortest steps that get the same rows in and out. */
import type { Statement } from 'better-sqlite3';
import pg from 'pg';
import { connectionOf } from '#lib/schema/postgres.server.ts';
import { connect, fileOf } from '#lib/schema/sqlite.server.ts';

export type Value = string | number | boolean | null;
export type Row = Value[];
export type Table = 'project' | 'item' | 'place' | 'judgment' | 'decision' | 'permit' | 'event';
export type Kind = 'pairs' | 'votes';

/** Milliseconds by the clock, and of this process's CPU. */
export type Spent = { wall: number; cpu: number };

export const stopwatch = (): (() => Spent) => {
	const start = performance.now();
	const used = process.cpuUsage();
	return () => {
		const { user, system } = process.cpuUsage(used);
		return { wall: performance.now() - start, cpu: (user + system) / 1000 };
	};
};

export interface Driver {
	/** One transaction, committed as durably as the server commits. */
	write(...tables: [Table, Row[]][]): Promise<Spent>;
	/** Every row that an export of this kind needs, in its order. */
	read(kind: Kind, slug: string, each: (row: Record<string, unknown>) => void): Promise<void>;
	/** The id of a project. */
	projectId(slug: string): Promise<string>;
	/** What the engine stores for no. */
	no: 0 | false;
	close(): Promise<void>;
}

/** Each column with its type on PostgreSQL. */
const columns: Record<Table, [name: string, type: string][]> = {
	project: [
		...text('id', 'slug', 'name', 'stage', 'state', 'settings'),
		...int('form_version', 'guideline_version'),
		['demo', 'boolean'],
		['created_at', 'bigint']
	],
	item: [
		...text('id', 'project_id', 'key', 'payload', 'metadata'),
		...int('priority'),
		...text('gold', 'digest', 'intake_id', 'event_id'),
		['created_at', 'bigint']
	],
	place: [
		...text('item_id', 'project_id'),
		...int('band'),
		['rank', 'bigint'],
		...int('open', 'leased', 'counted', 'overlap')
	],
	judgment: [
		...text('id', 'project_id', 'item_id', 'rater', 'kind', 'purpose', 'via', 'answers', 'shown'),
		['counted', 'boolean'],
		...int('form_version', 'guideline_version'),
		...text('external_id', 'event_id'),
		['at', 'bigint']
	],
	decision: [
		...text('id', 'project_id', 'key_id', 'agent', 'action_name', 'action_hash', 'status', 'mode', 'rule'),
		...int('policy_version'),
		...text('reason', 'gate'),
		...float('confidence', 'threshold'),
		...text('risk'),
		['expires_at', 'bigint'],
		...int('halt_epoch', 'version'),
		['sampled', 'boolean'],
		['reversed', 'boolean'],
		['created_at', 'bigint'],
		['settled_at', 'bigint'],
		...text('event_id')
	],
	permit: [
		...text('id', 'decision_id', 'key_id', 'action_hash', 'state'),
		...int('halt_epoch'),
		['expires_at', 'bigint'],
		['created_at', 'bigint']
	],
	event: [
		...text('id'),
		['at', 'bigint'],
		...text('type', 'actor', 'project', 'stage', 'subject_type', 'subject_id', 'data')
	]
};

function text(...names: string[]): [string, string][] {
	return names.map((name) => [name, 'text']);
}
function int(...names: string[]): [string, string][] {
	return names.map((name) => [name, 'int']);
}
function float(...names: string[]): [string, string][] {
	return names.map((name) => [name, 'double precision']);
}
const namesOf = (table: Table): string => columns[table].map(([name]) => name).join(', ');

const reading: Record<Kind, (slug: string) => string> = {
	pairs: (slug) => `select item.payload, judgment.answers, judgment.shown from item
		join judgment on judgment.project_id = item.project_id and judgment.item_id = item.id
		where item.project_id = (select id from project where slug = ${slug}) order by item.id`,
	votes: (slug) => `select judgment.id, judgment.item_id, item.key, judgment.rater, judgment.kind,
			judgment.answers, judgment.shown, judgment.counted, judgment.via, judgment.dwell_ms,
			judgment.supersedes, judgment.at
		from judgment join item on item.id = judgment.item_id
		where judgment.project_id = (select id from project where slug = ${slug}) order by judgment.id`
};

const project = 'select id from project where slug = ?';

function openSqlite(url: string): Driver {
	const db = connect(fileOf(url));
	const kept = new Map<Table, Statement>();
	const insertInto = (table: Table): Statement => {
		let statement = kept.get(table);
		if (!statement) {
			const marks = columns[table].map(() => '?').join(', ');
			kept.set(table, (statement = db.prepare(`insert into ${table} (${namesOf(table)}) values (${marks})`)));
		}
		return statement;
	};
	return {
		write(...tables) {
			const spent = stopwatch();
			db.exec('begin immediate');
			for (const [table, rows] of tables) {
				const statement = insertInto(table);
				for (const row of rows) statement.run(row);
			}
			db.exec('commit');
			return Promise.resolve(spent());
		},
		read(kind, slug, each) {
			for (const row of db.prepare(reading[kind]('?')).iterate(slug)) each(row as Record<string, unknown>);
			return Promise.resolve();
		},
		projectId: (slug) =>
			Promise.resolve((db.prepare(project).get(slug) as { id: string } | undefined)?.id ?? ''),
		no: 0,
		close: () => Promise.resolve(void db.close())
	};
}

/** Rows that one fetch brings. */
const FETCH = 1_000;

async function openPostgres(url: string): Promise<Driver> {
	const client = new pg.Client(connectionOf(url));
	await client.connect();
	const insertInto = (table: Table): string => {
		const arrays = columns[table].map(([, type], c) => `$${c + 1}::${type}[]`).join(', ');
		return `insert into ${table} (${namesOf(table)}) select * from unnest(${arrays})`;
	};
	return {
		async write(...tables) {
			const spent = stopwatch();
			await client.query('begin');
			for (const [table, rows] of tables)
				await client.query({
					name: table,
					text: insertInto(table),
					values: columns[table].map((_, c) => rows.map((row) => row[c]))
				});
			await client.query('commit');
			return spent();
		},
		async read(kind, slug, each) {
			await client.query('begin read only');
			const query = reading[kind](pg.escapeLiteral(slug));
			await client.query(`declare rows_of no scroll cursor for ${query}`);
			for (;;) {
				const { rows } = await client.query<Record<string, unknown>>(`fetch ${FETCH} from rows_of`);
				if (rows.length === 0) break;
				for (const row of rows) each(row);
			}
			await client.query('commit');
		},
		projectId: async (slug) =>
			(await client.query<{ id: string }>(project.replace('?', '$1'), [slug])).rows[0]?.id ?? '',
		no: false,
		close: () => client.end()
	};
}

export const openDriver = (url: string): Promise<Driver> =>
	url.startsWith('postgres') ? openPostgres(url) : Promise.resolve(openSqlite(url));
