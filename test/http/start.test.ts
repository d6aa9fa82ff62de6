/** A start prints where it is and how to sign in; an end takes no work with it; the wrong keys do not start. */
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { clusterUrl, onEachEngine } from '../setup/engines.ts';
import { assent, clientOf, makeKey, makeUser, signedIn, withKey } from '../setup/people.ts';
import { freePort } from '../setup/port.ts';
import { startServer, type Server } from '../setup/server.ts';

const SETUP = /To become the first, open (\S+)/;

/** An open event stream and what it has brought so far. */
async function listen(server: Server, key: string) {
	const response = await fetch(`${server.url}/api/v1/events`, {
		headers: { authorization: `Bearer ${key}` }
	});
	let text = '';
	const ended = (async () => {
		for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
			text += new TextDecoder().decode(chunk);
	})();
	return { status: response.status, ended, text: () => text };
}

onEachEngine('a start', (engine) => {
	it('prints the address and, while there is no admin, a setup link that is new each time', async () => {
		const server = await startServer({ engine });
		await server.printed(new RegExp(`Assent is ready at ${server.url}\n`));
		const [, first] = await server.printed(SETUP);
		expect(first).toMatch(new RegExp(`^${server.url}/setup\\?code=[0-9a-z]{32}$`));
		const again = await server.restart();
		const [, second] = await again.printed(SETUP);
		expect(second).toMatch(/\/setup\?code=[0-9a-z]{32}$/);
		expect(second).not.toBe(first);
		await makeUser(again, 'admin@example.org', 'admin');
		const third = await again.restart();
		await third.printed(new RegExp(`Sign in at ${server.url}/sign-in\n`));
		expect(third.stdout()).not.toContain('setup');
		await third.stop();
	});

	it('keeps the data, the sessions and the keys of the one before', async () => {
		const server = await startServer({ engine });
		await makeUser(server, 'admin@example.org', 'admin');
		const key = await makeKey(server, '--name', 'k', '--role', 'admin');
		const person = await signedIn(server, 'admin@example.org');
		await person('POST', '/api/v1/projects', { slug: 'kept', name: 'Kept', stage: 'alignment' });
		await server.stop();
		const again = await startServer({ place: server });
		expect((await person('GET', '/api/v1/session')).status).toBe(200);
		expect((await withKey(again, key)('GET', '/api/v1/projects/kept')).body).toMatchObject({ name: 'Kept' });
		await again.stop();
	});

	it('answers that it is up and ready', async () => {
		const server = await startServer({ engine });
		expect((await clientOf(server)('GET', '/healthz')).body).toEqual({ status: 'ok' });
		expect((await clientOf(server)('GET', '/readyz')).body).toEqual({ status: 'ready' });
		await server.stop();
	});

	it('is refused with other keys, and with none where there were some', async () => {
		const server = await startServer({ engine });
		await server.stop();
		const others = join(await freshFolder(), 'keys');
		const elsewhere = await startServer({ engine, place: { keys: others } });
		await elsewhere.stop();
		const place = { databaseUrl: server.databaseUrl, port: server.port };
		await expect(startServer({ place: { ...place, keys: others } })).rejects.toThrow(
			/Assent cannot start: The keys in .* are not those of this database/
		);
		const none = join(await freshFolder(), 'none');
		await expect(startServer({ place: { ...place, keys: none } })).rejects.toThrow(
			/Assent cannot start: This database was made with keys that are not in/
		);
		await (await startServer({ place: server })).stop();
	});

	it('seeds a demo into an empty database once, and not off the loopback', async () => {
		const demo = { ASSENT_DEMO: '1' };
		const server = await startServer({ engine, env: demo });
		await makeUser(server, 'admin@example.org', 'admin');
		const key = await makeKey(server, '--name', 'k', '--role', 'admin');
		const list = async (of: Server) =>
			(
				(await withKey(of, key)('GET', '/api/v1/projects')).body as {
					items: { slug: string; demo: boolean }[];
				}
			).items;
		const [, rater = '', password = ''] = await server.printed(/sign in as (\S+) with the password (\S+)/);
		const rates = await signedIn(server, rater, password);
		expect((await rates('GET', '/api/v1/session')).body).toMatchObject({ user: { roles: ['rater'] } });
		const seeded = await list(server);
		expect(seeded.length).toBeGreaterThan(0);
		expect(seeded.every((p) => p.demo)).toBe(true);
		const again = await server.restart();
		expect(again.stdout()).not.toContain('password');
		expect(await list(again)).toEqual(seeded);
		for (const { slug } of seeded) await withKey(again, key)('DELETE', `/api/v1/projects/${slug}`);
		const third = await again.restart();
		expect(await list(third)).toEqual([]);
		await third.stop();
		const open = await startServer({ engine, env: { ...demo, HOST: '0.0.0.0' } });
		await makeUser(open, 'admin@example.org', 'admin');
		const other = await makeKey(open, '--name', 'k', '--role', 'admin');
		expect((await withKey(open, other)('GET', '/api/v1/projects')).body).toMatchObject({ items: [] });
		await open.stop();
	});
});

