import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { console as onTheMachine, type Person } from '#lib/auth/actor.ts';
import { readJob } from '#lib/job/jobs.server.ts';
import { startJobs } from '#lib/job/run.server.ts';
import { archiveProject } from '#lib/project/archive.server.ts';
import { ProjectInput } from '#lib/project/input.ts';

import { changeProject, createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import { eraseDecision } from '#lib/runtime/erase.server.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { datasetChunk } from '#lib/schema/tables.ts';
import { personIn } from '../../../../test/setup/actors.ts';
import { parquetRows } from '../../../../test/setup/parquet.ts';
import { collect, ndjson } from '../../../../test/setup/rows.ts';
import { acts, always, newAgent, newRuntime, somebody } from '../../../../test/setup/runtime.ts';
import { freshStore } from '../../../../test/setup/store.ts';
import { importBytes } from '../import.server.ts';
import { itemsBehind } from './behind.server.ts';
import { manifestText } from './build.server.ts';
import { erasedRows } from './erased.server.ts';
import { explained, explainVersion } from './explain.server.ts';
import { bytesOf, versionFile } from './files.server.ts';
import { DIFFERENCE_JOB, differenceKeeper, requestDifference } from './difference.server.ts';
import { datasetKeeper } from './keeper.server.ts';
import type { Manifest } from './manifest.ts';
import { DatasetInput } from './recipe.ts';
import { verifyVersion, stands } from './verify.server.ts';
import { DATASET_JOB, findVersion, listDatasets, readVersion, requestVersion } from './versions.server.ts';

const entry = new URL('../../../../test/setup/dataset-thread.ts', import.meta.url);
const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.stop()));
});

let store: Store;
let lead: Person;
let other: Person;

const bring = (slug: string, kind: 'items' | 'judgments', rows: object[]) =>
	importBytes(store, onTheMachine, slug, ndjson(...rows), { kind, mapping: null, format: 'ndjson' });

const topics = ['rain', 'bread', 'bridges', 'clocks', 'maps', 'tea', 'snow', 'trains', 'glass', 'wool'];
/** Pairs of a project, three votes each, of which the first response wins by two to one. */
async function pairs(slug: string, many: number): Promise<void> {
	const items = Array.from({ length: many }, (_, i) => ({
		key: `k${i}`,
		payload: {
			prompt: `Tell me about ${topics[i % topics.length]}, in ${i} words.`,
			responses: [
				{ id: 'a', text: `A long answer, number ${i}.`, model: 'one' },
				{ id: 'b', text: `Answer ${i}.`, model: 'two' }
			]
		}
	}));
	const votes = items.flatMap(({ key }, i) =>
		['x', 'y', 'z'].map((rater) => ({
			item: key,
			rater: `${rater}@example.org`,
			shown: i % 2 ? ['a', 'b'] : ['b', 'a'],
			answers: { preference: { tiers: rater === 'z' ? [['b'], ['a']] : [['a'], ['b']] } }
		}))
	);
	await bring(slug, 'items', items);
	await bring(slug, 'judgments', votes);
}

async function newPairs(slug: string, many: number): Promise<void> {
	const input = ProjectInput.parse({ slug, name: `Pairs of ${slug}`, stage: 'alignment' });
	await createProject(store, lead, input);
	await pairs(slug, many);
}

const ask = (name: string, projects: string[], more: { format?: string; options?: object } = {}, by = lead) =>
	requestVersion(store, by, DatasetInput.parse({ name, projects, format: 'trl-dpo', ...more }));
