import { createReadStream, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { queueOf } from '../../../test/setup/queue.ts';
import { bytesIn, parquetRows } from '../../../test/setup/parquet.ts';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { console as actor, type Actor } from '#lib/auth/actor.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { listItems } from '#lib/project/items.server.ts';
import { createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';
import { ExportQuery, type LabelsReport } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';
import { importBytes } from './import.server.ts';

const golden = (name: string) => `datasets/golden/labels/${name}`;
const lead: Actor = {
	kind: 'person',
	id: 'u1',
	email: 'lead@example.org',
	name: 'Lead',
	roles: ['admin'],
	via: 'session',
	only: null
};
let store: Store;

async function bring(slug: string, kind: 'items' | 'judgments', bytes: AsyncIterable<Uint8Array>) {
	const report = await importBytes(store, actor, slug, bytes, { kind, mapping: null, format: 'ndjson' });
	expect(report.errors).toEqual([]);
}
async function project(slug: string, form: Json, overlap = 1): Promise<ProjectRow> {
	return createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage: 'annotation', form, settings: { overlap } })
	);
}

type Options = Partial<ExportQuery>;
const query = (more: Options = {}) => ExportQuery.parse({ format: 'labels', ...more });
const read = async (slug: string, more: Options = {}): Promise<string> =>
	(await collect((await exportFile(store, actor, slug, query(more))).lines)).join('');
const rows = async (slug: string, more: Options = {}) =>
	(await read(slug, more))
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Record<string, Json>);
const report = async (slug: string, more: Options = {}) =>
	(await exportReport(store, actor, slug, query(more))) as LabelsReport;

beforeAll(async () => {
	store = await freshStore();
	await store.write(async (tx) => {
		await tx.insert(user).values({
			id: lead.id,
			email: lead.email,
			name: lead.name,
			roles: lead.roles,
			createdAt: 0
		});
	});
	await project('golden', JSON.parse(readFileSync(golden('form.json'), 'utf8')) as Json);
	await bring('golden', 'items', createReadStream(golden('items.jsonl')));
	await bring('golden', 'judgments', createReadStream(golden('judgments.jsonl')));
});