onEachEngine('an end', (engine) => {
	it('by SIGTERM closes open streams and idle connections, and is orderly', async () => {
		const server = await startServer({ engine });
		const key = await makeKey(server, '--name', 'k', '--role', 'admin');
		const streams = await Promise.all(Array.from({ length: 20 }, () => listen(server, key)));
		for (const stream of streams) expect(stream.status).toBe(200);
		// A browser keeps connections that it does not use.
		const idle = connect(server.port, '127.0.0.1');
		await new Promise((resolve) => idle.once('connect', resolve));
		const milliseconds = await server.stop();
		console.log(`${engine}: SIGTERM with 20 open streams: gone after ${milliseconds.toFixed(0)} ms`);
		expect(server.process.signalCode).toBeNull();
		expect(server.process.exitCode).toBe(0);
		for (const stream of streams) await stream.ended;
		idle.destroy();
	});

	it('has everything that was acknowledged before and meanwhile', async () => {
		const server = await startServer({ engine });
		await makeUser(server, 'admin@example.org', 'admin');
		const client = await signedIn(server, 'admin@example.org');
		const slugs = Array.from({ length: 20 }, (_, i) => `p${i}`);
		const made = slugs.map((slug) =>
			client('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' })
		);
		await Promise.race(made);
		const ending = server.stop();
		const answers = await Promise.allSettled(made);
		await ending;
		expect(server.process.exitCode).toBe(0);
		const again = await startServer({ place: server });
		const { items } = (await client('GET', '/api/v1/projects')).body as { items: { slug: string }[] };
		const kept = new Set(items.map(({ slug }) => slug));
		const acknowledged = slugs.filter((_, i) => {
			const one = answers[i];
			return one?.status === 'fulfilled' && one.value.status === 201;
		});
		expect(acknowledged.length).toBeGreaterThan(0);
		for (const slug of acknowledged) expect(kept).toContain(slug);
		await again.stop();
	});
});

it('says so when the port is taken', async () => {
	const other = createServer((socket) => socket.destroy());
	const port = await freePort();
	await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
	await expect(startServer({ place: { port } })).rejects.toThrow(
		`Assent cannot start: port ${port} is in use`
	);
	other.close();
});

it('says so when the database does not answer', async () => {
	const databaseUrl = `postgres://nobody:nothing@127.0.0.1:${await freePort()}/none`;
	await expect(startServer({ place: { databaseUrl } })).rejects.toThrow(
		/Assent cannot start: the database does not let us in .* Check DATABASE_URL/
	);
});

describe.skipIf(clusterUrl === null)('two servers of one database', () => {
	it('start at once on nothing: one schema, one set of keys, one demo, and each knows the other’s people', async () => {
		const place = { databaseUrl: await freshUrl('postgres'), keys: join(await freshFolder(), 'keys') };
		const env = { ASSENT_DEMO: '1' };
		const [one, two] = await Promise.all([
			startServer({ place: { ...place, port: await freePort() }, env }),
			startServer({ place: { ...place, port: await freePort() }, env })
		]);
		await makeUser(one, 'admin@example.org', 'admin');
		const key = await makeKey(two, '--name', 'k', '--role', 'admin');
		const seen = await Promise.all(
			[one, two].map(async (server) => (await withKey(server, key)('GET', '/api/v1/projects')).body)
		);
		expect(seen[0]).toEqual(seen[1]);
		const person = await signedIn(one, 'admin@example.org');
		const cookie = await signedIn(two, 'admin@example.org');
		expect((await person('GET', '/api/v1/session')).status).toBe(200);
		expect((await cookie('GET', '/api/v1/session')).status).toBe(200);
		expect((await assent(one, ['user', 'reset', '--email', 'admin@example.org'])).code).toBe(0);
		await Promise.all([one.stop(), two.stop()]);
		expect([one.process.exitCode, two.process.exitCode]).toEqual([0, 0]);
	});
});