function serve(): void {
	servers.push(
		startJobs(store, {
			entry,
			keepers: { [DATASET_JOB]: datasetKeeper, [DIFFERENCE_JOB]: differenceKeeper },
			report: () => 'incident',
			everyMs: 20
		})
	);
}
async function made(asked: ReturnType<typeof ask>) {
	const { job, dataset, version } = await asked;
	await expect
		.poll(async () => (await readJob(store, onTheMachine, job.id)).state, { timeout: 30_000 })
		.toMatch(/done|failed/);
	expect(await readJob(store, onTheMachine, job.id)).toMatchObject({ state: 'done', error: null });
	return findVersion(store, lead, dataset, String(version));
}
const textOf = async (row: Awaited<ReturnType<typeof findVersion>>, name: string): Promise<string> => {
	const file = row.manifest.files.find((one) => one.name === name);
	if (!file) throw new Error(`There is no ${name}.`);
	return Buffer.concat(await collect(bytesOf(store.read, row.build, file))).toString();
};
const linesOf = async (row: Awaited<ReturnType<typeof findVersion>>, name: string): Promise<JsonObject[]> =>
	(await textOf(row, name))
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as JsonObject);

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'researcher');
	other = await personIn(store, 'other@example.org', 'researcher');
	await newPairs('pairs', 60);
});

describe('a version', () => {
	it('has its rows in splits with their sidecars, a card and a manifest of digests', async () => {
		serve();
		const row = await made(ask('first', ['pairs']));
		const { manifest } = row;
		expect(manifest.files.map(({ name }) => name)).toEqual([
			'train.jsonl',
			'train.meta.jsonl',
			'validation.jsonl',
			'validation.meta.jsonl',
			'test.jsonl',
			'test.meta.jsonl',
			'README.md',
			'manifest.json'
		]);
		for (const { name, sha256, bytes, rows } of manifest.files) {
			const text = await textOf(row, name);
			expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
			expect(Buffer.byteLength(text)).toBe(bytes);
			if (rows !== null) expect(text.split('\n').length - 1).toBe(rows);
		}
		expect(manifest.rows).toBe(60);
		expect(manifest.people).toBe(3);
		const inFile = JSON.parse(await textOf(row, 'manifest.json')) as JsonObject;
		expect(inFile).toEqual({ ...manifest, files: manifest.files.slice(0, -1) });
	});

	it('names nobody in its rows, and says beside each where it comes from', async () => {
		serve();
		const row = await made(ask('beside', ['pairs'], { options: { splits: { train: 1 } } }));
		const rows = await linesOf(row, 'train.jsonl');
		const beside = await linesOf(row, 'train.meta.jsonl');
		expect(JSON.stringify(rows)).not.toMatch(/example\.org|"one"|"two"/);
		expect(beside).toHaveLength(rows.length);
		rows.forEach((one, i) => {
			const number = /number (\d+)/.exec(JSON.stringify(one.chosen))?.[1];
			expect(beside[i]).toMatchObject({ project: 'pairs', item: `k${number}`, models: ['one', 'two'] });
		});
	});

	it('says how far people agree and whether place or length decides', async () => {
		serve();
		const [source] = (await made(ask('findings', ['pairs']))).manifest.sources;
		expect(source).toMatchObject({ project: 'pairs', examples: 60, rows: 60, people: 3, dropped: {} });
		expect(source?.findings.measures).toEqual([
			{
				question: 'preference',
				metric: 'nominal',
				alpha: expect.closeTo(1 - 2 / 3 / ((2 * 120 * 60) / (180 * 179)), 5) as number,
				reason: null,
				agreement: expect.closeTo(1 / 3, 5) as number,
				judgments: 180
			}
		]);
		expect(source?.findings.first_wins).toMatchObject({ share: 0.5, of: 180 });
		expect(source?.findings.longer_wins).toMatchObject({ share: 1, of: 60 });
	});

	it('is the same bytes for the same recipe, and deals anew for another seed', async () => {
		serve();
		const digests = async (name: string, seed: number) =>
			(await made(ask(name, ['pairs'], { options: { seed } }))).manifest.files
				.slice(0, 6)
				.map(({ sha256 }) => sha256);
		const one = await digests('same', 1);
		expect(await digests('same', 1)).toEqual(one);
		expect(await digests('same', 2)).not.toEqual(one);
		expect((await findVersion(store, lead, 'same', 'latest')).version).toBe(3);
	});

	it('tears no prompt apart, and counts what it checked', async () => {
		await newPairs('twice', 30);
		serve();
		const { manifest } = await made(ask('groups', ['pairs', 'twice'], { options: { near: null } }));
		// Half of the prompts of one project are those of the other one.
		expect(manifest.leakage).toMatchObject({ items: 90, prompts: 60, roots: 60, across: 0, groups: 60 });
		expect(manifest.splits.reduce((sum, { groups }) => sum + groups, 0)).toBe(60);
	});
});

