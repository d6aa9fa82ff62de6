/** People and keys from the command line, beside a running server and without one. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { onEachEngine } from '../setup/engines.ts';
import { assent, clientOf, PASSWORD, signedIn, withKey } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

onEachEngine('the command line', (engine) => {
	let server: Server;
	beforeAll(async () => {
		server = await startServer({ engine });
	});
	const create = (args: string[], input = '') => assent(server, ['user', 'create', ...args], input);
	const named = (email: string, ...roles: string[]) => [
		...['--email', email, '--name', 'Somebody'],
		...roles.flatMap((role) => ['--role', role])
	];
	const use = (link: string, password = PASSWORD) =>
		clientOf(server)('POST', '/api/v1/links', { token: link.split('/').at(-1), password });

	it('makes a person whose password is one line of standard input', async () => {
		const made = await create(
			[...named('One@Example.org', 'admin', 'rater'), '--password-stdin'],
			`${PASSWORD}\nmore\n`
		);
		expect(made).toMatchObject({ code: 0, stdout: 'one@example.org can sign in as admin, rater.\n' });
		const client = await signedIn(server, 'one@example.org');
		expect((await client('GET', '/api/v1/session')).body).toMatchObject({
			user: { roles: ['admin', 'rater'] }
		});
		expect(made.stdout + made.stderr).not.toContain(PASSWORD);
	});

	it('or prints the link under which they set one', async () => {
		const made = await create(named('two@example.org', 'rater'));
		expect(made.code).toBe(0);
		expect(made.stdout).toMatch(/^http:\/\/localhost:3000\/invite\/[0-9a-z]{32}\n$/);
		expect(made.stderr).toContain('It works once');
		expect((await use(made.stdout.trim())).status).toBe(200);
		expect((await use(made.stdout.trim())).status).toBe(410);
	});

	it('prints a link for a forgotten password', async () => {
		await create([...named('three@example.org', 'rater'), '--password-stdin'], `${PASSWORD}\n`);
		const made = await assent(server, ['user', 'reset', '--email', 'three@example.org']);
		expect(made.stdout).toMatch(/\/reset\/[0-9a-z]{32}\n$/);
		expect((await use(made.stdout.trim(), 'another long password')).status).toBe(200);
		await signedIn(server, 'three@example.org', 'another long password');
	});

	it('makes a key and prints it alone on the last line', async () => {
		const made = await assent(server, ['key', 'create', '--name', 'importer', '--role', 'admin']);
		expect(made.code).toBe(0);
		expect(made.stdout).toMatch(/^as_[0-9a-z]{32}\n$/);
		const admin = withKey(server, lastLine(made.stdout));
		expect(
			(await admin('POST', '/api/v1/projects', { slug: 'p', name: 'P', stage: 'alignment' })).status
		).toBe(201);
		await create([...named('four@example.org', 'rater'), '--password-stdin'], `${PASSWORD}\n`);
		const bound = await assent(server, [
			...['key', 'create', '--name', 'rates', '--user', 'four@example.org', '--project', 'p']
		]);
		const rater = withKey(server, lastLine(bound.stdout));
		expect((await rater('POST', '/api/v1/projects/p/claims', {})).status).toBe(200);
	});

	it('refuses a short password and an e-mail that is taken', async () => {
		const short = await create([...named('five@example.org', 'rater'), '--password-stdin'], 'short\n');
		expect(short).toMatchObject({ code: 1, stdout: '' });
		expect(short.stderr).toContain('at least 12 characters');
		await create([...named('six@example.org', 'rater'), '--password-stdin'], `${PASSWORD}\n`);
		const again = await create([...named('six@example.org', 'rater'), '--password-stdin'], `${PASSWORD}\n`);
		expect(again.code).toBe(1);
		expect(again.stderr).toContain('six@example.org is here already');
	});

	it('makes the first admin where no server ever ran', async () => {
		const place = { databaseUrl: await freshUrl(engine), keys: join(await freshFolder(), 'keys') };
		const made = await assent(
			place,
			['user', 'create', ...named('a@example.org', 'admin'), '--password-stdin'],
			`${PASSWORD}\n`
		);
		expect(made.code).toBe(0);
		const later = await startServer({ place });
		await later.printed(/Sign in at /);
		await signedIn(later, 'a@example.org');
		await later.stop();
	});
});

describe('what the command line refuses', () => {
	let place: Pick<Server, 'databaseUrl' | 'keys'>;
	beforeAll(async () => {
		place = { databaseUrl: await freshUrl('sqlite'), keys: join(await freshFolder(), 'keys') };
	});

	it.each<[string, string[], RegExp]>([
		['no e-mail', ['user', 'create', '--name', 'X', '--role', 'rater'], /Add --email\./],
		['no role', ['user', 'create', '--email', 'x@example.org', '--name', 'X'], /at least one role/],
		[
			'a role that people cannot have',
			['user', 'create', '--email', 'x@example.org', '--name', 'X', '--role', 'agent'],
			/roles/
		],
		['an address that is none', ['user', 'reset', '--email', 'somebody'], /e-mail address/],
		['a person who is not here', ['user', 'reset', '--email', 'nobody@example.org'], /no such person/],
		['a key without a role', ['key', 'create', '--name', 'x'], /either role or user/],
		[
			'a key with both',
			['key', 'create', '--name', 'x', '--role', 'agent', '--user', 'x@example.org'],
			/either role or user/
		],
		['a key for nobody', ['key', 'create', '--name', 'x', '--user', 'nobody@example.org'], /Nobody here/],
		[
			'a key to no project',
			['key', 'create', '--name', 'x', '--role', 'agent', '--project', 'none'],
			/no project/
		]
	])('is said in a sentence: %s', async (_, args, words) => {
		const { code, stdout, stderr } = await assent(place, args);
		expect(code).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toMatch(words);
		expect(stderr).not.toMatch(/\bat .*\.ts:/);
	});
});
