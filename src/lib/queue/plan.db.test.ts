/**
 * A claim costs the same at any size: for one annotator at item 100,001 of an overlap-3 project it runs the same
 * statements as in a project of ten, and every statement of the queue goes by an index.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { pages, type Param, type ReadDb, type Store, type Tx } from '#lib/schema/store.server.ts';
import {
	addGold,
	addItems,
	makePerson,
	makeProject,
	pairDesk,
	queueOf,
	some
} from '../../../test/setup/queue.ts';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { release, renew, skip } from './assignment.server.ts';
import { drawn } from './pair.ts';
import { bandAnew } from './place.server.ts';
import { recount } from './recount.server.ts';
import { weigh } from './stratum.server.ts';
import { withdraw } from './withdraw.server.ts';

const MANY = 100_000;
const ofOnePair: Json = {
	responses: [
		{ id: 'a', text: 'x', model: 'ant' },
		{ id: 'b', text: 'y', model: 'bee' }
	]
};
/** Of these tables a statement may never read more than it needs. */
const large = ['place', 'assignment', 'item', 'judgment', 'suggestion', 'note'];

type Statement = { text: string; values: Param[] };

/** A store that writes down the raw statements that run through it. */
function recording(store: Store): { store: Store; statements: Statement[] } {
	const statements: Statement[] = [];
	const tap = <Db extends ReadDb | Tx>(db: Db): Db =>
		new Proxy(db, {
			get(target, name) {
				if (name !== 'query') return Reflect.get(target, name) as unknown;
				return (text: string, ...values: Param[]) => {
					statements.push({ text, values });
					return target.query(text, ...values);
				};
			}
		});
	return {
		statements,
		store: { ...store, read: tap(store.read), write: (act) => store.write((tx) => act(tap(tx))) }
	};
}

/**
 * How a statement reaches a table: by which index and by what of it, or by none at all. Rows that are put in order beside
 * any index are a step of their own, SORTED.
 */
type Step = { table: string; index: string | null; detail: string };
const SORTED = 'sorted';
type Node = {
	'Node Type': string;
	'Relation Name'?: string;
	'Index Name'?: string;
	'Index Cond'?: string;
	'Sort Key'?: string[];
	Plans?: Node[];
};

function stepsOf(node: Node, within = ''): Step[] {
	const table = node['Relation Name'] ?? within;
	const index = node['Index Name'] ?? null;
	const reads = node['Node Type'] === 'Seq Scan' || index !== null;
	const sorts = node['Sort Key'];
	return [
		...(reads ? [{ table, index, detail: node['Index Cond'] ?? '' }] : []),
		...(sorts ? [{ table: SORTED, index: null, detail: sorts.join() }] : []),
		...(node.Plans ?? []).flatMap((n) => stepsOf(n, table))
	];
}