describe('of all three stages', () => {
	it('rankings and corrections become pairs of one file', async () => {
		const runtime = await newRuntime(store, always('in_the_loop'));
		const agent = await newAgent(store);
		const operator = await somebody(store);
		const { submit, review } = acts(store, runtime);
		for (let i = 0; i < 4; i++) {
			const prompt = [{ role: 'user', content: `Pay number ${i}` }];
			const { id } = await submit(agent, {
				action: { name: 'pay', args: { amount: i, note: `About ${i}` } },
				prompt
			});
			if (i === 0) await review(operator, id, { verdict: 'approve' });
			else
				await review(operator, id, {
					verdict: 'edit',
					action: { name: 'pay', args: { amount: i, note: `Of ${i}` } }
				});
		}
		serve();
		const asked = requestVersion(
			store,
			onTheMachine,
			DatasetInput.parse({
				name: 'both',
				projects: ['pairs', runtime],
				format: 'trl-dpo',
				options: { tools: 'include', splits: { train: 1 } }
			})
		);
		const { job } = await asked;
		await expect
			.poll(async () => (await readJob(store, onTheMachine, job.id)).state, { timeout: 30_000 })
			.toBe('done');
		const row = await findVersion(store, onTheMachine, 'both', 'latest');
		expect(row.manifest.sources.map(({ rows, dropped }) => [rows, dropped])).toEqual([
			[60, {}],
			[3, { other_verdict: 1 }]
		]);
		expect((await linesOf(row, 'train.jsonl')).at(-1)).toMatchObject({
			prompt: [{ content: 'Pay number 3' }],
			chosen: [{ content: '' }]
		});
		const sidecar = (await linesOf(row, 'train.meta.jsonl')) as { project: string; item: string }[];
		for (const [slug, shown] of [
			['pairs', 20],
			[runtime, 3]
		] as const)
			expect(await itemsBehind(store.read, row, slug)).toEqual(
				sidecar
					.filter(({ project }) => project === slug)
					.slice(0, shown)
					.map(({ item }) => ({ item, rows: 1 }))
			);
		expect(await itemsBehind(store.read, row, 'elsewhere')).toEqual([]);
		// From now on the note is what the model writes: a version that is there stays as it was.
		await changeProject(store, onTheMachine, runtime, { settings: { output_field: 'note' } });
		expect((await verifyVersion(store, row, () => {})).filter((check) => !stands(check))).toEqual([]);
	});

	it('the items behind a project’s rows are its own, though a model elsewhere is called as it is', async () => {
		await newPairs('one', 3);
		serve();
		const options = { per: 'judgment', splits: { train: 1 } };
		const row = await made(ask('namesake', ['pairs', 'one'], { options }));
		expect(await itemsBehind(store.read, row, 'one')).toEqual(
			['k0', 'k1', 'k2'].map((item) => ({ item, rows: 3 }))
		);
		// Of the last one that is shown all rows are counted too.
		const rows = (await itemsBehind(store.read, row, 'pairs')).map((item) => item.rows);
		expect(rows).toEqual(Array<number>(20).fill(3));
	});

	it('says which rows an erasure took, by file, line and decision, and that all others are the same', async () => {
		const runtime = await newRuntime(store, always('in_the_loop'));
		const agent = await newAgent(store);
		const operator = await somebody(store);
		const { submit, review } = acts(store, runtime);
		const ids: string[] = [];
		for (let i = 0; i < 6; i++) {
			const prompt = [{ role: 'user', content: `Tell about ${topics[i]} in full` }];
			const { id } = await submit(agent, {
				action: { name: 'say', args: { text: `Of ${topics[i]}` } },
				prompt
			});
			await review(operator, id, { verdict: 'edit', action: { name: 'say', args: { text: `On ${i}` } } });
			ids.push(id);
		}
		serve();
		const input = {
			name: 'told',
			projects: ['pairs', runtime],
			format: 'trl-dpo',
			options: { tools: 'include', near: null, splits: { train: 0.5, test: 0.5 } }
		};
		const { job } = await requestVersion(store, onTheMachine, DatasetInput.parse(input));
		const state = async () => (await readJob(store, onTheMachine, job.id)).state;
		await expect.poll(state, { timeout: 30_000 }).toBe('done');
		const row = await findVersion(store, onTheMachine, 'told', 'latest');
		const rows = row.manifest.rows;
		expect(rows).toBe(66);
		expect(await erasedRows(store.read, row)).toEqual([]);
		const still = await explainVersion(store, row, () => {});
		expect(still).toMatchObject({ erased: [], others: { same: rows, moved: 0, gone: 0, came: 0 } });

		const gone = [ids[1] ?? '', ids[4] ?? ''];
		for (const id of gone) await eraseDecision(store, onTheMachine, id, { reason: 'asked', early: true });
		expect((await verifyVersion(store, row, () => {})).every(stands)).toBe(false);
		const found = await explainVersion(store, row, () => {});
		expect(found.others).toEqual({ same: rows - 2, moved: 0, gone: 0, came: 0 });
		expect(found.gone).toEqual([]);
		expect(new Set(found.erased.map(({ item }) => item))).toEqual(new Set(gone));
		for (const { file, line, item, project } of found.erased) {
			const beside = await linesOf(row, file.replace('.jsonl', '.meta.jsonl'));
			expect(beside[line - 1]).toMatchObject({ item, project });
		}
		expect(await erasedRows(store.read, row)).toEqual(found.erased);
		expect(explained(found)).toBe(
			`2 rows of 2 items went by an erasure. Of all others ${rows - 2} rows are the same.`
		);
	});

	it('says of rows that went without an erasure which they are', async () => {
		await newPairs('lost', 30);
		serve();
		const row = await made(ask('lost', ['lost'], { options: { near: null } }));
		await store.write((tx) =>
			tx.query(
				`delete from judgment where item_id in (select item.id from item join project on project.id = item.project_id
				where slug = 'lost' and key in ('k3', 'k7'))`
			)
		);
		const found = await explainVersion(store, row, () => {});
		expect(found).toMatchObject({ erased: [], others: { same: 28, moved: 0, gone: 2, came: 0 } });
		expect(found.gone.map(({ item }) => item).toSorted()).toEqual(['k3', 'k7']);
		expect(explained(found)).toBe(
			'Nothing of it was erased. Of all others 28 rows are the same, 2 rows are not made any more.'
		);
	});

	it('labels become the file of their target', async () => {
		const form = {
			fields: [{ name: 'text', type: 'text' }],
			questions: [{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }] }]
		};
		await createProject(
			store,
			lead,
			ProjectInput.parse({ slug: 'tones', name: 'Tones', stage: 'annotation', form })
		);
		const items = topics.map((topic) => ({ key: topic, payload: { text: `About ${topic}.` } }));
		await bring('tones', 'items', items);
		await bring(
			'tones',
			'judgments',
			items.map(({ key }, i) => ({
				item: key,
				rater: 'x@example.org',
				answers: { tone: i % 2 ? 'warm' : 'cold' }
			}))
		);
		serve();
		const row = await made(
			ask('tones', ['tones'], { format: 'label-studio', options: { splits: { all: 1 } } })
		);
		expect(JSON.parse(await textOf(row, 'all.json')) as Json[]).toHaveLength(10);
	});
});

