/** A version straight into load_dataset: the lines of Python that its card prints, run against a real server. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { builderOf, fromDownload } from '#lib/datasets/version/loading.ts';
import { readyLoaders } from '../../scripts/lib/loaders.ts';
import { freshFolder } from '../setup/database.ts';
import { lines, makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const loaders = await readyLoaders();
type Row = { prompt: { content: string }[] };
const ndjson = { 'content-type': 'application/x-ndjson' };
const items = Array.from({ length: 40 }, (_, i) => ({
	key: `k${i}`,
	metadata: { field: i % 2 ? 'odd' : 'even' },
	payload: {
		prompt: `What grows on field number ${i}?`,
		responses: ['Wheat', 'Rye'].map((text, n) => ({ id: `r${n}`, text: `${text}, in year ${i}. 😀` }))
	},
	judgments: [{ rater: 'x', answers: { preference: { tiers: [['r0'], ['r1']] } } }]
}));

let server: Server;
/** items that came after all others */
let added = 0;
let client: Client;
let key: string;

beforeAll(async () => {
	if ('missing' in loaders) return;
	server = await startServer();
	key = await makeKey(server, '--name', 'root', '--role', 'admin');
	client = withKey(server, key);
	await client('POST', '/api/v1/projects', { slug: 'fields', name: 'Fields', stage: 'alignment' });
	const body = items.map((row) => JSON.stringify(row)).join('\n');
	expect(await client('POST', '/api/v1/projects/fields/items', body, ndjson)).toMatchObject({ status: 200 });
});

async function made(as: string): Promise<string> {
	const name = `fields-${as}`;
	const asked = await client('POST', '/api/v1/datasets', {
		name,
		projects: ['fields'],
		format: 'trl-dpo',
		// Nearly the same prompts stay together, and these are.
		options: { as, near: null }
	});
	const { job } = asked.body as { job: { id: string } };
	const stateOf = async () =>
		((await client('GET', `/api/v1/jobs/${job.id}`)).body as { state: string }).state;
	await expect.poll(stateOf, { timeout: 60_000 }).toBe('done');
	return `/api/v1/datasets/${name}/1`;
}
const text = async (path: string): Promise<string> =>
	(
		await fetch(`${server.url}${path}`, {
			headers: { authorization: `Bearer ${key}`, connection: 'close' }
		})
	).text();

/** What Python makes of the card's second example, with a key or with another one. */
async function load(script: string, cache: string, own: string): Promise<Record<string, unknown[]>> {
	if ('missing' in loaders) throw new Error(loaders.missing);
	const { stdout } = await promisify(execFile)(loaders.python, [script], {
		env: {
			...process.env,
			ASSENT_URL: server.url,
			ASSENT_KEY: own,
			HF_DATASETS_CACHE: cache,
			// Offline, datasets reaches no server at all, this one neither.
			HF_HUB_OFFLINE: '0',
			HF_DATASETS_OFFLINE: '0'
		}
	});
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown[]>;
}

it.skipIf('missing' in loaders).each(['jsonl', 'parquet'])(
	'its card’s lines load every split with a key, as %s, and nothing without one',
	async (as) => {
		const path = await made(as);
		const card = await text(`${path}/README.md`);
		const code = [...card.matchAll(/```python\n(.*?)```/gs)].map(([, lines]) => lines ?? '');
		expect(code).toHaveLength(2);
		const folder = await freshFolder();
		const script = join(folder, 'load.py');
		const print = 'print("\\n" + json.dumps({name: list(rows) for name, rows in dataset.items()}))';
		await writeFile(script, `import json\n${code[1] ?? ''}\n${print}\n`);
		const found = await load(script, join(folder, 'cache'), key);
		expect(Object.keys(found)).toEqual(['train', 'validation', 'test']);
		for (const [split, rows] of Object.entries(found)) {
			const keys = lines(await text(`${path}/${split}.meta.jsonl`)).map(({ item }) => String(item));
			expect(rows.map((row) => (row as Row).prompt[0]?.content)).toEqual(
				keys.map((own) => `What grows on field number ${own.slice(1)}?`)
			);
		}
		expect(Object.values(found).flat()).toHaveLength(items.length);
		await expect(load(script, join(folder, 'other'), 'as_none')).rejects.toThrow();
	},
	120_000
);

it.skipIf('missing' in loaders).each(['jsonl', 'parquet'])(
	'a download is loaded by its address, as %s, and anew when more was said',
	async (as) => {
		const folder = await freshFolder();
		const script = join(folder, 'load.py');
		const query = `format=trl-dpo&min_judgments=1&metadata=${encodeURIComponent('{"field":["odd"]}')}${as === 'jsonl' ? '' : `&as=${as}`}`;
		const url = `${server.url}/api/v1/projects/fields/export?${query}`;
		const print = 'print("\\n" + json.dumps({"rows": list(rows)}))';
		await writeFile(script, `import json\n${fromDownload(builderOf(as) ?? '', url).join('\n')}\n${print}\n`);
		const seen = async () => (await load(script, join(folder, 'cache'), key)).rows?.length;
		const before = items.filter(({ metadata }) => metadata.field === 'odd').length + added;
		expect(await seen()).toBe(before);
		added++;
		const row = JSON.stringify({ ...items[1], key: `later ${as}` });
		expect(await client('POST', '/api/v1/projects/fields/items', row, ndjson)).toMatchObject({ status: 200 });
		expect(await seen()).toBe(before + 1);
	},
	120_000
);