describe('labels', () => {
	const files: Record<string, Options> = {
		'labels.jsonl': {},
		'labels.csv': { as: 'csv' },
		'labels-decided-tools.jsonl': { undecided: 'drop', tools: 'include' }
	};

	for (const [name, more] of Object.entries(files))
		it(`are ${name}, byte for byte`, async () => {
			expect(await read('golden', more)).toBe(readFileSync(golden(name), 'utf8'));
		});

	it('are counted: what the file holds, what it leaves out and why, question by question', async () => {
		expect(await report('golden')).toMatchObject({
			items: { all: 9, resolved: 7, unresolved: 2 },
			judgments: 12,
			rows: 6,
			dropped: { tool_calls: 1, undecided: 0 },
			questions: {
				mood: { decided: 6, split: 1, adjudication: 0, left_out: 0, not_asked: 0 },
				strength: { decided: 4, not_asked: 3 },
				topics: { decided: 4, left_out: 3 },
				parts: { decided: 6, left_out: 1 },
				text: { decided: 1, adjudication: 1, left_out: 5 }
			}
		});
		expect((await report('golden', { undecided: 'drop' })).dropped).toEqual({ tool_calls: 1, undecided: 1 });
	});

	it('add up, whatever is asked: resolved items are rows and what was dropped', async () => {
		for (const more of Object.values(files)) {
			const { items, rows: kept, dropped } = await report('golden', more);
			expect(kept + Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBe(items.resolved);
		}
	});

	it('are as Parquet what they are as JSONL, columns of every type', async () => {
		const file = await exportFile(store, actor, 'golden', query({ as: 'parquet' }));
		expect(file.name).toBe('golden-labels.parquet');
		expect(await parquetRows(await bytesIn(file.lines))).toEqual(await rows('golden'));
	});

	it('come back in from Parquet as from JSONL, and so do judgments', async () => {
		const form = JSON.parse(readFileSync(golden('form.json'), 'utf8')) as Json;
		const told: string[] = [];
		for (const as of ['jsonl', 'parquet'] as const) {
			const copy = `copy-${as}`;
			await project(copy, form);
			const format = as === 'jsonl' ? 'ndjson' : as;
			for (const [kind, name] of [
				['items', 'labels'],
				['judgments', 'judgments']
			] as const) {
				const { lines } = await exportFile(store, actor, 'golden', query({ format: name, as }));
				const bytes = (async function* () {
					yield await bytesIn(lines);
				})();
				const { errors } = await importBytes(store, actor, copy, bytes, { kind, mapping: null, format });
				told.push(JSON.stringify(errors));
			}
		}
		expect(told.slice(2)).toEqual(told.slice(0, 2));
		expect((await rows('copy-jsonl')).length).toBeGreaterThan(4);
		expect(await rows('copy-parquet')).toEqual(await rows('copy-jsonl'));
	});

	it('are refused where nothing is labelled, and csv where rows are not flat', async () => {
		await createProject(store, actor, ProjectInput.parse({ slug: 'pairs', name: 'P', stage: 'alignment' }));
		await expect(exportFile(store, actor, 'pairs', query())).rejects.toMatchObject({ code: 'wrong_stage' });
		await expect(exportReport(store, actor, 'pairs', query())).rejects.toMatchObject({ code: 'wrong_stage' });
		for (const wrong of [
			{ format: 'trl-dpo', as: 'csv' },
			{ format: 'labels', per: 'judgment' }
		])
			expect([wrong, ExportQuery.safeParse(wrong).success]).toEqual([wrong, false]);
	});
});

describe('of an item', () => {
	const form = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
	};
	const item = (key: string) => ({ key, payload: { text: key } });
	const vote = (key: string, rater: string, mood: string) => ({ item: key, rater, answers: { mood } });

	it('people who are handed it fill its places, and only then is it a row; of each the latest speaks', async () => {
		const queue = queueOf(store, await project('handed', form, 2));
		await bring('handed', 'items', ndjson(item('one')));
		const [ann, bob] = [
			await personIn(store, 'ann@example.org', 'annotator'),
			await personIn(store, 'bob@example.org', 'annotator')
		];
		const take = async (who: typeof ann) => {
			const [handed] = (await queue.claim(who)).assignments;
			if (!handed) throw new Error('Nothing was handed out.');
			return handed;
		};
		const first = await take(ann);
		await queue.submit(ann, first, { mood: 'good' });
		await queue.submit(ann, first, { mood: 'bad' });
		expect(await rows('handed')).toEqual([]);
		expect(await report('handed')).toMatchObject({ rows: 0, items: { all: 1, resolved: 0 } });
		await queue.submit(bob, await take(bob), { mood: 'bad' });
		expect(await rows('handed')).toMatchObject([
			{ key: 'one', mood: 'bad', mood_judgments: 2, mood_agreement: 1, resolution: 'majority' }
		]);
	});

	it('the final answer of a person stands for all judgments, and the row says so', async () => {
		await project('final', form, 3);
		await bring('final', 'items', ndjson(item('one'), item('two')));
		await bring('final', 'judgments', ndjson(vote('one', 'x', 'good'), vote('one', 'y', 'bad')));
		expect(await rows('final')).toMatchObject([{ key: 'one', mood: null, mood_status: 'split' }]);
		const { items } = await listItems(store, actor, 'final', { limit: 10 });
		for (const { id } of items) await resolveItem(store, lead, 'final', id, { answers: { mood: 'bad' } });
		expect(await rows('final')).toEqual(
			['one', 'two'].map((key) => ({
				key,
				text: key,
				mood: 'bad',
				resolution: 'adjudication',
				mood_status: 'decided',
				mood_judgments: 1,
				mood_agreement: 1
			}))
		);
	});

	it('what is said after the export began is not in the file', async () => {
		await project('pinned', form);
		await bring('pinned', 'items', ndjson(item('one'), item('two')));
		await bring('pinned', 'judgments', ndjson(vote('one', 'x', 'good')));
		const file = await exportFile(store, actor, 'pinned', query());
		await bring(
			'pinned',
			'judgments',
			ndjson(vote('one', 'y', 'bad'), vote('one', 'z', 'bad'), vote('two', 'x', 'bad'))
		);
		expect((await collect(file.lines)).join('')).toMatch(/^[^\n]*"mood":"good"[^\n]*\n$/);
		expect(await rows('pinned')).toMatchObject([{ mood: 'bad', mood_judgments: 3 }, { key: 'two' }]);
		expect(await exportReport(store, actor, 'pinned', query(), { upTo: file.asOf })).toMatchObject({
			rows: 1,
			items: { all: 2, resolved: 1 }
		});
	});
});