describe('policies', () => {
	const rowsBy = async (name: string, policies: object) => {
		const row = await made(ask(name, ['pairs'], { options: { splits: { train: 1 }, policies } }));
		const [source] = row.manifest.sources;
		return { rows: row.manifest.rows, dropped: source?.dropped, row };
	};

	it('leave out what too few agree on, and say so', async () => {
		serve();
		expect(await rowsBy('unanimous', { disagreement: 'unanimous' })).toMatchObject({
			rows: 0,
			dropped: { split: 60 }
		});
		expect(await rowsBy('share', { min_agreement: 0.7 })).toMatchObject({
			rows: 0,
			dropped: { disagreement: 60 }
		});
	});

	it('count the people that they name; the card names nobody', async () => {
		serve();
		const { rows, row } = await rowsBy('named', { only: ['z@example.org'] });
		expect(rows).toBe(60);
		expect((await linesOf(row, 'train.jsonl'))[0]).toMatchObject({ chosen: [{ content: 'Answer 0.' }] });
		expect(row.manifest.people).toBe(1);
		const card = await textOf(row, 'README.md');
		expect(card).toContain('People whose judgments count, by name: 1.');
		expect(card).not.toContain('example.org');
	});

	it('ask Dawid and Skene, who know that the one who always differs is right as rarely', async () => {
		serve();
		const { rows, row } = await rowsBy('likeliest', { disagreement: 'dawid_skene' });
		expect(rows).toBe(60);
		expect((await linesOf(row, 'train.jsonl'))[0]).toMatchObject({
			chosen: [{ content: 'A long answer, number 0.' }]
		});
		expect(stands((await verifyVersion(store, row, () => {}))[0] ?? fail())).toBe(true);
	});

	it('ask neither many nor strong votes of a final answer', async () => {
		await newPairs('final', 1);
		const [item] = await store.read.query<{ id: string }>(
			`select item.id from item join project on project.id = item.project_id where slug = 'final'`
		);
		const tiers = [['b'], ['a']];
		await resolveItem(store, lead, 'final', item?.id ?? '', { answers: { preference: { tiers } } });
		serve();
		const options = { splits: { train: 1 }, policies: { min_judgments: 3, min_strength: 2 } };
		const row = await made(ask('final', ['final'], { options }));
		expect(await linesOf(row, 'train.jsonl')).toMatchObject([{ chosen: [{ content: 'Answer 0.' }] }]);
	});
});

