/** Files that keep whoever reads them for ever: one is refused, nobody waits for it, and nothing of it outlives a kill. */
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { endless } from '../setup/damaged.ts';
import { makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let admin: Client;

beforeAll(async () => {
	server = await startServer();
	admin = withKey(server, await makeKey(server, '--name', 'admin', '--role', 'admin'));
	expect(
		(await admin('POST', '/api/v1/projects', { slug: 'talks', name: 'talks', stage: 'alignment' })).status
	).toBe(201);
});

const send = (file: Uint8Array) =>
	admin('POST', '/api/v1/projects/talks/items', file, { 'content-type': 'application/vnd.apache.parquet' });

/** Processes and who began them. */
const processes = (): [number, number][] =>
	execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
const begunBy = (parent: number | undefined) =>
	processes().flatMap(([pid, begunBy]) => (begunBy === parent ? [pid] : []));

it('is refused, with where it is damaged, while others are answered; its process is gone then', async () => {
	let over = false;
	const refused = send(endless()).finally(() => (over = true));
	await expect.poll(() => begunBy(server.process.pid)).toHaveLength(1);
	for (let asked = 0; asked < 20; asked++) {
		const { status } = await admin('GET', '/api/v1/projects/talks/items?limit=1');
		expect([status, over]).toEqual([200, false]);
	}
	const { status, body } = await refused;
	expect([status, body]).toEqual([
		422,
		expect.objectContaining({
			code: 'invalid_parquet',
			detail: expect.stringContaining('row group 1, from row 1 on, came to nothing for 20 seconds') as string
		})
	]);
	expect(begunBy(server.process.pid)).toEqual([]);
	const { body: items } = await admin('GET', '/api/v1/projects/talks/items?limit=1');
	expect(items).toMatchObject({ items: [] });
});

it('ends with a server that is killed while it is read', async () => {
	const cut = send(endless()).catch(() => {});
	await expect.poll(() => begunBy(server.process.pid)).toHaveLength(1);
	const [reader] = begunBy(server.process.pid);
	await server.kill();
	await cut;
	await expect.poll(() => processes().some(([pid]) => pid === reader)).toBe(false);
	server = await server.restart();
});
