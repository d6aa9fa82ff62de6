/** Every export format over HTTP: its own name and type, the file beside the rows, and the list of them in the API's description. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportFormats, targetsFor } from '#lib/datasets/export.ts';
import { checkFile } from '#lib/datasets/targets/check.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';
import { writtenAs } from '#lib/datasets/targets/written.ts';
import { lines, makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const golden = (name: string) => readFileSync(`datasets/golden/${name}`, 'utf8');
const labels = JSON.parse(golden('labels/form.json')) as Form;
const formOf = (slug: string): Form => (slug === 'answers' ? labels : defaultForm('alignment'));
const ndjson = { 'content-type': 'application/x-ndjson' };

let server: Server;
let admin: Client;
let key: string;

beforeAll(async () => {
	server = await startServer();
	key = await makeKey(server, '--name', 'admin', '--role', 'admin');
	admin = withKey(server, key);
	for (const [slug, stage, folder] of [
		['pairs', 'alignment', ''],
		['answers', 'annotation', 'labels/']
	] as const) {
		const form = folder === '' ? undefined : labels;
		await admin('POST', '/api/v1/projects', { slug, name: slug, stage, ...(form ? { form } : {}) });
		for (const kind of ['items', 'judgments'])
			await admin('POST', `/api/v1/projects/${slug}/${kind}`, golden(`${folder}${kind}.jsonl`), ndjson);
	}
});

const get = (slug: string, query: string) =>
	fetch(`${server.url}/api/v1/projects/${slug}/export?${query}`, {
		headers: { authorization: `Bearer ${key}` }
	});

describe.each([
	['pairs', 'alignment'],
	['answers', 'annotation']
] as const)('of %s', (slug, stage) => {
	it.each(targetsFor(stage, formOf(slug)))('$name', async (target) => {
		const { extension, type } = writtenAs(target);
		const response = await get(slug, `format=${target.name}`);
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe(type);
		expect(response.headers.get('content-disposition')).toBe(
			`attachment; filename="${slug}-${target.name}.${extension}"`
		);
		expect(response.headers.get('x-assent-as-of')).toMatch(/^\d+$/);
		expect(checkFile(target, await response.text())).toEqual([]);
		const meta = lines(await (await get(slug, `format=${target.name}&file=meta`)).text());
		const counts = await admin('GET', `/api/v1/projects/${slug}/export/report?format=${target.name}`);
		expect(counts.body).toMatchObject({ format: target.name, rows: meta.length });
		const setup = await get(slug, `format=${target.name}&file=setup`);
		expect(setup.status).toBe(target.setup ? 200 : 422);
	});
});

it('says which policies were chosen, in a header and in the report, and refuses what means nothing', async () => {
	const asked = 'format=trl-dpo&disagreement=unanimous&only=ann%40example.org,bob';
	const chosen = 'disagreement=unanimous&only=ann%40example.org%2Cbob';
	expect((await get('pairs', asked)).headers.get('x-assent-policies')).toBe(chosen);
	expect((await get('pairs', 'format=trl-dpo')).headers.get('x-assent-policies')).toBeNull();
	const report = await admin('GET', `/api/v1/projects/pairs/export/report?${asked}`);
	expect(report.body).toMatchObject({
		policies: { disagreement: 'unanimous', only: ['ann@example.org', 'bob'] }
	});
	for (const [slug, query, says] of [
		['pairs', 'format=judgments&ties=ignore', 'every judgment is written as it was given'],
		['pairs', 'format=ranking&pairs=adjacent', 'the whole order'],
		['answers', 'format=labels&min_strength=2', 'about rankings'],
		['pairs', 'format=trl-dpo&disagreement=dawid_skene', 'Make a version of a dataset'],
		['pairs', 'format=trl-dpo&since=yesterday', '2026-01-31T00:00:00Z']
	] as const) {
		const refused = await get(slug, query);
		expect([query, refused.status]).toEqual([query, 422]);
		expect(await refused.text()).toContain(says);
	}
});

it('follows the consensus of the project where no rule is named, and says so', async () => {
	const settle = (consensus: string) => admin('PATCH', '/api/v1/projects/pairs', { settings: { consensus } });
	const counted = async (query = '') =>
		(await admin('GET', `/api/v1/projects/pairs/export/report?format=trl-dpo${query}`)).body as {
			pairs: number;
			rows: number;
		};
	const before = await counted();
	expect((await settle('adjudication')).status).toBe(200);
	const led = await get('pairs', 'format=trl-dpo');
	expect(led.headers.get('x-assent-policies')).toBe('disagreement=adjudication');
	expect(await led.text()).toBe('');
	expect(await counted()).toMatchObject({
		...{ policies: { disagreement: 'adjudication' }, rows: 0, dropped: { adjudication: before.pairs } }
	});
	expect(await counted('&disagreement=majority')).toMatchObject({ policies: {}, rows: before.rows });
	await settle('dawid_skene');
	const refused = await get('pairs', 'format=trl-dpo');
	expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Make a version')]);
	await settle('majority');
});

it('stands in the API’s description', async () => {
	const { body } = await admin('GET', '/api/v1/openapi.json');
	const text = JSON.stringify(body);
	for (const format of exportFormats) expect(text, format).toContain(`"${format}"`);
});