const fail = (): never => {
	throw new Error('There is nothing to check.');
};

describe('verified', () => {
	it('it stands after further judgments, final answers and settings', async () => {
		await newPairs('later', 20);
		serve();
		const [item] = await store.read.query<{ id: string }>(
			`select item.id from item join project on project.id = item.project_id where slug = 'later' limit 1`
		);
		const answers = (tiers: string[][]) => ({ answers: { preference: { tiers } } });
		await resolveItem(store, lead, 'later', item?.id ?? '', answers([['b'], ['a']]));
		const row = await made(ask('later', ['later']));
		await resolveItem(store, lead, 'later', item?.id ?? '', answers([['a'], ['b']]));
		await bring(
			'later',
			'judgments',
			Array.from({ length: 20 }, (_, i) => ({
				item: `k${i}`,
				rater: 'w@example.org',
				answers: { preference: { tiers: [['b'], ['a']] } }
			}))
		);
		await changeProject(store, lead, 'later', { name: 'Renamed', settings: { overlap: 5 } });
		const checks = await verifyVersion(store, row, () => {});
		expect(checks.filter((check) => !stands(check))).toEqual([]);
		expect(checks).toHaveLength(8);
		const now = await made(ask('later', ['later']));
		expect(now.manifest.files[0]?.sha256).not.toBe(row.manifest.files[0]?.sha256);
	});

	it('bytes that changed are found', async () => {
		serve();
		const row = await made(ask('rotten', ['pairs']));
		await store.write((tx) =>
			tx.query(`delete from dataset_chunk where build = $1 and file = 'train.jsonl'`, row.build)
		);
		const checks = await verifyVersion(store, row, () => {});
		expect(checks.filter((check) => !stands(check))).toEqual([
			expect.objectContaining({ name: 'train.jsonl', kept: null })
		]);
	});

	it('a card in the words of another release stands, and no manifest that tells another number', async () => {
		serve();
		const row = await made(ask('worded', ['pairs']));
		const told = JSON.parse(await textOf(row, 'manifest.json')) as Manifest;
		const card = (await textOf(row, 'README.md')).replace(
			'Prompts in the largest group',
			'The largest group'
		);
		/** As it would be kept if that had been written. */
		async function written(files: Manifest['files'], name: string, text: string): Promise<Manifest['files']> {
			const data = Buffer.from(text);
			const sha256 = createHash('sha256').update(data).digest('hex');
			await store.write(async (tx) => {
				await tx.query('delete from dataset_chunk where build = $1 and file = $2', row.build, name);
				await tx.insert(datasetChunk).values({ build: row.build, file: name, part: 0, data });
			});
			return files.map((file) => (file.name === name ? { ...file, bytes: data.length, sha256 } : file));
		}
		const files = await written(row.manifest.files, 'README.md', card);
		const saying = async (more: Partial<Manifest>) => {
			const own = told.files.map((line) => ({ ...line, ...files.find(({ name }) => name === line.name) }));
			const text = manifestText({ ...told, ...more, files: own });
			const all = await written(files, 'manifest.json', text);
			return verifyVersion(store, { ...row, manifest: { ...row.manifest, files: all } }, () => {});
		};
		const checks = await saying({});
		expect(checks.filter((check) => !stands(check))).toEqual([]);
		expect(checks.filter(({ reworded }) => reworded).map(({ name }) => name)).toEqual(['README.md']);
		const other = await saying({ people: told.people + 1 });
		expect(other.filter((check) => !stands(check)).map(({ name }) => name)).toEqual([
			'README.md',
			'manifest.json'
		]);
	});
});

