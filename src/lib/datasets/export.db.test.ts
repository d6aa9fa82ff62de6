import { createReadStream, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor, type Actor } from '#lib/auth/actor.ts';
import { openAnswering, type Answering } from '#lib/job/answering.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';
import { ExportQuery, type PairsReport } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';
import { importBytes } from './import.server.ts';

const golden = (name: string) => `datasets/golden/${name}`;
const entry = new URL('../../../test/setup/preview-thread.ts', import.meta.url);
let store: Store;
let counting: Answering;
const person: Actor = {
	kind: 'person',
	id: 'u1',
	email: 'lead@example.org',
	name: 'Lead',
	roles: ['admin'],
	via: 'session',
	only: null
};

async function bring(slug: string, kind: 'items' | 'judgments', bytes: AsyncIterable<Uint8Array>) {
	const report = await importBytes(store, actor, slug, bytes, { kind, mapping: null, format: 'ndjson' });
	expect(report.errors).toEqual([]);
	return report;
}

const query = (more: Partial<ExportQuery> = {}) => ExportQuery.parse({ format: 'trl-dpo', ...more });
const read = async (slug: string, more: Partial<ExportQuery> = {}): Promise<string> =>
	(await collect((await exportFile(store, actor, slug, query(more))).lines)).join('');
const report = async (slug: string, more: Partial<ExportQuery> = {}) =>
	(await exportReport(store, actor, slug, query(more))) as PairsReport;

async function project(slug: string, overlap = 1): Promise<void> {
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage: 'alignment', settings: { overlap } })
	);
}

afterAll(() => counting.stop());
beforeAll(async () => {
	store = await freshStore();
	counting = openAnswering({ url: store.url, entry });
	await store.write(async (tx) => {
		await tx.insert(user).values({
			id: person.id,
			email: person.email,
			name: person.name,
			roles: person.roles,
			createdAt: 0
		});
	});
	await project('golden');
	await bring('golden', 'items', createReadStream(golden('items.jsonl')));
	await bring('golden', 'judgments', createReadStream(golden('judgments.jsonl')));
});

