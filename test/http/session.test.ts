/** Signing in, keys and links as HTTP conversations: who is let in, who is not, and in which words. */
import { beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { fileOf } from '#lib/schema/sqlite.server.ts';
import { onEachEngine, type Engine } from '../setup/engines.ts';
import { clientOf, makeKey, makeUser, PASSWORD, signedIn, withKey, type Answer } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const SESSION = '/api/v1/session';
const cookieOf = (answer: Answer) => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
const problem = (status: number, code: string) => ({
	status,
	body: expect.objectContaining({ status, code }) as unknown
});
const json = { 'content-type': 'application/json' };

/** What a thief of the database reads. */
async function stolen<Row>(server: Server, sql: string): Promise<Row[]> {
	if (!server.databaseUrl.startsWith('file:')) {
		const client = new pg.Client({ connectionString: server.databaseUrl });
		await client.connect();
		const { rows } = await client.query(sql);
		await client.end();
		return rows as Row[];
	}
	const { DatabaseSync } = await import('node:sqlite');
	const database = new DatabaseSync(fileOf(server.databaseUrl), { readOnly: true });
	const rows = database.prepare(sql).all() as Row[];
	database.close();
	return rows;
}

const suite = (engine: Engine) => {
	let server: Server;
	let adminKey: string;
	const anonymous = () => clientOf(server);
	/** By the API: a command is a process, which costs a second on a busy machine. */
	const newKey = async (input: object): Promise<string> =>
		((await withKey(server, adminKey)('POST', '/api/v1/keys', input)).body as { key: string }).key;
	const newPerson = async (email: string, ...roles: string[]): Promise<void> => {
		const { body } = await withKey(server, adminKey)('POST', '/api/v1/users', { email, roles });
		const token = (body as { link: string }).link.split('/').at(-1);
		await anonymous()('POST', '/api/v1/links', { token, password: PASSWORD });
	};
	const idOf = async (email: string): Promise<string> => {
		const { body } = await withKey(server, adminKey)('GET', '/api/v1/users');
		return (
			(body as { items: { id: string; email: string }[] }).items.find((u) => u.email === email)?.id ?? ''
		);
	};
	beforeAll(async () => {
		server = await startServer({ engine });
		await makeUser(server, 'admin@example.org', 'admin');
		await makeUser(server, 'rater@example.org', 'rater');
		adminKey = await makeKey(server, '--name', 'admin', '--role', 'admin');
	});

	describe('a session', () => {
		it('begins with e-mail and password, and says who one is', async () => {
			const answer = await anonymous()('POST', SESSION, { email: ' Rater@Example.org ', password: PASSWORD });
			expect(answer).toMatchObject({
				status: 200,
				body: { via: 'session', user: { email: 'rater@example.org', roles: ['rater'] } }
			});
			const [cookie = ''] = answer.headers.getSetCookie();
			expect(cookie).toMatch(/^assent_session=[0-9a-z]{32}; /);
			for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000'])
				expect(cookie).toContain(part);
			expect(cookie).not.toContain('Secure');
			const me = await clientOf(server, { cookie: cookieOf(answer) })('GET', SESSION);
			expect(me.body).toEqual(answer.body);
			expect(JSON.stringify(answer.body)).not.toMatch(/argon2|password/);
		});

		it('ends with a sign-out, and says so afterwards', async () => {
			const client = await signedIn(server, 'rater@example.org');
			const out = await client('DELETE', SESSION);
			expect(out.status).toBe(204);
			expect(out.headers.getSetCookie()[0]).toMatch(/^assent_session=; .*Max-Age=0/);
			expect(await client('GET', SESSION)).toMatchObject(problem(401, 'session_expired'));
			expect(await client('GET', '/api/v1/projects')).toMatchObject(problem(401, 'session_expired'));
			expect((await client('DELETE', SESSION)).status).toBe(204);
		});

		it('stands for nobody where a page was made for somebody else', async () => {
			const client = await signedIn(server, 'rater@example.org');
			const as = (id: string) => client('GET', '/api/v1/projects', undefined, { 'assent-person': id });
			expect((await as(await idOf('rater@example.org'))).status).toBe(200);
			expect(await as(await idOf('admin@example.org'))).toMatchObject(problem(401, 'other_person'));
		});

		it('is asked for, in other words, where none was sent', async () => {
			const answer = await anonymous()('GET', '/api/v1/projects');
			expect(answer).toMatchObject(problem(401, 'unauthenticated'));
			expect(answer.headers.get('content-type')).toBe('application/problem+json');
			expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
		});

		it('is refused alike for a wrong password and an unknown e-mail', async () => {
			const one = await anonymous()('POST', SESSION, { email: 'rater@example.org', password: 'wrong' });
			const two = await anonymous()('POST', SESSION, { email: 'nobody@example.org', password: 'wrong' });
			expect(one).toMatchObject(problem(401, 'wrong_credentials'));
			expect(two.body).toEqual(one.body);
		});

		it('is not opened by anything that stands in the database', async () => {
			const client = await signedIn(server, 'rater@example.org');
			expect((await client('GET', SESSION)).status).toBe(200);
			const rows = await stolen<{ id: string }>(server, 'select id from session');
			expect(rows.length).toBeGreaterThan(0);
			for (const { id } of rows)
				expect(await clientOf(server, { cookie: `assent_session=${id}` })('GET', SESSION)).toMatchObject(
					problem(401, 'session_expired')
				);
			for (const { hash } of await stolen<{ hash: string }>(server, 'select hash from api_key'))
				expect(await withKey(server, hash)('GET', SESSION)).toMatchObject(problem(401, 'unauthenticated'));
		});

		it('ends everywhere with a disabled person, at once', async () => {
			await newPerson('leaver@example.org', 'rater');
			const [one, two] = [
				await signedIn(server, 'leaver@example.org'),
				await signedIn(server, 'leaver@example.org')
			];
			const key = await newKey({ name: 'leaver', user: 'leaver@example.org' });
			expect((await withKey(server, key)('GET', SESSION)).body).toMatchObject({ via: 'key' });
			const admin = withKey(server, adminKey);
			const path = `/api/v1/users/${await idOf('leaver@example.org')}`;
			expect((await admin('PATCH', path, { disabled: true })).body).toMatchObject({ disabled: true });
			for (const client of [one, two])
				expect(await client('GET', SESSION)).toMatchObject(problem(401, 'session_expired'));
			expect(await withKey(server, key)('GET', SESSION)).toMatchObject(problem(401, 'unauthenticated'));
			const again = await anonymous()('POST', SESSION, { email: 'leaver@example.org', password: PASSWORD });
			expect(again).toMatchObject(problem(401, 'wrong_credentials'));
		});

		it('ends everywhere when its person says so', async () => {
			await newPerson('everywhere@example.org', 'rater');
			const [one, two] = [
				await signedIn(server, 'everywhere@example.org'),
				await signedIn(server, 'everywhere@example.org')
			];
			const other = await signedIn(server, 'rater@example.org');
			const path = `/api/v1/users/${await idOf('everywhere@example.org')}/sessions`;
			expect(await other('DELETE', path)).toMatchObject(problem(403, 'forbidden'));
			// These two, and the one that came with the invitation.
			expect((await one('DELETE', path)).body).toEqual({ ended: 3 });
			for (const client of [one, two]) expect((await client('GET', SESSION)).status).toBe(401);
			expect((await other('GET', SESSION)).status).toBe(200);
		});
	});

	describe('another site', () => {
		it('cannot act through a browser’s session, by form or by JSON', async () => {
			const client = await signedIn(server, 'admin@example.org');
			const evil = { origin: 'http://evil.example' };
			const body = { slug: 'forged', name: 'Forged', stage: 'alignment' };
			const tries: [unknown, Record<string, string>][] = [
				[body, evil],
				[JSON.stringify(body), { ...evil, 'content-type': 'text/plain' }],
				['slug=forged', { ...evil, 'content-type': 'application/x-www-form-urlencoded' }],
				[body, { origin: 'null' }],
				[body, { origin: server.url.replace('localhost', 'localhost.evil.example') }],
				[body, { origin: server.url.replace('http:', 'https:') }],
				[body, { 'sec-fetch-site': 'cross-site' }],
				[body, { 'sec-fetch-site': 'same-site' }],
				['slug=forged', { 'content-type': 'application/x-www-form-urlencoded' }]
			];
			for (const [sent, headers] of tries)
				expect(await client('POST', '/api/v1/projects', sent, headers)).toMatchObject(
					problem(403, 'bad_origin')
				);
			expect(await client('DELETE', SESSION, undefined, evil)).toMatchObject(problem(403, 'bad_origin'));
			expect((await client('GET', '/api/v1/projects/forged')).status).toBe(404);
			expect(
				(await client('POST', '/api/v1/projects', { ...body, slug: 'ours' }, { origin: server.url })).status
			).toBe(201);
			expect((await client('GET', SESSION, undefined, evil)).status).toBe(200);
		});

		it('cannot sign a browser in, and a key needs no origin', async () => {
			const credentials = { email: 'rater@example.org', password: PASSWORD };
			expect(
				await anonymous()('POST', SESSION, credentials, { origin: 'http://evil.example' })
			).toMatchObject(problem(403, 'bad_origin'));
			const body = JSON.stringify({ slug: 'by-key', name: 'By key', stage: 'alignment' });
			const headers = {
				'content-type': 'application/x-www-form-urlencoded',
				origin: 'http://elsewhere.example'
			};
			expect((await withKey(server, adminKey)('POST', '/api/v1/projects', body, headers)).status).toBe(201);
		});
	});

	describe('people', () => {
		it('come by an invitation, whose link works once', async () => {
			const admin = withKey(server, adminKey);
			const invited = await admin('POST', '/api/v1/users', {
				email: 'new@example.org',
				roles: ['annotator', 'rater']
			});
			expect(invited.status).toBe(201);
			const { link } = invited.body as { link: string };
			expect(link).toMatch(new RegExp(`^${server.url}/invite/[0-9a-z]{32}$`));
			const token = link.split('/').at(-1) ?? '';
			expect(JSON.stringify(await stolen(server, 'select * from link'))).not.toContain(token);
			const use = { token, name: 'New', password: PASSWORD };
			const uses = await Promise.all([1, 2, 3].map(() => anonymous()('POST', '/api/v1/links', use)));
			const [won, ...lost] = uses.toSorted((a, b) => a.status - b.status);
			expect(won).toMatchObject({ status: 200, body: { user: { email: 'new@example.org', name: 'New' } } });
			for (const answer of lost) expect(answer).toMatchObject(problem(410, 'link_expired'));
			const me = await clientOf(server, { cookie: cookieOf(won ?? uses[0] ?? invited) })('GET', SESSION);
			expect(me.body).toMatchObject({ user: { roles: ['annotator', 'rater'] } });
			expect(
				await admin('POST', '/api/v1/users', { email: 'new@example.org', roles: ['rater'] })
			).toMatchObject(problem(409, 'email_taken'));
		});

		it('wait as invitations, which can be withdrawn', async () => {
			const admin = withKey(server, adminKey);
			const invited = await admin('POST', '/api/v1/users', { email: 'wait@example.org', roles: ['rater'] });
			const { id } = invited.body as { id: string };
			const list = async () =>
				((await admin('GET', '/api/v1/users')).body as { invitations: { id: string }[] }).invitations.map(
					(i) => i.id
				);
			expect(await list()).toContain(id);
			expect((await admin('DELETE', `/api/v1/links/${id}`)).status).toBe(204);
			expect(await list()).not.toContain(id);
			expect(await admin('DELETE', `/api/v1/links/${id}`)).toMatchObject(problem(404, 'not_found'));
		});

		it('get a new password by a link, which ends their sessions', async () => {
			await newPerson('forgot@example.org', 'rater');
			const before = await signedIn(server, 'forgot@example.org');
			const made = await withKey(server, adminKey)(
				'POST',
				`/api/v1/users/${await idOf('forgot@example.org')}/reset`
			);
			expect(made.status).toBe(201);
			const token = (made.body as { link: string }).link.split('/').at(-1);
			const short = await anonymous()('POST', '/api/v1/links', { token, password: 'too short' });
			expect(short).toMatchObject({ ...problem(422, 'invalid'), body: { errors: [{ path: '/password' }] } });
			expect(
				(await anonymous()('POST', '/api/v1/links', { token, password: 'another long password' })).status
			).toBe(200);
			expect((await before('GET', SESSION)).status).toBe(401);
			await signedIn(server, 'forgot@example.org', 'another long password');
		});

		it('keep their last admin', async () => {
			const path = `/api/v1/users/${await idOf('admin@example.org')}`;
			const admin = withKey(server, adminKey);
			expect(await admin('PATCH', path, { disabled: true })).toMatchObject(problem(409, 'last_admin'));
			expect(await admin('PATCH', path, { roles: ['rater'] })).toMatchObject(problem(409, 'last_admin'));
		});

		it('have roles that exist, and never an agent’s', async () => {
			const admin = withKey(server, adminKey);
			for (const roles of [['agent'], ['owner'], [], 'admin'])
				expect(await admin('POST', '/api/v1/users', { email: 'x@example.org', roles })).toMatchObject(
					problem(422, 'invalid')
				);
		});
	});

	describe('a key', () => {
		it('is shown once, listed without itself, and ends at once', async () => {
			const admin = withKey(server, adminKey);
			const made = await admin('POST', '/api/v1/keys', { name: 'short', role: 'researcher' });
			expect(made.status).toBe(201);
			const { id, key } = made.body as { id: string; key: string };
			const client = withKey(server, key);
			expect((await client('GET', SESSION)).body).toEqual({
				via: 'key',
				key: { name: 'short', role: 'researcher' }
			});
			expect(JSON.stringify((await admin('GET', '/api/v1/keys')).body)).not.toContain(key);
			expect((await admin('DELETE', `/api/v1/keys/${id}`)).status).toBe(204);
			expect(await client('GET', SESSION)).toMatchObject(problem(401, 'unauthenticated'));
		});

		it('reaches the project that it names and no other', async () => {
			const admin = withKey(server, adminKey);
			for (const slug of ['near', 'far'])
				await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' });
			const near = withKey(server, await newKey({ name: 'near', role: 'admin', project: 'near' }));
			expect((await near('GET', '/api/v1/projects/near')).status).toBe(200);
			expect(await near('GET', '/api/v1/projects/far')).toMatchObject(problem(403, 'forbidden'));
			expect(await near('PATCH', '/api/v1/projects/far', { name: 'Mine' })).toMatchObject(
				problem(403, 'forbidden')
			);
			expect(await near('GET', '/api/v1/keys')).toMatchObject(problem(403, 'forbidden'));
			expect(
				await near('POST', '/api/v1/projects', { slug: 'x', name: 'X', stage: 'alignment' })
			).toMatchObject(problem(403, 'forbidden'));
			expect((await near('GET', '/api/v1/projects')).body).toMatchObject({ items: [{ slug: 'near' }] });
		});

		it('made for an admin manages neither people nor keys nor runtime', async () => {
			const key = withKey(server, await newKey({ name: 'as admin', user: 'admin@example.org' }));
			for (const path of ['/api/v1/users', '/api/v1/keys'])
				expect(await key('GET', path)).toMatchObject(problem(403, 'forbidden'));
			const make = (stage: string) =>
				key('POST', '/api/v1/projects', { slug: `u-${stage}`, name: stage, stage });
			expect((await make('alignment')).status).toBe(201);
			expect(await make('runtime')).toMatchObject(problem(403, 'forbidden'));
			await withKey(server, adminKey)('POST', '/api/v1/projects', {
				slug: 'live',
				name: 'Live',
				stage: 'runtime'
			});
			expect(await key('GET', '/api/v1/projects/live')).toMatchObject(problem(403, 'forbidden'));
		});

		it('counts before a cookie, and never falls back to one', async () => {
			const client = await signedIn(server, 'admin@example.org');
			const bad = await client('GET', '/api/v1/users', undefined, { authorization: 'Bearer as_wrong' });
			expect(bad).toMatchObject(problem(401, 'unauthenticated'));
			const basic = await client('GET', '/api/v1/users', undefined, { authorization: 'Basic YTpi' });
			expect(basic).toMatchObject(problem(401, 'unauthenticated'));
		});

		it('is revoked under an open stream of events, which ends', async () => {
			const admin = withKey(server, adminKey);
			const made = (await admin('POST', '/api/v1/keys', { name: 'listener', role: 'admin' })).body as {
				id: string;
				key: string;
			};
			const response = await fetch(`${server.url}/api/v1/events`, {
				headers: { authorization: `Bearer ${made.key}` }
			});
			let text = '';
			const ended = (async () => {
				for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
					text += new TextDecoder().decode(chunk);
			})();
			await admin('DELETE', `/api/v1/keys/${made.id}`);
			// What happens a little later wakes the stream, which looks again who listens.
			await new Promise((resolve) => setTimeout(resolve, 2_100));
			const late = (await admin('POST', '/api/v1/keys', { name: 'after', role: 'agent' })).body as {
				id: string;
			};
			await ended;
			expect(text).not.toContain(late.id);
		});
	});

	describe('an Idempotency-Key', () => {
		it('gives the same answer again, and refuses another body', async () => {
			const admin = withKey(server, adminKey);
			const body = { slug: 'once', name: 'Once', stage: 'alignment' };
			const send = (more: object) =>
				admin('POST', '/api/v1/projects', { ...body, ...more }, { 'idempotency-key': 'k1' });
			const first = await send({});
			const again = await send({});
			expect([first.status, again.status]).toEqual([201, 201]);
			expect(again.body).toEqual(first.body);
			expect(await send({ name: 'Other' })).toMatchObject(problem(409, 'idempotency_conflict'));
		});

		it('keeps neither a key nor a link nor a password', async () => {
			const client = await signedIn(server, 'admin@example.org');
			const headers = { 'idempotency-key': 'secret' };
			const key = await client('POST', '/api/v1/keys', { name: 'never kept', role: 'agent' }, headers);
			const link = await client(
				'POST',
				'/api/v1/users',
				{ email: 'never@example.org', roles: ['rater'] },
				headers
			);
			await client('POST', SESSION, { email: 'rater@example.org', password: PASSWORD }, headers);
			expect([key.status, link.status]).toEqual([201, 201]);
			expect(await stolen(server, `select 1 from idempotency where key = 'secret'`)).toEqual([]);
		});

		it('gives what is stored under the rights of today', async () => {
			await newPerson('once@example.org', 'researcher');
			const client = await signedIn(server, 'once@example.org');
			const send = () =>
				client(
					'POST',
					'/api/v1/projects',
					{ slug: 'today', name: 'Today', stage: 'alignment' },
					{ 'idempotency-key': 'today' }
				);
			expect([(await send()).status, (await send()).status]).toEqual([201, 201]);
			const path = `/api/v1/users/${await idOf('once@example.org')}`;
			await withKey(server, adminKey)('PATCH', path, { roles: ['rater'] });
			expect(await send()).toMatchObject(problem(403, 'forbidden'));
		});

		it('belongs to whoever sent it', async () => {
			const body = { slug: 'mine', name: 'Mine', stage: 'alignment' };
			const headers = { 'idempotency-key': 'shared' };
			const one = await withKey(server, adminKey)('POST', '/api/v1/projects', body, headers);
			const other = withKey(server, await newKey({ name: 'other', role: 'researcher' }));
			expect(one.status).toBe(201);
			expect(await other('POST', '/api/v1/projects', body, headers)).toMatchObject(
				problem(409, 'slug_taken')
			);
		});
	});

	describe('what cannot be read', () => {
		it.each<[string, string, string, unknown, Record<string, string>, number, string]>([
			['malformed JSON', 'POST', SESSION, '{"email":', json, 400, 'invalid_json'],
			['a body of another type', 'POST', SESSION, '[]', json, 422, 'invalid'],
			['a field of another type', 'POST', SESSION, { email: 7, password: 'x' }, {}, 422, 'invalid'],
			['an unknown field', 'POST', SESSION, { email: 'a@b', password: 'x', admin: true }, {}, 422, 'invalid'],
			[
				'bytes that are not UTF-8',
				'POST',
				SESSION,
				new Uint8Array([0x7b, 0xff, 0x7d]),
				json,
				422,
				'bad_encoding'
			],
			['a body over the limit', 'POST', SESSION, 'x'.repeat(1024 * 1024 + 1), json, 413, 'too_large'],
			['an address that is not there', 'GET', '/api/v1/nothing', undefined, {}, 404, 'not_found'],
			['a method that is not there', 'PUT', SESSION, {}, {}, 405, 'method_not_allowed']
		])('is answered with a problem: %s', async (_, method, path, body, headers, status, code) => {
			const answer = await anonymous()(method, path, body, headers);
			expect(answer).toMatchObject(problem(status, code));
			expect(answer.headers.get('content-type')).toBe('application/problem+json');
		});

		it('names what a wrong method might have been', async () => {
			expect((await anonymous()('PUT', SESSION, {})).headers.get('allow')).toBe(
				'GET, POST, PATCH, DELETE, HEAD'
			);
		});
	});

	it('carries the headers that keep a browser safe, on every answer', async () => {
		for (const path of ['/api/v1/projects', '/api/v1/nothing', '/healthz', '/sign-in']) {
			const { headers } = await anonymous()('GET', path);
			expect(Object.fromEntries(headers)).toMatchObject({
				'x-content-type-options': 'nosniff',
				'x-frame-options': 'DENY',
				'referrer-policy': 'same-origin',
				'cross-origin-opener-policy': 'same-origin'
			});
		}
	});

	it('calls a browser by the name that the cookie is for', async () => {
		const response = await fetch(`http://127.0.0.1:${server.port}/sign-in?next=%2Fkeys`, {
			redirect: 'manual'
		});
		expect(response.status).toBe(307);
		expect(response.headers.get('location')).toBe(`${server.url}/sign-in?next=%2Fkeys`);
		expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
	});
};

onEachEngine('sessions, keys and links', suite);

describe('limits', () => {
	const guess = (server: Server, email: string, password: string, headers: Record<string, string> = {}) =>
		clientOf(server)('POST', SESSION, { email, password }, headers);

	it('stop guesses at one account, say how long, and leave others alone', async () => {
		const server = await startServer();
		await makeUser(server, 'rater@example.org', 'rater');
		await makeUser(server, 'other@example.org', 'rater');
		for (let i = 0; i < 10; i++) expect((await guess(server, 'rater@example.org', 'wrong')).status).toBe(401);
		const stopped = await guess(server, 'rater@example.org', PASSWORD);
		expect(stopped).toMatchObject(problem(429, 'rate_limited'));
		expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
		expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(6);
		expect((await guess(server, 'other@example.org', PASSWORD)).status).toBe(200);
		await server.stop();
	});

	it('let a person sign in as often as they like with the right password', async () => {
		const server = await startServer();
		await makeUser(server, 'rater@example.org', 'rater');
		for (let i = 0; i < 15; i++)
			expect((await guess(server, 'rater@example.org', PASSWORD)).status).toBe(200);
		await server.stop();
	});

	it('stop one address that tries many accounts, whatever it says it is, unless a named proxy says so', async () => {
		const tryMany = async (env: Record<string, string>) => {
			const server = await startServer({ env });
			const statuses = new Set<number>();
			for (let i = 0; i < 75; i++)
				statuses.add(
					(await guess(server, `p${i}@example.org`, 'wrong', { 'x-forwarded-for': `198.51.100.${i}` })).status
				);
			await server.stop();
			return [...statuses].sort();
		};
		expect(await tryMany({})).toEqual([401, 429]);
		expect(await tryMany({ ASSENT_PROXY: '127.0.0.1, ::1' })).toEqual([401]);
	});

	it('count requests by key and by session, and say how long', async () => {
		const server = await startServer({ env: { ASSENT_RATE: '20' } });
		await makeUser(server, 'admin@example.org', 'admin');
		const one = withKey(server, await makeKey(server, '--name', 'one', '--role', 'admin'));
		const two = withKey(server, await makeKey(server, '--name', 'two', '--role', 'admin'));
		const person = await signedIn(server, 'admin@example.org');
		const answers = await Promise.all(Array.from({ length: 60 }, () => one('GET', SESSION)));
		const stopped = answers.filter(({ status }) => status === 429);
		expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(20);
		expect(stopped.length).toBeGreaterThan(0);
		expect(stopped[0]).toMatchObject(problem(429, 'rate_limited'));
		expect(stopped[0]?.headers.get('retry-after')).toBe('1');
		expect((await two('GET', SESSION)).status).toBe(200);
		expect((await person('GET', SESSION)).status).toBe(200);
		await server.stop();
	});
});

it('gives a cookie that travels over https alone, where people come by https', async () => {
	const server = await startServer({ env: { ORIGIN: 'https://assent.example.org' } });
	await makeUser(server, 'rater@example.org', 'rater');
	const answer = await clientOf(server)('POST', SESSION, { email: 'rater@example.org', password: PASSWORD });
	expect(answer.headers.getSetCookie()[0]).toContain('; Secure');
	expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
	await server.stop();
});