it('two versions differ by the rows that came, and by those that another seed dealt elsewhere', async () => {
	serve();
	await made(ask('grown', ['twice']));
	await bring(
		'twice',
		'judgments',
		['v', 'w'].flatMap((rater) =>
			Array.from({ length: 6 }, (_, i) => ({
				item: `k${i}`,
				rater: `${rater}@example.org`,
				answers: { preference: { tiers: [['b'], ['a']] } }
			}))
		)
	);
	await made(ask('grown', ['twice']));
	await made(ask('grown', ['twice'], { options: { seed: 4 } }));
	const count = async (from: string, to: string) => {
		const { job } = await requestDifference(store, lead, { name: 'grown', from, to });
		const read = () => readJob(store, lead, job.id);
		await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe('done');
		return (await read()).result;
	};
	// Three against two are now for the other one: six rows are turned round.
	expect(await count('1', '2')).toEqual({
		dataset: 'grown',
		from: 1,
		to: 2,
		same: 24,
		moved: 0,
		added: 6,
		removed: 6
	});
	expect(await count('2', 'latest')).toMatchObject({ from: 2, to: 3, added: 0, removed: 0 });
	expect(await count('2', 'latest')).not.toMatchObject({ moved: 0 });
	await expect(requestDifference(store, other, { name: 'grown', from: '1', to: '2' })).rejects.toMatchObject({
		code: 'not_found'
	});
});

