/** The “connect your agent” page as its readers use it: each text is copied from the page and run as it is. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshFolder } from '../setup/database.ts';
import { makeKey, makeUser, signedIn, type Client } from '../setup/people.ts';
import { findProgram } from '../setup/programs.ts';
import { startServer, type Server } from '../setup/server.ts';
import { languages, type Language } from '#lib/runtime/connect.ts';

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

type Program = { file: string; needs: string | null; command: (file: string) => [string, string[]] };
const programs: Record<Language, Program> = {
	curl: { file: 'ask.sh', needs: 'curl', command: (file) => ['sh', [file]] },
	TypeScript: { file: 'ask.ts', needs: null, command: (file) => [process.execPath, [file]] },
	Python: { file: 'ask.py', needs: 'python3', command: (file) => ['python3', [file]] }
};
/** A machine without the program skips its text, which is counted; the build machine must have it. */
const lacks = (language: Language): boolean => {
	const { needs } = programs[language];
	return needs !== null && findProgram(needs) === null && process.env.CI !== 'true';
};

const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
/** What somebody reads, and copies, in the page's one block of code. */
async function printed(language: Language): Promise<string> {
	const { status, body } = await admin('GET', `/projects/agents/connect?language=${language}`);
	expect(status).toBe(200);
	const [, code = ''] = /<pre class="code[^"]*">([\s\S]*?)<\/pre>/.exec(String(body)) ?? [];
	return code
		.replace(/<!--.*?-->/g, '')
		.replace(/&(\w+|#39);/g, (whole, name: string) => characters[name] ?? whole);
}

const run = async (language: Language): Promise<{ code: number; output: string }> => {
	const { file, command } = programs[language];
	const path = join(await freshFolder(), file);
	await writeFile(path, await printed(language));
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
	const it = test.skipIf(lacks(language));

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
