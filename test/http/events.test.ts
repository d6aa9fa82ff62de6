/** The log over server-sent events: what was missed is replayed, what is not yours is not sent. */
import { expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { makeKey, makeUser, pairs, withKey } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Entry = { position: number; type: string; project: string | null };

/** Reads until `enough` says so; ends the stream. */
async function listen(
	server: Server,
	key: string,
	path: string,
	enough: (seen: Entry[]) => boolean,
	after?: number
): Promise<Entry[]> {
	const leaving = new AbortController();
	const response = await fetch(server.url + path, {
		signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)]),
		headers: {
			authorization: `Bearer ${key}`,
			...(after === undefined ? {} : { 'last-event-id': String(after) })
		}
	});
	expect(response.headers.get('content-type')).toBe('text/event-stream');
	const seen: Entry[] = [];
	let text = '';
	const decoder = new TextDecoder();
	for await (const chunk of response.body ?? []) {
		text += decoder.decode(chunk as Uint8Array, { stream: true });
		const blocks = text.split('\n\n');
		text = blocks.pop() ?? '';
		for (const block of blocks) {
			const data = /^data: (.*)$/m.exec(block)?.[1];
			const id = /^id: (\d+)$/m.exec(block)?.[1];
			if (data !== undefined)
				seen.push({ position: Number(id), ...(JSON.parse(data) as Omit<Entry, 'position'>) });
		}
		if (enough(seen)) break;
	}
	leaving.abort();
	return seen;
}

onEachEngine('events', (engine) => {
	it('replay from a position, then go on live, without a gap and without a repeat', async () => {
		const server = await startServer({ engine });
		const key = await makeKey(server, '--name', 'admin', '--role', 'admin');
		const admin = withKey(server, key);
		const make = (slug: string) =>
			admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' });
		for (const slug of ['a', 'b', 'c']) await make(slug);
		const created = (seen: Entry[]) => seen.filter((e) => e.type === 'project.created').length;
		const first = await listen(server, key, '/api/v1/events', (seen) => created(seen) === 3, 0);
		const at = first.at(-2)?.position ?? 0;
		const more = listen(server, key, '/api/v1/events', (seen) => created(seen) === 3, at);
		for (const slug of ['d', 'e']) await make(slug);
		const seen = await more;
		expect(seen.map((e) => e.position)).toEqual(seen.map((_, i) => at + 1 + i));
		expect(seen.map((e) => e.project).filter(Boolean)).toEqual(['c', 'd', 'e']);
		await server.stop();
	});

	it('of other projects stay theirs', async () => {
		const server = await startServer({ engine });
		await makeUser(server, 'one@example.org', 'researcher');
		await makeUser(server, 'two@example.org', 'researcher');
		await makeUser(server, 'rater@example.org', 'rater');
		const keyOf = (who: string) => makeKey(server, '--name', who, '--user', `${who}@example.org`);
		const [one, two, rater] = [await keyOf('one'), await keyOf('two'), await keyOf('rater')];
		for (const [key, slug] of [
			[one, 'first'],
			[two, 'second']
		] as const)
			await withKey(server, key)('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' });
		await withKey(server, one)('POST', '/api/v1/projects/first/items', pairs(2), {
			'content-type': 'application/x-ndjson'
		});
		const seen = await listen(
			server,
			one,
			'/api/v1/events',
			(all) => all.some((e) => e.type === 'items.imported'),
			0
		);
		expect(new Set(seen.map((e) => e.project))).toEqual(new Set(['first']));
		expect((await withKey(server, two)('GET', '/api/v1/events?project=first')).status).toBe(403);
		expect((await withKey(server, rater)('GET', '/api/v1/events')).status).toBe(403);
		await server.stop();
	});
});
