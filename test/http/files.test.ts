import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { clientOf, makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';
import { pictures } from '../setup/pictures.ts';
import { startServer, type Server } from '../setup/server.ts';

const form = {
	fields: [{ name: 'image', type: 'image' }],
	questions: [{ name: 'what', type: 'label', options: [{ value: 'a' }, { value: 'b' }] }]
};
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type File = { id: string; url: string };

onEachEngine('files over HTTP', (engine) => {
	let server: Server;
	let lead: Client;
	let ann: Client;
	let rater: Client;
	let key: string;

	beforeAll(async () => {
		server = await startServer({ engine });
		key = await makeKey(server, '--name', 'importer', '--role', 'admin');
		lead = withKey(server, key);
		await makeUser(server, 'ann@example.org', 'annotator');
		await makeUser(server, 'rater@example.org', 'rater');
		ann = await signedIn(server, 'ann@example.org');
		rater = await signedIn(server, 'rater@example.org');
		await lead('POST', '/api/v1/projects', { slug: 'birds', name: 'Birds', stage: 'annotation', form });
	});

	const send = (body: FormData | Uint8Array<ArrayBuffer>, query = '', headers: Record<string, string> = {}) =>
		fetch(`${server.url}/api/v1/projects/birds/files${query}`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${key}`,
				...(body instanceof FormData ? {} : { 'content-type': 'application/octet-stream' }),
				...headers
			},
			body
		});
	const fetched = (url: string, cookie: Record<string, string>) =>
		fetch(server.url + url, { headers: cookie });

	it('come as the body itself, or as the one file of a form, and are one', async () => {
		const raw = await send(pictures.jpeg, '?name=wren.jpg');
		expect(raw.status).toBe(201);
		const file = (await raw.json()) as File;
		expect(file).toMatchObject({
			id: sha(pictures.jpeg),
			type: 'image/jpeg',
			bytes: pictures.jpeg.length,
			width: 7,
			height: 4
		});
		const data = new FormData();
		data.set('note', 'a field beside it');
		data.set('file', new File([pictures.jpeg], 'other name.jpg', { type: 'text/html' }));
		const again = await send(data);
		expect(again.status).toBe(200);
		expect(await again.json()).toEqual(file);
		const { body } = await lead('GET', '/api/v1/projects/birds/files');
		expect(body).toMatchObject({ items: [{ id: file.id, names: ['other name.jpg', 'wren.jpg'] }] });
	});

	it('are served as what they are, for good, to nobody who may not see the project', async () => {
		const { url } = (await (await send(pictures.webp)).json()) as File;
		const answer = await fetched(url, { authorization: `Bearer ${key}` });
		expect(answer.status).toBe(200);
		expect(Object.fromEntries(answer.headers)).toMatchObject({
			'content-type': 'image/webp',
			'content-length': String(pictures.webp.length),
			'x-content-type-options': 'nosniff',
			'cache-control': 'private, max-age=31536000, immutable',
			'content-security-policy': "default-src 'none'; sandbox",
			etag: `"${sha(pictures.webp)}"`
		});
		expect(new Uint8Array(await answer.arrayBuffer())).toEqual(pictures.webp);
		const known = await fetched(url, {
			authorization: `Bearer ${key}`,
			'if-none-match': `"${sha(pictures.webp)}"`
		});
		expect([known.status, await known.text()]).toEqual([304, '']);
		expect((await ann('GET', url)).status).toBe(200);
		expect((await rater('GET', url)).status).toBe(403);
		expect((await clientOf(server)('GET', url)).status).toBe(401);
		// Unchanged or not: who may not see it learns nothing.
		const stranger = await clientOf(server)('GET', url, undefined, {
			'if-none-match': `"${sha(pictures.webp)}"`
		});
		expect(stranger.status).toBe(401);
	});

	it.each([
		['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, 'unsupported_media'],
		[
			'a page that calls itself a picture',
			'<!doctype html><script>alert(1)</script>',
			415,
			'unsupported_media'
		],
		['nothing', '', 415, 'unsupported_media']
	])('refuse %s', async (_, text, status, code) => {
		const answer = await send(new TextEncoder().encode(text), '?name=x.png', { 'content-type': 'image/png' });
		expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
	});

	it('refuse a form without a file or with two, and a broken one', async () => {
		const none = new FormData();
		none.set('a', 'b');
		const two = new FormData();
		for (const name of ['a', 'b']) two.append(name, new File([pictures.png], `${name}.png`));
		for (const data of [none, two]) expect((await send(data)).status).toBe(422);
		const broken = await send(pictures.png, '', { 'content-type': 'multipart/form-data; boundary=x' });
		expect(broken.status).toBe(422);
	});

	it('refuse what is too large while it comes, announced or not', async () => {
		const part = new Uint8Array(1024 * 1024);
		part.set(pictures.gif);
		let sent = 0;
		const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
			pull(controller) {
				if (++sent > 200) controller.close();
				else controller.enqueue(part);
			}
		});
		const streamed = await fetch(`${server.url}/api/v1/projects/birds/files`, {
			method: 'POST',
			headers: { authorization: `Bearer ${key}`, 'content-type': 'image/gif' },
			body: endless,
			duplex: 'half'
		} as RequestInit).then(
			(answer) => answer.status,
			// The server hangs up on who goes on sending.
			() => 413
		);
		expect(streamed).toBe(413);
		expect(sent).toBeLessThan(150);
		const announced = await send(new Uint8Array(26 * 1024 * 1024)).then(
			(answer) => answer.status,
			() => 413
		);
		expect(announced).toBe(413);
		// And the server is well.
		expect((await lead('GET', '/api/v1/projects/birds/files')).status).toBe(200);
	});

	it('stand in items under any of their names, and travel under their address alone', async () => {
		const { url } = (await (await send(pictures.avif, '?name=secret%20heron.avif')).json()) as File;
		const items = ['secret heron.avif', url, sha(pictures.avif), 'not here.png'].map((image, i) =>
			JSON.stringify({ key: `secret-key-${i}`, payload: { image } })
		);
		await lead('POST', '/api/v1/projects/birds/items', items.join('\n'), {
			'content-type': 'application/x-ndjson'
		});
		const { body } = await ann('POST', '/api/v1/projects/birds/claims', { count: 4 });
		const { assignments } = body as { assignments: { item: { payload: { image: string | null } } }[] };
		expect(assignments.map(({ item }) => item.payload.image)).toEqual([url, url, url, null]);
		expect(JSON.stringify(body)).not.toContain('secret');
	});

	it('belong to those who lead the project: others add and list none', async () => {
		for (const client of [ann, rater])
			expect((await client('GET', '/api/v1/projects/birds/files')).status).toBe(403);
		const sent = await ann('POST', '/api/v1/projects/birds/files', pictures.png, {
			'content-type': 'image/png'
		});
		expect(sent.status).toBe(403);
		const untyped = await lead('POST', '/api/v1/projects/birds/files', pictures.png);
		expect([untyped.status, JSON.stringify(untyped.body)]).toEqual([
			415,
			expect.stringContaining('content-type')
		]);
	});
});

describe('an upload across sites', () => {
	it('is refused: a page elsewhere cannot send with a person’s cookie', async () => {
		const server = await startServer();
		await makeUser(server, 'admin@example.org', 'admin');
		const admin = await signedIn(server, 'admin@example.org');
		await admin('POST', '/api/v1/projects', { slug: 'p', name: 'P', stage: 'annotation', form });
		const answer = await admin('POST', '/api/v1/projects/p/files', pictures.png, {
			origin: 'https://elsewhere.example',
			'content-type': 'image/png'
		});
		expect(answer.status).toBe(403);
	});
});
