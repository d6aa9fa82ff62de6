/**
 * Home and the first page of the items cost the same at any size. Their verbs run beside 100,000 items with as many
 * judgments; each statement is caught on its way, and its plan is read from the engine that ran it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Param, ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { listItems, type ItemsQuery } from '#lib/project/items.server.ts';
import { createProject, readProject } from '#lib/project/project.server.ts';
import { projectStats } from '#lib/project/stats.server.ts';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { projectLines } from './lines.server.ts';

const MANY = 100_000;
const NEIGHBOUR = 20_000;
const PIECE = 2_500;
/** One in so many items is leased: few, as people hold ten at the most. */
const LEASED = 500;
/** The tables that grow with the work. */
const GROWING = ['item', 'judgment', 'place', 'assignment', 'suggestion', 'event', 'note'];
/** What a page may read of them: some pages' worth. */
const MOST_READ = 2_000;

type Statement = { text: string; values: Param[] };
type Builder = { toSQL(): { sql: string; params: unknown[] } };

const isBuilder = (value: unknown): value is Builder =>
	typeof value === 'object' && value !== null && 'toSQL' in value;

/** A store whose reads are the real ones, and written down: raw statements and drizzle's builders alike. */
function watched(store: Store): { store: Store; sent: Statement[] } {
	const sent: Statement[] = [];
	const watch = <T extends object>(target: T): T =>
		new Proxy(target, {
			get(from, name) {
				const member: unknown = Reflect.get(from, name);
				if (typeof member !== 'function') return member;
				return (...given: unknown[]): unknown => {
					if (name === 'query') sent.push({ text: String(given[0]), values: given.slice(1) as Param[] });
					if (name === 'then' && isBuilder(from)) {
						const { sql, params } = from.toSQL();
						sent.push({ text: sql, values: params as Param[] });
					}
					const result: unknown = Reflect.apply(member, from, given);
					return isBuilder(result) || name === 'select' || name === 'selectDistinct'
						? watch(result as object)
						: result;
				};
			}
		});
	return { store: { ...store, read: watch(store.read) }, sent };
}

/** One line a step of the plan, as the engine prints it. */
async function planOf(read: ReadDb, { text, values }: Statement): Promise<string[]> {
	if (engine === 'sqlite') {
		let placeholder = 0;
		const plain = text.replace(/\?/g, () => `$${++placeholder}`);
		const steps = await read.query<{ detail: string }>(`explain query plan ${plain}`, ...values);
		return steps.map(({ detail }) => detail);
	}
	const steps = await read.query<{ 'QUERY PLAN': string }>(
		`explain (analyze, timing off) ${text}`,
		...values
	);
	return steps.map((step) => step['QUERY PLAN']);
}

let store: Store;

/** Many numbered rows by one statement. */
const numbered = (from: number): string =>
	`with recursive series(n) as
		(select ${from} union all select n + 1 from series where n < ${from + PIECE - 1})`;

/** Ids as long as real ones, in order of their numbers; the letter sorts projects behind each other. */
const id = (letter: string): string => `'${letter}0000000' || cast(${10 ** 15} + n as text)`;

async function fill(tx: Tx, letter: string, projectId: string, from: number): Promise<void> {
	const series = numbered(from);
	await tx.query(
		`insert into item (id, project_id, key, payload, priority, digest, event_id, created_at)
		${series} select ${id(letter)}, $1, 'pair-' || cast(n as text), '{}', 0, '', '', 0 from series`,
		projectId
	);
	// Every tenth item is full and some are leased, so that each status has its items.
	const full = 'n % 10 = 9';
	const leased = `n % ${LEASED} = 7`;
	const skipped = 'n % 100 = 3';
	const noted = full;
	await tx.query(
		`insert into place (item_id, project_id, band, rank, open, leased, counted, overlap)
		${series} select ${id(letter)}, $1, 9, n, case when ${full} or ${leased} then 0 else 1 end,
			case when ${leased} then 1 else 0 end, case when ${full} then 1 else 0 end, 1 from series`,
		projectId
	);
	await tx.query(
		`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease, due_at,
			form_version, guideline_version, reason, created_at)
		${series} select ${id(letter)}, $1, ${id(letter)}, 'somebody', 'work', 1,
			case when ${leased} then 'leased' when ${skipped} then 'skipped' else 'submitted' end, '', 1, $2, 1, 1,
			case when ${skipped} then 'unclear' end, 0
		from series where ${full} or ${leased} or ${skipped}`,
		projectId,
		Date.now() + 3_600_000
	);
	await tx.query(
		`insert into note (id, project_id, item_id, assignment_id, user_id, kind, text, event_id, at)
		${series} select ${id(letter)}, $1, ${id(letter)}, ${id(letter)}, 'somebody',
			case when n % 20 = 9 then 'flag' else 'comment' end, 'said', '', 0
		from series where ${noted}`,
		projectId
	);
	await tx.query(
		`insert into judgment (id, project_id, item_id, rater, kind, purpose, via, answers, counted,
			form_version, guideline_version, event_id, at)
		${series} select ${id(letter)}, $1, ${id(letter)}, 'rater', 'person', 'work', 'import', '{}',
			${engine === 'sqlite' ? 1 : true}, 1, 1, '', 0 from series`,
		projectId
	);
}

