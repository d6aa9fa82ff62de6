/** What a working view makes a browser load before it lives: JavaScript as it comes over the wire, compressed. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey, makeUser, pairs, signedIn, withKey } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

/** The cap, in bytes: ARCHITECTURE.md says why. What is drawn by few items is loaded by those. */
const MOST = 200_000;

let server: Server;
beforeAll(async () => {
	server = await startServer();
	await makeUser(server, 'both@example.org', 'annotator', 'rater');
	const admin = withKey(server, await makeKey(server, '--name', 'admin', '--role', 'admin'));
	const forms = {
		annotation: {
			fields: [{ name: 'prompt', type: 'text' }],
			questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }] }]
		},
		alignment: { questions: [{ name: 'preference', type: 'ranking' }] }
	};
	for (const [stage, form] of Object.entries(forms)) {
		const made = await admin('POST', '/api/v1/projects', { slug: stage, name: stage, stage, form });
		expect(made.status, JSON.stringify(made.body)).toBe(201);
		await admin('POST', `/api/v1/projects/${stage}/items`, pairs(3), {
			'content-type': 'application/x-ndjson'
		});
	}
}, 60_000);
afterAll(() => server.stop());

/** Every script that the page or its head names, each with what it imports in turn. */
async function scriptsOf(named: string): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	const visit = async (path: string): Promise<void> => {
		if (found.has(path)) return;
		found.set(path, 0);
		const answer = await fetch(server.url + path);
		expect(answer.status, path).toBe(200);
		const text = await answer.text();
		found.set(path, gzipSync(text).length);
		for (const [, name = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g))
			await visit(new URL(name, `${server.url}${path}`).pathname);
	};
	for (const [path] of named.matchAll(/\/?_app\/immutable\/[^"'<>]+\.js/g))
		await visit(path.startsWith('/') ? path : `/${path}`);
	return found;
}

it.each(['annotation/annotate', 'alignment/rank'])(
	'%s starts with less JavaScript than the cap',
	async (path) => {
		const person = await signedIn(server, 'both@example.org');
		const { status, body, headers } = await person('GET', `/projects/${path}`);
		expect(status).toBe(200);
		// The browser is told in the head of the answer what the page will need.
		const scripts = await scriptsOf(`${headers.get('link')} ${String(body)}`);
		expect(scripts.size).toBeGreaterThan(5);
		const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
		const heaviest = [...scripts].toSorted(([, a], [, b]) => b - a).slice(0, 5);
		expect(bytes, `the heaviest: ${JSON.stringify(heaviest)}`).toBeLessThan(MOST);
	}
);
