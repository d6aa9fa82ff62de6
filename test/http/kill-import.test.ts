/**
 * A server that is killed (SIGKILL) in the middle of an import: what is in stays, and the same file sent again adds what
 * is missing and nothing twice, neither items nor the judgments that come with them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const ROWS = 6_000;
/** Kills of each file: at the beginning, in the middle and near the end. */
const PARTS = [0.1, 0.4, 0.7];

/** Tasks by their ids, each with what one person said of it, as a known format has them. */
const tasks = Array.from({ length: ROWS }, (_, id) => ({
	id,
	data: { text: `Text ${id}.` },
	annotations: [
		{
			completed_by: id % 7,
			result: [
				{
					from_name: 'mood',
					to_name: 'text',
					type: 'choices',
					value: { choices: [id % 2 === 0 ? 'good' : 'bad'] }
				}
			]
		}
	]
}));
const body = tasks.map((task) => JSON.stringify(task)).join('\n');
const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};

onEachEngine('a server killed in the middle of an import', (engine) => {
	let server: Server;
	let key: string;
	const admin: Client = (...request) => withKey(server, key)(...request);

	beforeAll(async () => {
		server = await startServer({ engine });
		key = await makeKey(server, '--name', 'admin', '--role', 'admin');
	});
	afterAll(() => server.stop());

	const make = async (slug: string): Promise<void> => {
		const made = await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'annotation', form });
		expect(made.status).toBe(201);
	};
	const send = (slug: string) =>
		admin('POST', `/api/v1/projects/${slug}/items`, body, { 'content-type': 'application/x-ndjson' });
	const many = async (slug: string): Promise<number> =>
		((await admin('GET', `/api/v1/projects/${slug}/stats`)).body as { items: number }).items;
	const keysOf = async (slug: string): Promise<string[]> => {
		const keys: string[] = [];
		let cursor: string | null = null;
		do {
			const page = `/api/v1/projects/${slug}/items?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`;
			const { body: found } = await admin('GET', page);
			const { items, next_cursor: next } = found as { items: { key: string }[]; next_cursor: string | null };
			keys.push(...items.map(({ key: own }) => own));
			cursor = next;
		} while (cursor !== null);
		return keys;
	};
	const judgmentsOf = async (slug: string): Promise<[string, string, unknown][]> =>
		lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body).map((row) => [
			String(row.item_key),
			String(row.rater),
			(row.answers as { mood: unknown }).mood
		]);

	it.each(PARTS)('has all of it once when it is sent again, whatever part was in (%d)', async (part) => {
		const slug = `part-${part * 10}`;
		await make(slug);
		const cut = send(slug).then(
			({ status }) => status,
			() => 'cut'
		);
		const deadline = Date.now() + 60_000;
		while ((await many(slug)) < part * ROWS && Date.now() < deadline) await sleep(1);
		await server.kill();
		expect(await cut).toBe('cut');
		server = await server.restart();

		const before = await keysOf(slug);
		expect(new Set(before).size).toBe(before.length);
		expect(before.length).toBeGreaterThan(0);
		expect(before.length).toBeLessThan(ROWS);
		const said = await judgmentsOf(slug);
		expect(new Set(said.map(([item]) => item)).size).toBe(said.length);

		expect((await send(slug)).body).toMatchObject({
			received: ROWS,
			created: ROWS - before.length,
			unchanged: before.length,
			rejected: 0,
			brought: { judgments: ROWS - said.length },
			errors: []
		});
		const byNumber = (a: [string, ...unknown[]], b: [string, ...unknown[]]) => Number(a[0]) - Number(b[0]);
		expect((await keysOf(slug)).map(Number).sort((a, b) => a - b)).toEqual(tasks.map(({ id }) => id));
		expect((await judgmentsOf(slug)).sort(byNumber)).toEqual(
			tasks.map(({ id }) => [String(id), String(id % 7), id % 2 === 0 ? 'good' : 'bad'])
		);
	});
});