async function made(slug: string, letter: string, many: number): Promise<ProjectRow> {
	const row = await createProject(store, actor, { slug, name: slug, stage: 'alignment' });
	for (let from = 0; from < MANY; from += PIECE) await store.write((tx) => fill(tx, letter, row.id, from));
	await store.write(async (tx) => {
		for (const kind of ['items', 'judgments'])
			await tx.query(
				`insert into intake (id, project_id, kind, actor, received, created, unchanged, rejected, started_at)
				values ($1, $2, $3, 'system', $4, $4, 0, 0, 0)`,
				newId(),
				row.id,
				kind,
				many
			);
		await tx.query(
			`insert into seat (project_id, user_id, band, cursor, served, submitted, counted, skipped, dwell_ms)
			values ($1, 'somebody', 9, 0, 7, 5, 5, 2, 0)`,
			row.id
		);
	});
	return row;
}

beforeAll(async () => {
	store = await freshStore();
	await store.write(async (tx) => {
		await tx.query(
			`insert into user_account (id, email, name, roles, created_at) values ('somebody', 'a@example.org', 'A', '[]', 0)`
		);
	});
	// The one that is asked for lies between two others: a plan that walks ids without the project would show.
	await made('before', 'a', NEIGHBOUR);
	await made('large', 'b', MANY);
	await made('after', 'c', NEIGHBOUR);
	// As autovacuum does a minute later; SQLite plans by its indexes alone.
	if (engine === 'postgres')
		for (const table of GROWING) await store.write((tx) => tx.query(`analyze ${table}`));
}, 240_000);

describe('the home page', () => {
	it('counts by imports and seats: no plan names a table that grows with the work', async () => {
		const { store: seen, sent } = watched(store);
		await projectLines(seen, actor);
		await projectStats(seen, actor, 'large');
		await readProject(seen, actor, 'large');
		expect(sent.length).toBeGreaterThan(10);
		for (const statement of sent) {
			// Gold, what is left out and what a final answer closed stand in indexes of their own, which hold nothing else.
			const steps = (await planOf(store.read, statement)).filter(
				(step) => !/ (item_gold|place_left_out|place_closed)\b/.test(step)
			);
			const plan = steps.join('\n');
			for (const table of GROWING) expect(plan, statement.text).not.toMatch(new RegExp(`\\b${table}\\b`));
		}
	});

	it('and counts right', async () => {
		const large = (await projectLines(store, actor)).find(({ slug }) => slug === 'large');
		expect(large?.counts).toEqual({
			items: MANY,
			gold: 0,
			places: MANY,
			left_out: { erased: 0, identical: 0, self_naming: 0 },
			submitted: 5,
			counted: 5,
			skipped: 2,
			imported: MANY,
			people: 1
		});
	});
});

describe('the first page of the items', () => {
	type Filter = Omit<ItemsQuery, 'limit'>;
	const indexes: [string, Filter, RegExp, number][] = [
		['of any status', {}, /item_page/, 50],
		['that are open', { status: 'open' }, /place_unfilled/, 50],
		['that are leased', { status: 'leased' }, /assignment_(due|mine)/, 50],
		['that are resolved', { status: 'resolved' }, /place_filled/, 50],
		['that are left out', { status: 'left_out' }, /place_left_out/, 0],
		['that name their model', { noted: 'self_naming' }, /item_self_naming/, 0],
		['that somebody flagged', { noted: 'flag' }, /note_kind/, 50],
		['that somebody commented on', { noted: 'comment' }, /note_kind/, 50],
		['that somebody skipped with a reason', { noted: 'skip' }, /assignment_reason/, 50],
		['whose key begins so', { search: 'pair-99' }, /item_key/, 50],
		['that are open and whose key begins so', { search: 'pair-9', status: 'open' }, /item_key/, 50],
		['that hold a word which none holds', { search: 'nowhere' }, /item_page/, 0]
	];
	for (const [name, filter, index, many] of indexes)
		it(`${name} is read by an index, and little beyond it`, async () => {
			const { store: seen, sent } = watched(store);
			const page = await listItems(seen, actor, 'large', { limit: 50, ...filter });
			expect(page.items).toHaveLength(many);
			expect(page.looked ?? 0).toBeLessThan(MANY / 10);
			const plans: string[] = [];
			for (const statement of sent) plans.push(...(await planOf(store.read, statement)));
			expect(plans.join('\n')).toMatch(index);
			for (const step of plans) {
				expect(step).not.toMatch(new RegExp(`^SCAN (${GROWING.join('|')})\\b`));
				// A condition on the project alone would read all of it.
				expect(step).not.toMatch(/^SEARCH (item|place|judgment) .*\(project_id=\?\)/);
				const [, rows, loops] = /actual rows=(\d+) loops=(\d+)/.exec(step) ?? [];
				expect(Number(rows ?? 0) * Number(loops ?? 0), step).toBeLessThan(MOST_READ);
				const [, removed] = /Rows Removed by .*Filter: (\d+)/.exec(step) ?? [];
				expect(Number(removed ?? 0), step).toBeLessThan(MOST_READ);
			}
		});
});
