/**
 * Acknowledged means kept. Many raters submit; each 2xx is written down on their side as it arrives; the server is
 * killed (SIGKILL) at a random moment with at least 20 submits open, started again, and must have every one, no
 * place filled twice, and people's counts as many as there are judgments.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, makeUser, pairs, withKey, type Client } from '../setup/people.ts';
import { rounds } from '../setup/rounds.ts';
import { startServer, type Server } from '../setup/server.ts';

const RATERS = 5;
const HANDS = 8; // how many submits each rater has open at once
const OVERLAP = 3;
const ITEMS_A_ROUND = 300;
const LEAST_OPEN = 20;
/** Nothing is proven by a kill before which little was acknowledged. */
const LEAST_KEPT = 40;

type Assignment = { id: string; token: string; item: { id: string; responses: { id: string }[] } };
type Ranking = { tiers: string[][]; strength: number; all_bad: boolean };
type Row = {
	id: string;
	item_id: string;
	rater: string;
	shown: string[];
	answers: { preference: Ranking };
	counted: boolean;
};

/**
 * What a judgment says, whatever ids its responses go by: a rater knows them under the assignment's own, the
 * export under the caller's. The order shown joins the two.
 */
const digest = ({ item_id: item, rater, shown, answers: { preference } }: Omit<Row, 'id' | 'counted'>) => {
	const sides = preference.tiers.map((tier) => tier.map((id) => shown.indexOf(id)));
	return createHash('sha256')
		.update(JSON.stringify([item, rater, shown.length, sides, preference.strength, preference.all_bad]))
		.digest('hex');
};

/** One person at work: assignments come ten at a time, each is answered by one of the person's hands. */
function rater(client: Client, email: string, kept: Map<string, string>) {
	let waiting: Assignment[] = [];
	const taken = new Set<string>();
	let claiming: Promise<void> | null = null;
	let dead = false;
	let open = 0;

	const claimMore = async () => {
		const { status, body } = await client('POST', '/api/v1/projects/load/claims', { count: 10 });
		if (status !== 200) throw new Error(`claims: ${status} ${JSON.stringify(body)}`);
		// What is held comes first again, also what another hand is submitting at this moment.
		waiting = (body as { assignments: Assignment[] }).assignments.filter(({ id }) => !taken.has(id));
		if (waiting.length === 0) await sleep(2);
	};
	const next = async (): Promise<Assignment | null> => {
		while (!dead) {
			const mine = waiting.shift();
			if (mine) {
				taken.add(mine.id);
				return mine;
			}
			await (claiming ??= claimMore().finally(() => (claiming = null)));
		}
		return null;
	};
	const answer = async ({ id, token, item }: Assignment) => {
		const ids = item.responses.map((response) => response.id);
		const tiers = Math.random() < 0.5 ? ids.map((own) => [own]) : ids.map((own) => [own]).toReversed();
		const preference: Ranking = { tiers, strength: 1 + Math.floor(Math.random() * 3), all_bad: false };
		const { status, body } = await client('POST', `/api/v1/assignments/${id}/submit`, {
			token,
			answers: { preference }
		});
		if (status !== 201) throw new Error(`submit: ${status} ${JSON.stringify(body)}`);
		kept.set(
			(body as Row).id,
			digest({ item_id: item.id, rater: email, shown: ids, answers: { preference } })
		);
	};
	const hand = async () => {
		for (let mine = await next(); mine && !dead; mine = await next()) {
			open++;
			await answer(mine).finally(() => open--);
		}
	};
	return {
		/** Works until the server is gone; a connection that goes down with it is no failure. */
		work: () =>
			Promise.all(
				Array.from({ length: HANDS }, () =>
					hand().catch((error: unknown) => {
						if (!dead) throw error;
					})
				)
			),
		open: () => open,
		die: () => (dead = true)
	};
}