describe('trl-dpo', () => {
	const files = {
		'trl-dpo.jsonl': {},
		'trl-dpo-per-judgment.jsonl': { per: 'judgment' },
		'trl-dpo-tools.jsonl': { tools: 'include' }
	} as const;

	for (const [name, more] of Object.entries(files))
		it(`is ${name}, byte for byte`, async () => {
			expect(await read('golden', more)).toBe(readFileSync(golden(name), 'utf8'));
		});

	it('counts everything that it leaves out, by reason', async () => {
		expect(await report('golden')).toMatchObject({
			items: { all: 13, resolved: 12, unresolved: 1 },
			judgments: 19,
			pairs: 14,
			decided: 10,
			rows: 7,
			dropped: { split: 1, tie: 1, all_bad: 1, unranked: 1, tool_calls: 1, blank: 1, identical: 1 },
			blank_pairs: { all: 1, empty: 0 }
		});
		expect((await report('golden', { tools: 'include' })).dropped).toMatchObject({ tool_calls: 0 });
	});

	it('adds up, whatever is asked: pairs are rows and what was dropped', async () => {
		for (const more of Object.values(files)) {
			const { pairs, rows, dropped } = await report('golden', more);
			expect(rows + Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBe(pairs);
			expect((await read('golden', more)).split('\n').length - 1).toBe(rows);
		}
	});

	it('has the same columns in every row', async () => {
		for (const more of Object.values(files)) {
			const shapes = new Set(
				(await read('golden', more))
					.trim()
					.split('\n')
					.map((line) => {
						const row = JSON.parse(line) as Record<string, object[]>;
						const fields = Object.values(row)
							.flat()
							.map((message) => Object.keys(message).join());
						return `${Object.keys(row).join()} ${[...new Set(fields)].join(' ')}`;
					})
			);
			expect(shapes.size).toBe(1);
		}
	});

	it('holds no line that a reader would split: U+2028 and U+2029 are escaped', async () => {
		expect(await read('golden')).not.toMatch(/[\u2028\u2029]/);
		expect(await read('golden')).toContain('\\u2029separator');
	});

	it('is refused for projects that rank nothing', async () => {
		const form = { fields: [{ name: 'text', type: 'text' }], questions: [{ name: 'note', type: 'text' }] };
		await createProject(
			store,
			actor,
			ProjectInput.parse({ slug: 'notes', name: 'Notes', stage: 'annotation', form })
		);
		await expect(exportFile(store, actor, 'notes', query())).rejects.toMatchObject({ code: 'wrong_stage' });
		expect(await read('notes', { format: 'judgments' })).toBe('');
	});
});

describe('what is resolved', () => {
	const item = (key: string) => ({
		key,
		payload: {
			prompt: 'p',
			responses: [
				{ id: 'a', text: 'A' },
				{ id: 'b', text: 'B' }
			]
		}
	});
	const voted = (rater: string, tiers: string[][]) => ({
		item: 'one',
		rater,
		answers: { preference: { tiers } }
	});
	const judge = async (slug: string, id: string, tiers: string[][], more: object = {}) => {
		const [found] = await store.read.query<{ item: string; project: string }>(
			'select item.id as item, project.id as project from item join project on project.id = item.project_id where slug = $1',
			slug
		);
		const row = { counted: true, via: 'session', rater: id, supersedes: null, kind: 'person', ...more };
		await store.write(async (tx) => {
			await tx.query(
				`insert into event (id, at, type, actor, subject_type, subject_id) values ($1, 0, 'judgment.submitted', 'x', 'x', 'x')`,
				`e-${slug}-${id}`
			);
			await tx.query(
				`insert into judgment (id, project_id, item_id, rater, kind, purpose, via, answers, counted, form_version, guideline_version, supersedes, event_id, at)
				values ($1, $2, $3, $4, $5, 'work', $6, $7, $8, 1, 1, $9, $10, 5)`,
				`${slug}-${id}`,
				found?.project ?? '',
				found?.item ?? '',
				row.rater,
				row.kind,
				row.via,
				JSON.stringify({ preference: { tiers } }),
				row.counted,
				row.supersedes,
				`e-${slug}-${id}`
			);
		});
	};
	const A = [['a'], ['b']];
	const B = [['b'], ['a']];
	const chosen = async (slug: string) =>
		(await read(slug))
			.split('\n')
			.filter(Boolean)
			.map((line) => (JSON.parse(line) as { chosen: { content: string }[] }).chosen[0]?.content);

	it('is an item with no place left to fill; what came on top does not count', async () => {
		await project('filled', 2);
		await bring('filled', 'items', ndjson(item('one')));
		await judge('filled', '1', A);
		expect(await chosen('filled')).toEqual([]);
		await judge('filled', '2', A, { counted: false });
		expect(await chosen('filled')).toEqual([]);
		await judge('filled', '3', B);
		expect(await chosen('filled')).toEqual([]);
		expect((await report('filled')).dropped.split).toBe(1);
		await judge('filled', '4', A, { rater: '3', supersedes: 'filled-3' });
		expect(await chosen('filled')).toEqual(['A']);
	});

	it('is not an item whose one judgment was revised, where two are needed', async () => {
		await project('revised', 2);
		await bring('revised', 'items', ndjson(item('one')));
		await judge('revised', '1', A);
		await judge('revised', '2', B, { rater: '1', supersedes: 'revised-1' });
		expect((await report('revised')).items.resolved).toBe(0);
	});

	it('is an item with imported judgments, which vote beside the counted ones; a model’s do not', async () => {
		await project('joined', 3);
		await bring('joined', 'items', ndjson(item('one')));
		await bring('joined', 'judgments', ndjson({ ...voted('m', A), kind: 'model' }));
		expect((await report('joined')).items.resolved).toBe(0);
		await bring('joined', 'judgments', ndjson(voted('x', B), voted('y', B)));
		await judge('joined', '1', A);
		expect(await chosen('joined')).toEqual(['B']);
	});

	it('is an adjudicated item: the final answer stands for all votes', async () => {
		await project('final', 5);
		await bring('final', 'items', ndjson(item('one')));
		await bring('final', 'judgments', ndjson(voted('x', A), voted('y', A)));
		const [found] = await store.read.query<{ id: string }>(
			'select item.id from item join project on project.id = item.project_id where slug = $1',
			'final'
		);
		await resolveItem(store, person, 'final', found?.id ?? '', { answers: { preference: { tiers: B } } });
		expect(await chosen('final')).toEqual(['B']);
		expect(await report('final', { per: 'judgment' })).toMatchObject({ judgments: 1, rows: 1 });
	});

	it('is read at the position at which the export began: what comes later is not in the file', async () => {
		await project('pinned', 1);
		await bring('pinned', 'items', ndjson(item('one'), item('two')));
		await bring('pinned', 'judgments', ndjson(voted('x', A)));
		const file = await exportFile(store, actor, 'pinned', query());
		await bring(
			'pinned',
			'judgments',
			ndjson(voted('y', B), voted('z', B), { ...voted('x', A), item: 'two' })
		);
		// What came later has its positions before the file is read: they are beyond the file's.
		expect(await seal(store)).toBeGreaterThan(file.asOf);
		const text = (await collect(file.lines)).join('');
		expect(text.trim().split('\n')).toHaveLength(1);
		expect(text).toContain('"chosen":[{"role":"assistant","content":"A"}]');
		expect(await chosen('pinned')).toEqual(['B', 'A']);
	});
});

describe('counted beside the server', () => {
	const asker = { person: 'one', page: '' };
	const beside = (slug: string, more: Partial<ExportQuery> = {}, upTo?: number) =>
		exportReport(store, actor, slug, query(more), { ...(upTo ? { upTo } : {}), beside: { counting, asker } });

	it('is what is counted here, of every file', async () => {
		for (const more of [{}, { tools: 'include' }, { per: 'judgment' }, { format: 'judgments' }] as const)
			expect(await beside('golden', more)).toEqual(await report('golden', more));
	});

	it('is of the position that is asked for', async () => {
		const { as_of: now } = await report('pinned');
		expect(await beside('pinned', {}, 1)).toMatchObject({ as_of: 1, rows: 0 });
		expect(await beside('pinned', {}, now)).toMatchObject({ as_of: now, rows: 2 });
	});

	it('is refused as it is here', async () => {
		await expect(beside('notes')).rejects.toMatchObject({ code: 'wrong_stage' });
		await expect(
			exportReport(store, { ...person, id: 'other', roles: [] }, 'golden', query(), {
				beside: { counting, asker }
			})
		).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('is given up where the asker asks anew', async () => {
		const older = expect(beside('golden')).rejects.toMatchObject({ code: 'superseded' });
		const newer = beside('golden');
		await older;
		expect(await newer).toEqual(await report('golden'));
	});
});

describe('judgments', () => {
	it('are rows as the contract has them, all of them', async () => {
		const lines = (await read('golden', { format: 'judgments' })).trim().split('\n');
		expect(lines).toHaveLength(21);
		const [first] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(first).toEqual({
			id: expect.any(String),
			project: 'golden',
			item_id: expect.any(String),
			item_key: 'plain',
			rater: 'ann',
			kind: 'person',
			answers: { preference: { strength: 3, tiers: [['a'], ['b']] } },
			shown: ['b', 'a'],
			counted: false,
			via: 'import',
			at: '2026-01-05T10:00:00.000Z'
		});
		expect(await exportReport(store, actor, 'golden', query({ format: 'judgments' }))).toMatchObject({
			rows: 21
		});
	});
});
