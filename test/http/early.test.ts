/** A body that is refused half-way: the sender hears why instead of finding the connection cut. */
import { request as open, Agent } from 'node:http';
import { expect, it } from 'vitest';
import { makeKey } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Heard = { status: number; body: string };

/** Sends a body in pieces, without saying its length before. */
const send = (
	server: Server,
	agent: Agent,
	path: string,
	headers: Record<string, string>,
	pieces: Buffer[]
): Promise<Heard> =>
	new Promise((resolve, reject) => {
		const sending = open(server.url + path, { method: 'POST', agent, headers }, (response) => {
			let body = '';
			response.on('data', (chunk: Buffer) => (body += chunk.toString()));
			response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
		});
		sending.on('error', reject);
		for (const piece of pieces) sending.write(piece);
		sending.end();
	});

it('says why, whether the body is too large or cannot be read, and then takes the next one', async () => {
	const server = await startServer({ engine: 'sqlite' });
	const authorization = `Bearer ${await makeKey(server, '--name', 'k', '--role', 'admin')}`;
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const json = { authorization, 'content-type': 'application/json' };
	const lines = { authorization, 'content-type': 'application/x-ndjson' };
	const mega = Buffer.alloc(1024 * 1024, 0x20);

	const large = await send(
		server,
		agent,
		'/api/v1/projects',
		json,
		Array.from({ length: 8 }, () => mega)
	);
	expect([large.status, large.body]).toEqual([413, expect.stringContaining('too_large')]);

	const made = await send(server, agent, '/api/v1/projects', json, [
		Buffer.from('{"slug":"p","name":"P","stage":"alignment"}')
	]);
	expect(made.status).toBe(201);

	const unreadable = await send(server, agent, '/api/v1/projects/p/items', lines, [
		Buffer.from([0xff, 0xff, 0x0a]),
		...Array.from({ length: 8 }, () => mega)
	]);
	expect([unreadable.status, unreadable.body]).toEqual([422, expect.stringContaining('bad_encoding')]);

	const after = await send(server, agent, '/api/v1/projects/p/items', lines, [Buffer.from('')]);
	expect(after.status).toBe(200);
	agent.destroy();
	await server.stop();
});