/** Lets all raters submit, kills the server, @returns how many submits were open at that moment */
async function killUnderLoad(
	server: Server,
	keys: { key: string; email: string }[],
	kept: Map<string, string>
): Promise<number> {
	const raters = keys.map(({ key, email }) => rater(withKey(server, key), email, kept));
	const open = () => raters.reduce((sum, { open }) => sum + open(), 0);
	const working = Promise.all(raters.map(({ work }) => work()));
	const killing = (async () => {
		const before = kept.size;
		const deadline = Date.now() + 30_000;
		const until = async (ready: () => boolean) => {
			while (!ready() && Date.now() < deadline) await sleep(1);
		};
		await until(() => kept.size >= before + LEAST_KEPT);
		await sleep(Math.random() * 300);
		await until(() => open() >= LEAST_OPEN);
		const openNow = open();
		for (const { die } of raters) die();
		await server.kill();
		return openNow;
	})();
	await working;
	return killing;
}

async function verify(admin: Client, kept: Map<string, string>, when: string): Promise<void> {
	const exported = await admin('GET', '/api/v1/projects/load/judgments');
	expect(exported.status).toBe(200);
	const rows = new Map(lines(exported.body).map((row) => [String(row.id), row as Row]));
	for (const [id, known] of kept) {
		const row = rows.get(id);
		if (!row) throw new Error(`${when}: judgment ${id} was acknowledged and is gone`);
		if (digest(row) !== known) throw new Error(`${when}: judgment ${id} changed`);
	}
	const counted = new Map<string, number>();
	const once = new Set<string>();
	for (const { item_id: item, rater, counted: counts } of rows.values()) {
		const pair = `${item} ${rater}`;
		if (once.has(pair)) throw new Error(`${when}: ${pair} judged twice`);
		once.add(pair);
		if (counts) counted.set(item, (counted.get(item) ?? 0) + 1);
	}
	expect(Math.max(0, ...counted.values()), `${when}: a place was filled twice`).toBeLessThanOrEqual(OVERLAP);
	// Seats are written with their judgments or not at all.
	const stats = await admin('GET', '/api/v1/projects/load/stats');
	expect(stats.body, when).toMatchObject({
		submitted: rows.size,
		counted: [...counted.values()].reduce((sum, n) => sum + n, 0)
	});
}

onEachEngine('a server killed under load', (engine) => {
	it(`has every acknowledged judgment after each of ${rounds} kills, and no place filled twice`, async () => {
		let server = await startServer({ engine });
		const adminKey = await makeKey(server, '--name', 'admin', '--role', 'admin');
		const keys = await Promise.all(
			Array.from({ length: RATERS }, async (_, i) => {
				const email = `rater${i}@example.org`;
				await makeUser(server, email, 'rater');
				return { email, key: await makeKey(server, '--name', `rater${i}`, '--user', email) };
			})
		);
		const created = await withKey(server, adminKey)('POST', '/api/v1/projects', {
			slug: 'load',
			name: 'Load',
			stage: 'alignment',
			settings: { overlap: OVERLAP }
		});
		expect(created.status).toBe(201);

		const kept = new Map<string, string>();
		let fewestOpen = Infinity;
		for (let round = 0; round < rounds; round++) {
			const added = await withKey(server, adminKey)(
				'POST',
				'/api/v1/projects/load/items',
				pairs(ITEMS_A_ROUND, round * ITEMS_A_ROUND),
				{ 'content-type': 'application/x-ndjson' }
			);
			expect(added.body).toMatchObject({ created: ITEMS_A_ROUND, rejected: 0 });
			fewestOpen = Math.min(fewestOpen, await killUnderLoad(server, keys, kept));
			server = await server.restart();
			await verify(withKey(server, adminKey), kept, `after kill ${round + 1}`);
		}
		console.log(
			`${engine}: ${rounds} kills, at least ${fewestOpen} submits open at each, ${kept.size} acknowledged judgments all there`
		);
		expect(fewestOpen).toBeGreaterThanOrEqual(LEAST_OPEN);
		expect(kept.size).toBeGreaterThanOrEqual(rounds * LEAST_KEPT);
		await server.stop();
	});
});
