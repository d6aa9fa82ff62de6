/** What tests do on the command line and over HTTP, as a user would. */
import { execFile } from 'node:child_process';
import type { Server } from './server.ts';

type Run = { code: number; stdout: string; stderr: string };

/** One command of the command line, on the server's own database. */
export const assent = (
	server: Pick<Server, 'databaseUrl' | 'keys'>,
	args: string[],
	input = ''
): Promise<Run> =>
	new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			['scripts/assent.ts', ...args],
			{
				env: { PATH: process.env.PATH, DATABASE_URL: server.databaseUrl, ASSENT_KEYS: server.keys },
				maxBuffer: 256 * 1024 * 1024
			},
			(error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr })
		);
		child.stdin?.end(input);
	});

export const PASSWORD = 'a long enough password';

export async function makeUser(server: Server, email: string, ...roles: string[]): Promise<void> {
	const flags = roles.flatMap((role) => ['--role', role]);
	const run = await assent(
		server,
		['user', 'create', '--email', email, '--name', email.split('@')[0] ?? '', ...flags, '--password-stdin'],
		`${PASSWORD}\n`
	);
	if (run.code !== 0) throw new Error(`user create ${email}: ${run.stderr}`);
}

export async function makeKey(server: Server, ...flags: string[]): Promise<string> {
	const run = await assent(server, ['key', 'create', ...flags]);
	if (run.code !== 0) throw new Error(`key create: ${run.stderr}`);
	return run.stdout.trimEnd().split('\n').at(-1) ?? '';
}

export type Answer = { status: number; body: unknown; headers: Headers };
export type Client = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>
) => Promise<Answer>;

/** A client of one server: JSON in, JSON out; text bodies go as they are. */
export const clientOf =
	(server: { url: string }, identity: Record<string, string> = {}): Client =>
	async (method, path, body, headers = {}) => {
		const text = typeof body === 'string' || body instanceof Uint8Array;
		const response = await fetch(server.url + path, {
			method,
			redirect: 'manual',
			headers: {
				...identity,
				...(body !== undefined && !text ? { 'content-type': 'application/json' } : {}),
				...headers
			},
			...(body === undefined ? {} : { body: text ? (body as BodyInit) : JSON.stringify(body) })
		});
		const raw = await response.text();
		const json =
			/json/.test(response.headers.get('content-type') ?? '') &&
			!/ndjson/.test(response.headers.get('content-type') ?? '');
		return {
			status: response.status,
			body: json && raw !== '' ? (JSON.parse(raw) as unknown) : raw,
			headers: response.headers
		};
	};

export const withKey = (server: { url: string }, key: string): Client =>
	clientOf(server, { authorization: `Bearer ${key}` });

/** Signs in over HTTP and keeps the cookie, as a program that acts as a person does. */
export async function signedIn(server: { url: string }, email: string, password = PASSWORD): Promise<Client> {
	const answer = await clientOf(server)('POST', '/api/v1/session', { email, password });
	if (answer.status !== 200)
		throw new Error(`sign-in ${email}: ${answer.status} ${JSON.stringify(answer.body)}`);
	const cookie = answer.headers
		.getSetCookie()
		.map((c) => c.split(';')[0])
		.join('; ');
	return clientOf(server, { cookie });
}

export const pairs = (many: number, from = 0): string =>
	Array.from({ length: many }, (_, i) =>
		JSON.stringify({
			key: `pair-${from + i}`,
			payload: {
				prompt: `Question ${from + i}`,
				responses: [
					{ id: 'a', text: `First answer ${from + i}`, model: 'model-one' },
					{ id: 'b', text: `Second answer ${from + i}`, model: 'model-two' }
				]
			}
		})
	).join('\n');

export const lines = (text: unknown): Record<string, unknown>[] =>
	String(text)
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Record<string, unknown>);
