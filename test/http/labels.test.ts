/** Labels over HTTP: the same bytes on each engine as the golden files, as they are when the download begins. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const golden = (name: string) => readFileSync(`datasets/golden/labels/${name}`, 'utf8');
const ndjson = { 'content-type': 'application/x-ndjson' };
const MANY = 10_000;

onEachEngine('labels over HTTP', (engine) => {
	let server: Server;
	let key: string;
	let admin: Client;

	const project = async (slug: string, stage: string, form?: unknown) =>
		expect(
			(await admin('POST', '/api/v1/projects', { slug, name: slug, stage, ...(form ? { form } : {}) })).status
		).toBe(201);
	const bring = async (slug: string, kind: string, body: string) =>
		expect((await admin('POST', `/api/v1/projects/${slug}/${kind}`, body, ndjson)).body).toMatchObject({
			rejected: 0
		});

	beforeAll(async () => {
		server = await startServer({ engine });
		key = await makeKey(server, '--name', 'admin', '--role', 'admin');
		admin = withKey(server, key);
		await project('golden', 'annotation', JSON.parse(golden('form.json')));
		await bring('golden', 'items', golden('items.jsonl'));
		await bring('golden', 'judgments', golden('judgments.jsonl'));
	});

	it('are the golden files, each with its name and its type', async () => {
		const files = [
			['labels', 'labels.jsonl', 'golden-labels.jsonl', 'application/x-ndjson'],
			['labels&as=csv', 'labels.csv', 'golden-labels.csv', 'text/csv; charset=utf-8'],
			[
				'labels&undecided=drop&tools=include',
				'labels-decided-tools.jsonl',
				'golden-labels.jsonl',
				'application/x-ndjson'
			]
		] as const;
		for (const [query, file, name, type] of files) {
			const response = await fetch(`${server.url}/api/v1/projects/golden/export?format=${query}`, {
				headers: { authorization: `Bearer ${key}` }
			});
			const { headers } = response;
			expect([query, response.status, headers.get('content-type')]).toEqual([query, 200, type]);
			expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
			// Bytes, since a text decoder drops the mark that a CSV begins with.
			expect(Buffer.from(await response.arrayBuffer()).toString('utf8')).toBe(golden(file));
			const report = await admin('GET', `/api/v1/projects/golden/export/report?format=${query}`);
			expect(report.body).toMatchObject({
				rows: 6,
				as_of: Number(headers.get('x-assent-as-of')),
				items: { all: 9, resolved: 7, unresolved: 2 }
			});
		}
	});

	it('are described, and refused where they cannot be', async () => {
		const { body } = await admin('GET', '/api/v1/openapi.json');
		type Parameter = { name: string; schema: { enum?: string[] } };
		const { paths } = body as { paths: Record<string, { get: { parameters: Parameter[] } }> };
		const parameters = paths['/api/v1/projects/{slug}/export']?.get.parameters ?? [];
		expect(Object.fromEntries(parameters.map(({ name, schema }) => [name, schema.enum]))).toMatchObject({
			format: expect.arrayContaining(['labels']) as string[],
			as: ['jsonl', 'csv', 'parquet'],
			undecided: ['include', 'drop']
		});
		await project('pairs', 'alignment');
		const refusals = [
			['pairs', 'format=labels', 'wrong_stage'],
			['golden', 'format=trl-dpo', 'wrong_stage'],
			['golden', 'format=label-studio&as=csv', 'invalid_query'],
			['golden', 'format=labels&per=judgment', 'invalid_query'],
			['golden', 'format=labels&as=xlsx', 'invalid_query']
		] as const;
		for (const [slug, query, code] of refusals)
			for (const path of ['export', 'export/report'])
				expect(await admin('GET', `/api/v1/projects/${slug}/${path}?${query}`), query).toMatchObject({
					status: 422,
					body: { code }
				});
	});

	it('come before all is read, and hold what was there when they began', async () => {
		const form = {
			fields: [{ name: 'text', type: 'text' }],
			questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
		};
		await project('many', 'annotation', form);
		const numbers = Array.from({ length: MANY }, (_, i) => i);
		const item = (i: number) => ({
			key: `k${i}`,
			payload: { text: `Text ${i} ${'so '.repeat(100)}` },
			judgments: [{ rater: 'ann', answers: { mood: i % 3 === 0 ? 'good' : 'bad' } }]
		});
		await bring('many', 'items', numbers.map((i) => JSON.stringify(item(i))).join('\n'));
		const response = await fetch(`${server.url}/api/v1/projects/many/export?format=labels`, {
			headers: { authorization: `Bearer ${key}` }
		});
		const reader = (response.body as ReadableStream<Uint8Array>).getReader();
		const decoder = new TextDecoder();
		const first = await reader.read();
		let text = decoder.decode(first.value, { stream: true });
		expect(text.split('\n').length).toBeLessThan(MANY / 2);
		const votes = numbers.flatMap((i) =>
			['bob', 'cyd'].map((rater) => JSON.stringify({ item: `k${i}`, rater, answers: { mood: 'good' } }))
		);
		await bring('many', 'judgments', votes.join('\n'));
		for (let read = await reader.read(); !read.done; read = await reader.read())
			text += decoder.decode(read.value, { stream: true });
		const rows = lines(text);
		expect(rows).toHaveLength(MANY);
		for (const { key: of, mood, mood_judgments: judgments } of rows)
			expect([mood, judgments]).toEqual([Number(String(of).slice(1)) % 3 === 0 ? 'good' : 'bad', 1]);
		const now = await admin('GET', '/api/v1/projects/many/export?format=labels');
		expect(new Set(lines(now.body).map(({ mood }) => mood))).toEqual(new Set(['good']));
	});
});
