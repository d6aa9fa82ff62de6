/**
 * A version of a dataset from the outside: asked for, followed, downloaded, and made again byte for byte by a process
 * of its own, after more judgments, and on a copy on the other engine. A server that is killed half-way shows nothing
 * of it, and the next one makes it whole.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder } from '../setup/database.ts';
import { onEachEngine } from '../setup/engines.ts';
import { assent, lines, makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const ndjson = { 'content-type': 'application/x-ndjson' };
type File = { name: string; bytes: number; sha256: string; url: string };
type Version = { dataset: string; version: number; rows: number; files: File[]; archive: string };
type Job = { id: string; state: string; result: { rows: number }; progress: { done: number } };

const items = (many: number) =>
	Array.from({ length: many }, (_, i) => ({
		key: `k${i}`,
		payload: {
			prompt: `Question ${i}: what grows on field number ${(i * 7919) % 1000}?`,
			responses: [
				{ id: 'a', text: `Wheat, ${'and more of it '.repeat(i % 9)}in year ${i}.` },
				{ id: 'b', text: `Rye ${i}.` }
			]
		}
	}));
const votes = (many: number, rater: string) =>
	Array.from({ length: many }, (_, i) => ({
		item: `k${i}`,
		rater,
		answers: { preference: { tiers: i % 3 ? [['a'], ['b']] : [['b'], ['a']] } }
	}));
const text = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

async function started(engine: Parameters<Parameters<typeof onEachEngine>[1]>[0], many: number) {
	const server = await startServer({ engine });
	const client = withKey(server, await makeKey(server, '--name', 'root', '--role', 'admin'));
	await client('POST', '/api/v1/projects', { slug: 'fields', name: 'Fields', stage: 'alignment' });
	await client('POST', '/api/v1/projects/fields/items', text(items(many)), ndjson);
	for (const rater of ['x@example.org', 'y@example.org', 'z@example.org'])
		await client('POST', '/api/v1/projects/fields/judgments', text(votes(many, rater)), ndjson);
	return { server, client };
}
const ask = async (client: Client, name: string): Promise<Job> => {
	const asked = await client('POST', '/api/v1/datasets', { name, projects: ['fields'], format: 'trl-dpo' });
	expect(asked.status).toBe(202);
	return (asked.body as { job: Job }).job;
};
const jobOf = async (client: Client, id: string): Promise<Job> =>
	(await client('GET', `/api/v1/jobs/${id}`)).body as Job;
const done = (client: Client, id: string) =>
	expect.poll(async () => (await jobOf(client, id)).state, { timeout: 60_000 }).toBe('done');
const versionOf = async (client: Client, name: string): Promise<Version> => {
	const answer = await client('GET', `/api/v1/datasets/${name}/latest`);
	expect(answer.status).toBe(200);
	return answer.body as Version;
};
async function expectVerified(place: Pick<Server, 'databaseUrl' | 'keys'>, files: File[]) {
	const run = await assent(place, ['verify', 'fields', 'latest']);
	expect(run.stdout.trimEnd().split('\n')).toEqual(
		files.map(({ name, sha256 }) => `same   ${sha256}  ${name}`)
	);
	expect(run.code).toBe(0);
}

onEachEngine('a version of a dataset', (engine) => {
	it('is made, followed, downloaded, and made again elsewhere', async () => {
		const { server, client } = await started(engine, 400);
		const job = await ask(client, 'fields');
		await done(client, job.id);
		expect((await jobOf(client, job.id)).result.rows).toBe(400);
		const version = await versionOf(client, 'fields');
		const auth = { authorization: `Bearer ${await makeKey(server, '--name', 'reader', '--role', 'admin')}` };
		const folder = await freshFolder();
		for (const { url, bytes, sha256 } of version.files) {
			const answer = await fetch(server.url + url, { headers: auth });
			const body = Buffer.from(await answer.arrayBuffer());
			expect(answer.headers.get('content-length')).toBe(String(bytes));
			expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
			const head = await fetch(server.url + url, { method: 'HEAD', headers: auth });
			expect(head.headers.get('content-length')).toBe(String(bytes));
		}
		const archive = await fetch(server.url + version.archive, { headers: auth });
		writeFileSync(join(folder, 'all.tar.gz'), Buffer.from(await archive.arrayBuffer()));
		expect(spawnSync('tar', ['xzf', 'all.tar.gz'], { cwd: folder }).status).toBe(0);
		const sums = version.files.map(({ name, sha256 }) => `${sha256}  fields-v1/${name}\n`).join('');
		writeFileSync(join(folder, 'sums'), sums);
		expect(spawnSync('sha256sum', ['-c', '--quiet', 'sums'], { cwd: folder }).status).toBe(0);

		await client('POST', '/api/v1/projects/fields/judgments', text(votes(400, 'v@example.org')), ndjson);
		await client('POST', '/api/v1/projects/fields/judgments', text(votes(400, 'w@example.org')), ndjson);
		await client('PATCH', '/api/v1/projects/fields', { settings: { overlap: 3 } });
		await expectVerified(server, version.files);
		const to = join(folder, 'copy.db');
		expect((await assent(server, ['backup', '--to', to])).code).toBe(0);
		await expectVerified({ databaseUrl: `file:${to}`, keys: server.keys }, version.files);

		const events = lines(JSON.stringify((await client('GET', '/api/v1/log?type=dataset.')).body));
		expect(events[0]).toMatchObject({ items: [{ type: 'dataset.versioned', project: 'fields' }] });
	});

	it('survives a server that is killed: nothing half is seen, and the next one makes it whole', async () => {
		const { server, client } = await started(engine, 3_000);
		const { id } = await ask(client, 'fields');
		await expect
			.poll(async () => (await jobOf(client, id)).progress.done, { timeout: 60_000, interval: 5 })
			.toBeGreaterThan(0);
		await server.kill();
		const next = await server.restart();
		expect((await client('GET', '/api/v1/datasets/fields/latest')).status).toBe(
			(await jobOf(client, id)).state === 'done' ? 200 : 404
		);
		await done(client, id);
		const version = await versionOf(client, 'fields');
		expect(version).toMatchObject({ version: 1, rows: 3_000 });
		await expectVerified(next, version.files);
		expect((await client('GET', '/api/v1/log?type=job.started')).body).toMatchObject({
			items: [{ subject: { id } }, { subject: { id } }]
		});
	});
});
