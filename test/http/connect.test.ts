/** The “connect your agent” page as its readers use it: each text is run as it is printed. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder } from '../setup/database.ts';
import { makeKey, makeUser, signedIn, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';
import { connectText, languages, type Language } from '#lib/runtime/connect.ts';

let server: Server;
let admin: Client;
let key: string;
beforeAll(async () => {
	server = await startServer({ engine: 'sqlite' });
	await makeUser(server, 'admin@example.org', 'admin');
	admin = await signedIn(server, 'admin@example.org');
	await admin('POST', '/api/v1/projects', { slug: 'agents', name: 'Agents', stage: 'runtime' });
	key = await makeKey(server, '--name', 'connected', '--role', 'agent');
});

const programs: Record<Language, { file: string; command: (file: string) => [string, string[]] }> = {
	curl: { file: 'ask.sh', command: (file) => ['sh', [file]] },
	TypeScript: { file: 'ask.ts', command: (file) => [process.execPath, [file]] },
	Python: { file: 'ask.py', command: (file) => ['python3', [file]] }
};

const run = async (language: Language): Promise<{ code: number; output: string }> => {
	const { file, command } = programs[language];
	const path = join(await freshFolder(), file);
	await writeFile(path, connectText(language, { origin: server.url, project: 'agents' }));
	const [program, args] = command(path);
	const child = spawn(program, args, { env: { PATH: process.env.PATH, ASSENT_KEY: key } });
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (status) => resolve(status ?? 1));
	});
	return { code, output };
};

const policy = (mode: string) =>
	admin('PUT', '/api/v1/projects/agents/policy', { rules: [{ name: 'all', when: 'true', mode }] });
const latest = async () => {
	const { body } = await admin('GET', '/api/v1/decisions?project=agents&status=all&limit=1');
	const [line] = (body as { items: { id: string }[] }).items;
	return (await admin('GET', `/api/v1/decisions/${line?.id}`)).body;
};

describe.each(languages)('the text for %s', (language) => {
	it('asks, is allowed, and uses its grant up', async () => {
		await policy('out_of_the_loop');
		const { code, output } = await run(language);
		expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('auto_approved') as string });
		expect(await latest()).toMatchObject({
			status: 'auto_approved',
			consumed_at: expect.any(String) as string
		});
	});

	it('runs nothing when it is denied', async () => {
		await policy('deny');
		const { code, output } = await run(language);
		expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('denied') as string });
		expect(await latest()).not.toHaveProperty('consumed_at');
	});
});