describe('of what people said', () => {
	const form = (more: object[] = []) => ({
		fields: [{ name: 'text', type: 'text' }],
		questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }, ...more]
	});
	const labelled = async (slug: string, questions: object[] = []) => {
		const input = { slug, name: slug, stage: 'annotation', form: form(questions) };
		await createProject(store, lead, ProjectInput.parse(input));
		// Two items of each text, so that a split must keep them together.
		const items = Array.from({ length: 40 }, (_, i) => ({
			key: `k${i}`,
			payload: { text: `A day like ${i >> 1}.` }
		}));
		await bring(slug, 'items', items);
		await bring(
			slug,
			'judgments',
			items.flatMap(({ key }, i) =>
				['x', 'y', 'z'].map((rater) => ({
					item: key,
					rater: `${rater}@example.org`,
					answers: { mood: i % 5 === 0 && rater === 'x' ? 'bad' : 'good' }
				}))
			)
		);
	};

	it.each(['jsonl', 'parquet'])('labels are a version as any other, as %s', async (as) => {
		serve();
		const slug = `labels-${as}`;
		await labelled(slug);
		const row = await made(ask(slug, [slug], { format: 'labels', options: { as } }));
		expect(row.manifest).toMatchObject({ rows: 40, people: 3, format: 'labels' });
		expect(row.manifest.leakage.across).toBe(0);
		const card = await textOf(row, 'README.md');
		expect(card).toContain('| `mood_agreement` | number |');
		expect(card).toContain('Rows hold no names of people');
		if (as === 'jsonl') {
			const rows = (
				await Promise.all(row.manifest.splits.map(({ name }) => linesOf(row, `${name}.jsonl`)))
			).flat();
			expect(rows.filter(({ mood_agreement: agreement }) => agreement === 1)).toHaveLength(32);
		}
		expect((await verifyVersion(store, row, () => {})).every(stands)).toBe(true);
	});

	it('judgments are split by what was judged, and the card says that they name people', async () => {
		serve();
		await labelled('said');
		const row = await made(ask('said', ['said', 'pairs'], { format: 'judgments' }));
		expect(row.manifest).toMatchObject({ rows: 300, people: 3 });
		const splitOfText = new Map<string, string>();
		for (const { name } of row.manifest.splits) {
			const rows = await linesOf(row, `${name}.jsonl`);
			expect(rows.length).toBeGreaterThan(0);
			for (const { project, item_key: key } of rows) {
				if (project !== 'said') continue;
				const text = String(Number(String(key).slice(1)) >> 1);
				expect(splitOfText.get(text) ?? name).toBe(name);
				splitOfText.set(text, name);
			}
		}
		expect(await textOf(row, 'README.md')).toContain('**Every row names who judged, in `rater`**');
		await bring('said', 'judgments', [{ item: 'k0', rater: 'late@example.org', answers: { mood: 'bad' } }]);
		expect((await verifyVersion(store, row, () => {})).every(stands)).toBe(true);
		const only = { only: ['x@example.org'], since: '2020-01-01T00:00:00Z' };
		const some = await made(ask('said', ['said'], { format: 'judgments', options: { policies: only } }));
		expect(some.manifest).toMatchObject({ rows: 40, people: 1 });
	});

	it('labels of forms that ask other things are refused, with what to do', async () => {
		await labelled('one-form');
		await labelled('other-form', [{ name: 'note', type: 'text', required: false }]);
		await expect(ask('mixed', ['one-form', 'other-form'], { format: 'labels' })).rejects.toThrow(
			'Make a version of each.'
		);
	});
});

describe('as a table', () => {
	const bytesIn = async (row: Awaited<ReturnType<typeof findVersion>>, name: string) => {
		const file = row.manifest.files.find((one) => one.name === name);
		if (!file) throw new Error(`There is no ${name}.`);
		return Buffer.concat(await collect(bytesOf(store.read, row.build, file)));
	};

	it('it has the rows of its lines, split by split, stands, and says how it is loaded', async () => {
		serve();
		const lines = await made(ask('lines', ['pairs']));
		const table = await made(ask('table', ['pairs'], { options: { as: 'parquet' } }));
		for (const { name, rows } of lines.manifest.splits) {
			const found = await parquetRows(await bytesIn(table, `${name}.parquet`));
			expect(found).toHaveLength(rows);
			expect(found).toEqual(await linesOf(lines, `${name}.jsonl`));
			expect(await textOf(table, `${name}.meta.jsonl`)).toBe(await textOf(lines, `${name}.meta.jsonl`));
		}
		expect(table.manifest.leakage).toEqual(lines.manifest.leakage);
		const card = await textOf(table, 'README.md');
		expect(card).toContain('path: "train.parquet"');
		expect(card).toContain('load_dataset("parquet", data_files={"train": "train.parquet", "validation": ');
		expect(card).toContain('os.environ["ASSENT_URL"] + "/api/v1/datasets/table/1/"');
		expect((await verifyVersion(store, table, () => {})).every(stands)).toBe(true);
		const asked = { name: 'table', version: '1', file: 'train.parquet', range: null };
		const response = await versionFile(store, lead, asked);
		expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
		await response.body?.cancel();
	});

	it.each(['parquet', 'csv'])('two versions as %s differ by their rows', async (as) => {
		serve();
		const slug = `more-${as}`;
		await newPairs(slug, 6);
		const options = { as, splits: { train: 1 } };
		const more = { format: 'hh-rlhf', options };
		await made(ask(slug, [slug], more));
		await pairs(slug, 9);
		await made(ask(slug, [slug], more));
		const { job } = await requestDifference(store, lead, { name: slug, from: '1', to: '2' });
		await expect
			.poll(async () => (await readJob(store, onTheMachine, job.id)).state, { timeout: 30_000 })
			.toBe('done');
		expect((await readJob(store, onTheMachine, job.id)).result).toMatchObject({
			same: 6,
			added: 3,
			removed: 0
		});
		await made(ask(slug, [slug], { format: 'hh-rlhf', options: { ...options, as: 'jsonl' } }));
		await expect(requestDifference(store, lead, { name: slug, from: '2', to: '3' })).rejects.toThrow(
			`written as ${as} and version 3 as jsonl`
		);
	});

	it('a split without a row is named in no line that loads it: nothing at all would be loaded then', async () => {
		serve();
		await newPairs('few', 1);
		const row = await made(ask('few', ['few']));
		const [filled, ...others] = row.manifest.splits.toSorted((a, b) => b.rows - a.rows);
		expect(others.map(({ rows }) => rows)).toEqual([0, 0]);
		const card = await textOf(row, 'README.md');
		const [, metadata = ''] = card.split('---');
		expect(metadata.match(/split: /g)).toHaveLength(1);
		expect(card).toContain(`data_files={"${filled?.name ?? ''}": "${filled?.name ?? ''}.jsonl"}`);
	});

	it('is refused where its rows fit none', () => {
		const fault = (format: string, as: string) =>
			DatasetInput.safeParse({ name: 'x', projects: ['pairs'], format, options: { as } }).error?.issues[0];
		expect(fault('trl-dpo', 'csv')).toMatchObject({ path: ['options', 'as'] });
		expect(fault('openai-dpo', 'parquet')?.message).toContain('Take jsonl.');
		expect(fault('hh-rlhf', 'csv')).toBeUndefined();
	});
});

