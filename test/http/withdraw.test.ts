/** An import taken back over HTTP: repeated, refused, and killed half-way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { makeKey, pairs, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const ndjson = { 'content-type': 'application/x-ndjson' };
type Import = { id: string; kind: string; created: number; withdrawn: number; finished_at: string | null };

onEachEngine('a withdrawal', (engine) => {
	let server: Server;
	let admin: Client;
	let key = '';
	let made = 0;
	beforeAll(async () => {
		server = await startServer({ engine });
		key = await makeKey(server, '--name', 'admin', '--role', 'admin');
		admin = withKey(server, key);
	}, 60_000);
	afterAll(() => server.stop());

	const project = async (): Promise<string> => {
		const slug = `taken-back-${++made}`;
		await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' });
		return slug;
	};
	const importsOf = async (slug: string): Promise<Import[]> =>
		((await admin('GET', `/api/v1/projects/${slug}/imports`)).body as { items: Import[] }).items;
	const itemsIn = async (slug: string): Promise<number> =>
		((await admin('GET', `/api/v1/projects/${slug}/stats`)).body as { items: number }).items;
	/** counted one by one, through the pages of the list */
	async function listed(slug: string): Promise<number> {
		let many = 0;
		for (let cursor: string | null = ''; cursor !== null;) {
			const { body } = await admin(
				'GET',
				`/api/v1/projects/${slug}/items?limit=200${cursor ? `&cursor=${cursor}` : ''}`
			);
			const page = body as { items: object[]; next_cursor: string | null };
			many += page.items.length;
			cursor = page.next_cursor;
		}
		return many;
	}

	it('says what went and what stays, and the same once more', async () => {
		const slug = await project();
		const at = `/api/v1/projects/${slug}`;
		await admin('POST', `${at}/items?name=wrong.jsonl`, pairs(3), ndjson);
		const vote = { item: 'pair-0', rater: 'r', answers: { preference: { tiers: [['a'], ['b']] } } };
		await admin('POST', `${at}/judgments`, JSON.stringify(vote), ndjson);
		const [votes, items] = await importsOf(slug);
		expect(items).toMatchObject({ kind: 'items', name: 'wrong.jsonl', created: 3, withdrawn: 0 });
		const address = `${at}/imports/${items?.id ?? ''}`;
		expect((await admin('GET', address)).body).toMatchObject({ items: 3, stays: 1, judged: 1, held: 0 });
		expect(await admin('DELETE', address)).toMatchObject({
			status: 200,
			body: { withdrawn: 2, stays: 1, judged: 1, held: 0 }
		});
		expect((await admin('DELETE', address)).body).toMatchObject({ withdrawn: 0, stays: 1 });
		expect(await itemsIn(slug)).toBe(1);
		expect(await admin('DELETE', `${at}/imports/${votes?.id ?? ''}`)).toMatchObject({
			status: 409,
			body: { code: 'append_only' }
		});
		expect((await admin('DELETE', `${at}/imports/none`)).status).toBe(404);
	});

	it('that is killed half-way has taken whole items, counts them, and is finished by saying it again', async () => {
		const slug = await project();
		const many = 12_000;
		await admin('POST', `/api/v1/projects/${slug}/items`, pairs(many), ndjson);
		const [items] = await importsOf(slug);
		const address = `/api/v1/projects/${slug}/imports/${items?.id ?? ''}`;
		const cut = admin('DELETE', address).catch(() => null);
		for (let gone = 0; gone === 0; await sleep(1)) gone = (await importsOf(slug))[0]?.withdrawn ?? 0;
		await server.kill();
		await cut;
		server = await server.restart();
		admin = withKey(server, key);
		const left = await itemsIn(slug);
		expect(left).toBeGreaterThan(0);
		expect(left).toBeLessThan(many);
		expect(await listed(slug)).toBe(left);
		expect((await admin('DELETE', address)).body).toMatchObject({ withdrawn: left, stays: 0 });
		expect(await listed(slug)).toBe(0);
		expect(await importsOf(slug)).toMatchObject([{ created: many, withdrawn: many }]);
	}, 60_000);
});
