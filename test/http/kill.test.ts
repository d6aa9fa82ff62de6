/**
 * Acknowledged means kept. Many raters submit; each 2xx is written down on their side as it arrives; the server is
 * killed (SIGKILL) at a random moment with at least 20 submits open, started again, and must have every one.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, makeUser, pairs, withKey, type Client } from '../setup/people.ts';
import { rounds } from '../setup/rounds.ts';
import { startServer, type Server } from '../setup/server.ts';

const RATERS = 10;
const HANDS = 4; // how many submits each rater has open at once
const ITEMS_A_ROUND = 400;
const LEAST_OPEN = 20;

type Assignment = { id: string; token: string; item: { responses: { id: string }[] } };
type Kept = { id: string; digest: string };

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
onEachEngine('a server killed under load', (engine) => {
	it(`has every acknowledged judgment after each of ${rounds} kills, and no place filled twice`, async () => {
		let server = await startServer({ engine });
		await makeUser(server, 'admin@example.org', 'admin');
		const adminKey = await makeKey(server, '--name', 'admin', '--role', 'admin');
		const keys: string[] = [];
		for (let i = 0; i < RATERS; i++) {
			await makeUser(server, `rater${i}@example.org`, 'rater');
			keys.push(await makeKey(server, '--name', `rater${i}`, '--user', `rater${i}@example.org`));
		}
		const created = await withKey(server, adminKey)('POST', '/api/v1/projects', {
			slug: 'load',
			name: 'Load',
			stage: 'alignment',
			settings: { overlap: 3 }
		});
		expect(created.status).toBe(201);

		const kept = new Map<string, Kept>();
		let fewestOpen = Infinity;
		for (let round = 0; round < rounds; round++) {
			const added = await withKey(server, adminKey)(
				'POST',
				'/api/v1/projects/load/items',
				pairs(ITEMS_A_ROUND, round * ITEMS_A_ROUND),
				{ 'content-type': 'application/x-ndjson' }
			);
			expect(added.body).toMatchObject({ created: ITEMS_A_ROUND, rejected: 0 });
			const openAtKill = await work(server, keys, kept);
			fewestOpen = Math.min(fewestOpen, openAtKill);
			server = await server.restart();
			await verify(withKey(server, adminKey), kept, `after kill ${round + 1}`);
		}
		console.log(
			`${engine}: ${rounds} kills, at least ${fewestOpen} submits open at each, ${kept.size} acknowledged judgments all there`
		);
		expect(fewestOpen).toBeGreaterThanOrEqual(LEAST_OPEN);
		expect(kept.size).toBeGreaterThan(rounds * LEAST_OPEN);
		await server.stop();
	});
});

/** Submits from all hands until the server is killed; @returns how many submits were open at that moment */
async function work(server: Server, keys: string[], kept: Map<string, Kept>): Promise<number> {
	let open = 0;
	let killed = false;
	const queues = new Map<string, Assignment[]>();
	const claimMore = async (client: Client, key: string) => {
		const { status, body } = await client('POST', '/api/v1/projects/load/claims', { count: 10 });
		if (status === 200) queues.set(key, (body as { assignments: Assignment[] }).assignments);
	};
	const hand = async (key: string) => {
		const client = withKey(server, key);
		while (!killed) {
			const mine = queues.get(key)?.pop();
			if (!mine) {
				await claimMore(client, key).catch(() => {});
				continue;
			}
			const ids = mine.item.responses.map((r) => r.id);
			const tiers = Math.random() < 0.5 ? [[ids[0]], [ids[1]]] : [[ids[1]], [ids[0]]];
			const answers = { preference: { tiers, strength: 1 + Math.floor(Math.random() * 3), all_bad: false } };
			open++;
			try {
				const { status, body } = await client('POST', `/api/v1/assignments/${mine.id}/submit`, {
					token: mine.token,
					answers
				});
				if (status === 201 || status === 200) {
					const row = body as Record<string, unknown>;
					// What the rater was shown and what is stored use different ids; the order of sides joins them.
					const shown = row.shown as string[];
					const place = (tiers as string[][]).map(([id]) => ids.indexOf(id ?? ''));
					kept.set(String(row.id), {
						id: String(row.id),
						digest: digest([row.item_id, row.rater, place, answers.preference.strength, shown.length])
					});
				}
			} catch {
				// The connection went down with the server: this one was never acknowledged.
			} finally {
				open--;
			}
		}
	};
	const hands = keys.flatMap((key) => Array.from({ length: HANDS }, () => hand(key)));
	await sleep(150 + Math.random() * 500);
	const deadline = Date.now() + 10_000;
	while (open < LEAST_OPEN && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
	const openAtKill = open;
	const death = server.kill();
	killed = true;
	await death;
	await Promise.all(hands);
	return openAtKill;
}

async function verify(admin: Client, kept: Map<string, Kept>, when: string): Promise<void> {
	const exported = await admin('GET', '/api/v1/projects/load/judgments');
	expect(exported.status).toBe(200);
	const rows = new Map(lines(exported.body).map((row) => [String(row.id), row]));
	for (const { id, digest: known } of kept.values()) {
		const row = rows.get(id);
		expect(row, `${when}: judgment ${id} was acknowledged and is gone`).toBeDefined();
		if (!row) continue;
		const shown = row.shown as string[];
		const { tiers, strength } = (row.answers as { preference: { tiers: string[][]; strength: number } })
			.preference;
		const place = tiers.map(([own]) => shown.indexOf(own ?? ''));
		expect(digest([row.item_id, row.rater, place, strength, shown.length]), `${when}: ${id} changed`).toBe(
			known
		);
	}
	const counted = new Map<string, number>();
	const once = new Set<string>();
	for (const row of rows.values()) {
		const pair = `${String(row.item_id)} ${String(row.rater)}`;
		expect(once.has(pair), `${when}: ${pair} judged twice`).toBe(false);
		once.add(pair);
		if (row.counted) counted.set(String(row.item_id), (counted.get(String(row.item_id)) ?? 0) + 1);
	}
	expect(Math.max(0, ...counted.values()), `${when}: a place was filled twice`).toBeLessThanOrEqual(3);
}
