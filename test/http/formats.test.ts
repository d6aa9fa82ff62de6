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

it('stands in the API’s description', async () => {
	const { body } = await admin('GET', '/api/v1/openapi.json');
	const text = JSON.stringify(body);
	for (const format of exportFormats) expect(text, format).toContain(`"${format}"`);
});