describe('who may', () => {
	it('make one: who leads all its projects, under a name of their own', async () => {
		await expect(ask('theirs', ['pairs'], {}, other)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(ask('theirs', ['nowhere'])).rejects.toMatchObject({ code: 'not_found' });
		await createProject(
			store,
			other,
			ProjectInput.parse({ slug: 'others', name: 'Others', stage: 'alignment' })
		);
		await ask('mine', ['pairs']);
		await expect(ask('mine', ['others'], {}, other)).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('see one: who leads all its projects; for others there is none', async () => {
		serve();
		await made(ask('seen', ['pairs']));
		expect((await readVersion(store, lead, 'seen', '1')).version).toBe(1);
		await expect(readVersion(store, other, 'seen', '1')).rejects.toMatchObject({ code: 'not_found' });
		await expect(readVersion(store, lead, 'seen', '2')).rejects.toMatchObject({ code: 'not_found' });
		expect((await listDatasets(store, lead)).map(({ name }) => name)).toContain('seen');
		expect(await listDatasets(store, other)).toEqual([]);
		await archiveProject(store, lead, 'pairs');
		expect((await readVersion(store, lead, 'seen', 'latest')).version).toBe(1);
	});

	it('what a project does not ask is refused at once', async () => {
		await expect(ask('wrong', ['pairs'], { format: 'trl-kto' })).rejects.toMatchObject({
			code: 'wrong_stage'
		});
	});
});

describe('given out', () => {
	const file = (range: string | null, name = 'train.jsonl') =>
		versionFile(store, lead, { name: 'first', version: '1', file: name, range });

	it('a range is what it says, over the borders of pieces too', async () => {
		const whole = Buffer.from(await (await file(null)).arrayBuffer());
		const part = await file('bytes=10-29');
		expect(part.status).toBe(206);
		expect(part.headers.get('content-range')).toBe(`bytes 10-29/${whole.length}`);
		expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 30));
		expect(Buffer.from(await (await file('bytes=-5')).arrayBuffer())).toEqual(whole.subarray(-5));
		expect(Buffer.from(await (await file(`bytes=${whole.length - 3}-`)).arrayBuffer())).toEqual(
			whole.subarray(-3)
		);
		await expect(file('bytes=99999999-')).rejects.toMatchObject({ code: 'bad_range' });
	});

	it('what is not there is refused with what is', async () => {
		await expect(file(null, 'dev.jsonl')).rejects.toThrow('It has train.jsonl');
	});
});