async function planOf(store: Store, { text, values }: Statement): Promise<Step[]> {
	if (engine === 'sqlite') {
		const plan = await store.write((tx) =>
			tx.query<{ detail: string }>(`explain query plan ${text}`, ...values)
		);
		return plan.flatMap(({ detail }): Step[] => {
			const [, scanned, sought = '', index = 'primary key'] =
				/^(?:SCAN (\w+)|SEARCH (\w+)(?: USING (?:COVERING )?INDEX (\w+))?)/.exec(detail) ?? [];
			if (detail.startsWith('USE TEMP B-TREE')) return [{ table: SORTED, index: null, detail }];
			if (scanned) return [{ table: scanned, index: null, detail }];
			return sought ? [{ table: sought, index, detail }] : [];
		});
	}
	const [row] = await store.write((tx) =>
		tx.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (format json) ${text}`, ...values)
	);
	return (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => stepsOf(Plan));
}

/** The tables that a statement reads from end to end. */
const scansOf = async (store: Store, statement: Statement): Promise<string[]> =>
	(await planOf(store, statement)).flatMap(({ table, index }) => (index === null ? table : []));

let store: Store;
let project: ProjectRow;
let veteran: Person;

/** As if this person had answered every item of the project, and noted something on each, beside a model's suggestion. */
async function answerAll(row: ProjectRow, who: Person): Promise<void> {
	for await (const page of pages<{ id: string }>((last) =>
		store.read.query<{ id: string }>(
			'select id from item where project_id = $1 and id > $2 order by id limit 1000',
			row.id,
			last?.id ?? ''
		)
	)) {
		const range = [row.id, page[0]?.id ?? '', page.at(-1)?.id ?? ''] as const;
		await store.write(async (tx) => {
			await tx.query(
				`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease,
					due_at, form_version, guideline_version, judgment_id, created_at)
				select 'a' || id, project_id, id, $4, 'work', 1, 'submitted', 't', 1, 0, 1, 1, 'j' || id, 0
				from item where project_id = $1 and id >= $2 and id <= $3`,
				...range,
				who.id
			);
			await tx.query(
				'update place set open = open - 1, counted = 1 where project_id = $1 and item_id >= $2 and item_id <= $3',
				...range
			);
		});
		await store.write(async (tx) => {
			await tx.query(
				`insert into judgment (id, project_id, item_id, assignment_id, user_id, rater, kind, purpose, role, via,
					answers, counted, form_version, guideline_version, event_id, at)
				select 'j' || id, project_id, id, 'a' || id, $4, 'r', 'person', 'work', 'rater', 'session',
					'{}', ${engine === 'sqlite' ? '1' : 'true'}, 1, 1, 'e' || id, 0
				from item where project_id = $1 and id >= $2 and id <= $3`,
				...range,
				who.id
			);
		});
		await store.write(async (tx) => {
			await tx.query(
				`insert into suggestion (id, project_id, item_id, source, answers, score, event_id, created_at)
				select 's' || id, project_id, id, 'm', '{}', 0.5, 'e', 0
				from item where project_id = $1 and id >= $2 and id <= $3`,
				...range
			);
			await tx.query(
				`insert into note (id, project_id, item_id, assignment_id, user_id, kind, text, event_id, at)
				select 'n' || id, project_id, id, 'a' || id, $4, 'comment', 'x', 'e', 0
				from item where project_id = $1 and id >= $2 and id <= $3`,
				...range,
				who.id
			);
		});
	}
	await store.write(async (tx) => {
		await tx.query(
			`insert into seat (project_id, user_id, band, cursor, served, submitted, counted, skipped, dwell_ms)
			select $1, $2, 9, max(rank), count(*), count(*), count(*), 0, 0 from place where project_id = $1`,
			row.id,
			who.id
		);
	});
}

async function addMany(row: ProjectRow, many: number): Promise<void> {
	for (let made = 0; made < many; made += 500) await addItems(store, row, some(500));
}

beforeAll(async () => {
	store = await freshStore();
	veteran = await makePerson(store);
	project = await makeProject(store, { overlap: 3 });
	await addMany(project, MANY);
	await answerAll(project, veteran);
	await addItems(store, project, some(20));
	// PostgreSQL gathers statistics by itself; SQLite has none in a server that runs.
	if (engine === 'postgres')
		for (const table of large) await store.write((tx) => tx.query(`analyze ${table}`));
}, 240_000);

/** One of each verb, and a lease of somebody else's that ran out. */
async function work(at: Store, row: ProjectRow, who: Person, other: Person): Promise<void> {
	const queue = queueOf(at, row);
	await queue.claim(other, 2, 0);
	const now = 60 * 60_000;
	const [first, second, third] = (await queue.claim(who, 3, now)).assignments;
	if (!first || !second || !third) throw new Error('nothing handed out');
	await renew(at, who, first.id, first, now);
	await queue.submit(who, first, { a: 1 }, now);
	await queue.submit(who, first, { a: 2 }, now);
	await skip(at, who, second.id, second, now);
	await release(at, who, third.id, third);
	await queue.claim(who, 3, now);
}

describe('at item 100,001', () => {
	it('every statement of the queue goes by an index', async () => {
		const tapped = recording(store);
		await work(tapped.store, project, veteran, await makePerson(store));
		await queueOf(tapped.store, project).claim(await makePerson(store), 10);
		const empty = await makePerson(store);
		for (let left = 3; left > 0; left--)
			await queueOf(tapped.store, await makeProject(store)).claim(empty, 1);
		expect(tapped.statements.length).toBeGreaterThan(40);
		const scans: string[] = [];
		for (const statement of tapped.statements) {
			const found = (await scansOf(store, statement)).filter((table) => large.includes(table));
			if (found.length > 0) scans.push(`${found.join()}: ${statement.text}`);
		}
		expect(scans).toEqual([]);
	});

	it('what a person holds is found among what they hold, not among all they did', async () => {
		const tapped = recording(store);
		await queueOf(tapped.store, project).claim(veteran, 3);
		const mine = tapped.statements.filter(({ text }) =>
			/from assignment where project_id.*user_id/s.test(text)
		);
		expect(mine.length).toBeGreaterThan(0);
		for (const statement of mine)
			// They are few, so that putting them in order costs nothing.
			expect(
				(await planOf(store, statement)).filter(({ table }) => table !== SORTED),
				statement.text
			).toEqual([
				{
					table: 'assignment',
					index: 'assignment_mine',
					detail: expect.stringContaining('user_id') as string
				}
			]);
	});

	it('a claim and a submit run the same statements as in a project of ten', async () => {
		const small = await makeProject(store, { overlap: 3 });
		await addItems(store, small, some(10));
		const banded = await makeProject(store, { overlap: 3, order: 'uncertainty' });
		await addMany(banded, 3_000);
		await store.write((tx) => tx.query('update place set band = rank % 10 where project_id = $1', banded.id));
		const runs: string[][] = [];
		for (const row of [small, project, banded]) {
			const who = row === project ? veteran : await makePerson(store);
			await queueOf(store, row).claim(who, 3);
			for (const mine of (await queueOf(store, row).claim(who, 1)).assignments)
				await queueOf(store, row).submit(who, mine);
			const tapped = recording(store);
			const [mine] = (await queueOf(tapped.store, row).claim(who, 3)).assignments;
			if (!mine) throw new Error('nothing handed out');
			await queueOf(tapped.store, row).submit(who, mine);
			runs.push(tapped.statements.map(({ text }) => text));
		}
		expect(runs[1]).toEqual(runs[0]);
		// The seat has a row for each band: that of the counts is one more.
		expect(new Set(runs[2])).toEqual(new Set(runs[0]));
		expect(runs[2]).toHaveLength((runs[0]?.length ?? 0) + 1);
	});
});

describe('gold, repeats, training and a pause beside 100,000 items', () => {
	/** The project with gold among it; the veteran met most of the gold, and answered much of it wrong. */
	async function checked(settings: Partial<ProjectSettings>): Promise<ProjectRow> {
		const row = { ...project, settings: { ...project.settings, ...settings } };
		await store.write((tx) =>
			tx.query('update project set settings = $2 where id = $1', row.id, JSON.stringify(row.settings))
		);
		return row;
	}
	beforeAll(async () => {
		for (let made = 0; made < 4_000; made += 500) {
			const ids = await addGold(store, project, 500);
			if (made < 3_500)
				await store.write((tx) =>
					tx.query(
						`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease,
							due_at, form_version, guideline_version, judgment_id, created_at)
						select 'g' || id, project_id, id, $4, 'gold', 1, 'released', 't', 1, 0, 1, 1, null, 0
						from item where project_id = $1 and id >= $2 and id <= $3`,
						project.id,
						ids[0] ?? '',
						ids.at(-1) ?? '',
						veteran.id
					)
				);
		}
		await store.write((tx) => tx.query("update assignment set state = 'skipped' where purpose = 'gold'"));
		if (engine === 'postgres')
			for (const table of large) await store.write((tx) => tx.query(`analyze ${table}`));
	}, 120_000);

	const indexOf: [RegExp, string][] = [
		[/from item where project_id = \$1 and gold is not null/, 'item_gold'],
		[/from assignment[^;]*purpose <> 'work'/, 'assignment_check'],
		[/from assignment a where[^;]*purpose = 'work' and state = 'submitted'/, 'assignment_answered']
	];
	const assertPlans = async (statements: Statement[]): Promise<void> => {
		const used = new Set<string>();
		for (const statement of statements) {
			const plan = await planOf(store, statement);
			const scanned = plan.filter(({ table, index }) => large.includes(table) && index === null);
			expect(scanned, statement.text).toEqual([]);
			for (const [says, index] of indexOf)
				if (says.test(statement.text)) {
					expect(
						plan.map((step) => step.index),
						statement.text
					).toContain(index);
					used.add(index);
				}
		}
		expect([...used].toSorted()).toEqual(['assignment_answered', 'assignment_check', 'item_gold']);
	};

	it('are found by indexes of their own', async () => {
		const row = await checked({
			gold_rate: 0.4,
			swap_rate: 0.4,
			training_items: 2,
			pause_below: 0.9,
			pause_of: 3
		});
		const tapped = recording(store);
		const novice = await makePerson(store);
		const queue = queueOf(tapped.store, row, pairDesk);
		for (let done = 0; done < 24; done++)
			for (const mine of (await queue.claim(novice, 3)).assignments) await queue.submit(novice, mine);
		const old = recording(store);
		await store.write((tx) =>
			tx.query(
				'update seat set trained_at = 1, gold_cursor = $3 where project_id = $1 and user_id = $2',
				row.id,
				veteran.id,
				''
			)
		);
		for (let done = 0; done < 6; done++) {
			const again = queueOf(old.store, row, pairDesk);
			for (const mine of (await again.claim(veteran, 3)).assignments) await again.submit(veteran, mine);
		}
		await assertPlans([...tapped.statements, ...old.statements]);
	});

	it('cost a claim the same for whoever met 3,500 of 4,000 gold items', async () => {
		const row = await checked({ gold_rate: 0.4 });
		await addItems(store, project, some(40));
		await store.write((tx) =>
			tx.query(
				'update seat set gold_cursor = $3 where project_id = $1 and user_id = $2',
				row.id,
				veteran.id,
				''
			)
		);
		const tapped = recording(store);
		const { assignments } = await queueOf(tapped.store, row).claim(veteran, 10);
		expect(assignments.length).toBeGreaterThan(0);
		expect(tapped.statements.length).toBeLessThan(120);
		const windows = tapped.statements.filter(({ text }) => /gold is not null and id > \$3/.test(text));
		expect(windows.length).toBeLessThanOrEqual(8);
		for (const { text } of windows) expect(text).toContain('limit 32');
	});
});

describe('a withdrawal and a scoring', () => {
	it('ask only about the items that they name', async () => {
		const row = await makeProject(store, { order: 'uncertainty' });
		const ids = await addItems(store, row, some(20));
		await queueOf(store, row).claim(await makePerson(store), 1);
		const tapped = recording(store);
		await tapped.store.write((tx) => bandAnew(tapped.store, tx, row.id, ids));
		await tapped.store.write((tx) => withdraw(tapped.store, tx, row.id, ids, Date.now()));
		expect(tapped.statements.some(({ text }) => text.startsWith('delete from item'))).toBe(true);
		const scans: string[] = [];
		for (const statement of tapped.statements) {
			const found = (await scansOf(store, statement)).filter((table) => large.includes(table));
			if (found.length > 0) scans.push(`${found.join()}: ${statement.text}`);
		}
		expect(scans).toEqual([]);
	});

	if (engine === 'sqlite')
		it('find by an index whatever names an item that goes', async () => {
			const tables = await store.read.query<{ name: string }>(
				"select name from sqlite_master where type = 'table'"
			);
			const without: string[] = [];
			for (const { name } of tables) {
				const keys = await store.read.query<{ id: number; table: string; from: string }>(
					`select id, "table", "from" from pragma_foreign_key_list('${name}') order by id, seq`
				);
				const indexes = await store.read.query<{ name: string; columns: string }>(
					`select l.name, (select group_concat(i.name) from pragma_index_info(l.name) i) as columns
					from pragma_index_list('${name}') l where l.partial = 0`
				);
				const byKey = Map.groupBy(
					keys.filter(({ table }) => table === 'item' || table === 'assignment'),
					({ id }) => id
				);
				for (const columns of byKey.values()) {
					const named = columns.map(({ from }) => from).join(',');
					if (!indexes.some((index) => `${index.columns},`.startsWith(`${named},`))) without.push(name);
				}
			}
			expect(without).toEqual([]);
		});
});

describe('a recount', () => {
	it('goes by an index, a short piece at a time', async () => {
		const tapped = recording(store);
		const small = await makeProject(store, { overlap: 2 });
		await addItems(store, small, some(150));
		await recount(tapped.store, small.id, { source: 'rows' });
		for (const statement of tapped.statements)
			expect(
				(await scansOf(store, statement)).filter((table) => large.includes(table)),
				statement.text
			).toEqual([]);
	});

	it('sends what reopens to the tail, and whoever did it all walks past it in writes that stay short', async () => {
		const row = await makeProject(store, { overlap: 1 });
		await addMany(row, 3_000);
		await answerAll(row, veteran);
		await store.write((tx) =>
			tx.query(
				'update project set settings = $2 where id = $1',
				row.id,
				JSON.stringify({ ...row.settings, overlap: 2 })
			)
		);
		await recount(store, row.id);
		const tapped = recording(store);
		const answer = await queueOf(tapped.store, row).claim(veteran);
		expect(answer.reason?.code).toBe('queue_done');
		const seats = tapped.statements.filter(({ text }) => text.startsWith('select band, cursor'));
		expect(seats.length).toBeGreaterThan(2);
		const [ahead] = await store.read.query<{ many: number }>(
			`select count(*) as many from place where project_id = $1 and open > 0 and rank > (
				select cursor from seat where project_id = $1 and user_id = $2 and band = 9)`,
			row.id,
			veteran.id
		);
		expect(Number(ahead?.many)).toBe(0);
	});
});

describe('100,000 items of 4,950 pairs of models', () => {
	const PAIRS = 4_950;
	/** What each of the pairs weighs: the further back, the more. */
	const weighed = Array.from({ length: PAIRS }, (_, i) => ({ band: -1 - i, judged: 0, probability: i + 1 }));
	beforeAll(async () => {
		for await (const page of pages<{ id: string }>((last) =>
			store.read.query<{ id: string }>(
				'select id from item where project_id = $1 and id > $2 order by id limit 1000',
				project.id,
				last?.id ?? ''
			)
		))
			await store.write((tx) =>
				tx.query(
					`update place set band = -1 - rank % ${PAIRS} where project_id = $1 and item_id >= $2 and item_id <= $3`,
					project.id,
					page[0]?.id ?? '',
					page.at(-1)?.id ?? ''
				)
			);
		await store.write((tx) =>
			tx.query(
				`insert into stratum (project_id, band, models, judged)
				select distinct project_id, band, 'pair ' || band, 0 from place where project_id = $1 and band < 0`,
				project.id
			)
		);
		await weigh(store, project.id, weighed);
		if (engine === 'postgres')
			for (const table of [...large, 'stratum']) await store.write((tx) => tx.query(`analyze ${table}`));
	}, 120_000);

	/** The project as it stands, without checks, in an order that draws. */
	async function ordered(row: ProjectRow, order: ProjectSettings['order']): Promise<ProjectRow> {
		const settings = { ...row.settings, order, gold_rate: 0, swap_rate: 0, training_items: 0 };
		await store.write((tx) =>
			tx.query('update project set settings = $2 where id = $1', row.id, JSON.stringify(settings))
		);
		return { ...row, settings };
	}
	/** Nothing of this pair is left for a person. */
	const spend = (who: Person, band: number) =>
		store.write((tx) =>
			tx.query(
				`insert into seat (project_id, user_id, band, cursor, served, submitted, counted, skipped, dwell_ms)
				values ($1, $2, $3, 1000000000, 0, 0, 0, 0, 0)`,
				project.id,
				who.id,
				band
			)
		);
	const beyond = (column: string) => expect.stringMatching(new RegExp(`\\b${column} ?>`)) as string;
	/** The places that a person walks over, from their cursor on. */
	const windows = /from place where project_id[^;]*open > 0 and rank[^;]*order by rank/;
	const assertIndexed = async (statements: Statement[]): Promise<void> => {
		expect(statements.some(({ text }) => windows.test(text))).toBe(true);
		for (const statement of statements) {
			const plan = await planOf(store, statement);
			const scanned = plan.filter(({ table, index }) => large.includes(table) && index === null);
			expect(scanned, statement.text).toEqual([]);
			// The first row beyond a point of the index: neither all of a project's, nor sorted first.
			if (/ upto > /.test(statement.text))
				expect(plan).toEqual([{ table: 'stratum', index: 'stratum_draw', detail: beyond('upto') }]);
			if (windows.test(statement.text))
				expect(plan).toContainEqual({ table: 'place', index: 'place_next', detail: beyond('rank') });
		}
	};

	for (const order of drawn)
		it(`cost a claim in the order ${order} what ten items of one pair cost`, async () => {
			const small = await makeProject(store, { overlap: 3, order });
			await addItems(store, small, some(10), ofOnePair);
			await weigh(store, small.id, [{ band: -1, judged: 0, probability: 1 }]);
			const runs: Statement[][] = [];
			for (const row of [small, await ordered(project, order)]) {
				const who = await makePerson(store);
				const points = [0.2, 0.4, 0.6, 0.8, 0.3, 0.7];
				const queue = (at: Store) => queueOf(at, row, undefined, () => points.shift() ?? 0.5);
				await queue(store).claim(who, 3);
				for (const mine of (await queue(store).claim(who, 1)).assignments)
					await queue(store).submit(who, mine);
				const tapped = recording(store);
				const [mine] = (await queue(tapped.store).claim(who, 3)).assignments;
				if (!mine) throw new Error('nothing handed out');
				await queue(tapped.store).submit(who, mine);
				runs.push(tapped.statements);
			}
			const [few, many] = runs.map((statements) => statements.map(({ text }) => text));
			expect(many).toEqual(few);
			expect(many?.filter((text) => / upto > /.test(text))).toHaveLength(1);
			await assertIndexed(runs[1] ?? []);
		});

	it('are looked through by one statement where four draws led to nothing', async () => {
		const row = await ordered(project, 'informative');
		const who = await makePerson(store);
		await spend(who, weighed.at(-1)?.band ?? 0);
		const tapped = recording(store);
		const { assignments } = await queueOf(tapped.store, row, undefined, () => 0.999999).claim(who);
		expect(assignments).toHaveLength(1);
		const saying = (says: RegExp) => tapped.statements.filter(({ text }) => says.test(text));
		expect(saying(/ upto > /)).toHaveLength(4);
		expect(saying(/from stratum where[^;]*select cursor from seat/)).toHaveLength(1);
		expect(tapped.statements.length).toBeLessThan(40);
		await assertIndexed(tapped.statements);
	});
});
