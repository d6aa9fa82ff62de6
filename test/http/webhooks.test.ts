/**
 * Webhooks of real servers to a real receiver: whatever is killed, each decision that was acknowledged is told of, none
 * is told of that is not there, and the receiver can check every message by the secret that was shown once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { makeKey, withKey, type Client } from '../setup/people.ts';
import { isSigned, startReceiver } from '../setup/receiver.ts';
import { rounds } from '../setup/rounds.ts';
import { startServer, type Server } from '../setup/server.ts';

const env = { ASSENT_WEBHOOK_PRIVATE: '127.0.0.1', ASSENT_RATE: '100000' };
const KEPT_A_ROUND = 30;
const KINDS = ['decision.auto_approved', 'decision.pending', 'halt.created'];

type Hook = { id: string; secret: string; sent: number; waiting: number };

async function desk(server: Server): Promise<{ admin: Client; agent: Client }> {
	const admin = withKey(server, await makeKey(server, '--name', 'root', '--role', 'admin'));
	await admin('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', stage: 'runtime' });
	const rules = [{ name: 'alone', when: 'true', mode: 'out_of_the_loop' }];
	await admin('PUT', '/api/v1/projects/desk/policy', { rules });
	const agent = withKey(server, await makeKey(server, '--name', 'clerk', '--role', 'agent'));
	return { admin, agent };
}

const hookTo = async (admin: Client, url: string): Promise<Hook> => {
	const made = await admin('POST', '/api/v1/webhooks', { name: 'Desk', url, kinds: KINDS, project: 'desk' });
	expect(made.status).toBe(201);
	return made.body as Hook;
};

const ask = (agent: Client, n: string) =>
	agent('POST', '/api/v1/decisions', { project: 'desk', action: { name: `act-${n}`, args: {} } });

onEachEngine('webhooks', (engine) => {
	it(
		'tell of all that was acknowledged and of nothing else, whatever is killed',
		{ timeout: 180_000 },
		async () => {
			let server = await startServer({ engine, env });
			const { admin, agent } = await desk(server);
			const receiver = await startReceiver();
			const { secret } = await hookTo(admin, receiver.url);
			// A receiver that fails now and then, and is slow now and then.
			let asked = 0;
			receiver.answers((_, response) => {
				asked++;
				if (asked % 7 === 0) response.writeHead(500).end();
				else if (asked % 5 === 0) setTimeout(() => response.writeHead(200).end(), 120);
				else response.writeHead(204).end();
			});
			const kept = new Set<string>();
			for (let round = 0; round < rounds; round++) {
				let dead = false;
				const before = kept.size;
				const hand = async (who: number) => {
					for (let n = 0; !dead; n++) {
						const { status, body } = await ask(agent, `${round}-${who}-${n}`).catch(() => ({
							status: 0,
							body: null
						}));
						if (status === 200 || status === 202) kept.add((body as { id: string }).id);
						await sleep(4);
					}
				};
				const hands = [0, 1, 2].map(hand);
				const deadline = Date.now() + 20_000;
				while (kept.size < before + KEPT_A_ROUND && Date.now() < deadline) await sleep(5);
				await sleep(Math.random() * 300);
				await server.kill();
				dead = true;
				await Promise.all(hands);
				server = await server.restart();
			}
			receiver.answers();
			const told = () => new Set(receiver.came.map((message) => receiver.dataOf(message).id));
			// What was cut off in the middle is taken up again, what failed is tried again: here, at once.
			const { items } = (await admin('GET', '/api/v1/webhooks')).body as { items: Hook[] };
			const id = items[0]?.id ?? '';
			await expect
				.poll(
					async () => {
						const waiting = (await admin('GET', `/api/v1/webhooks/${id}/deliveries?state=waiting&limit=200`))
							.body as {
							items: { id: string }[];
						};
						const ids = waiting.items.map((line) => line.id);
						if (ids.length > 0) await admin('POST', `/api/v1/webhooks/${id}/deliveries/retry`, { ids });
						const now = told();
						return [...kept].filter((one) => !now.has(one)).length;
					},
					{ timeout: 60_000, interval: 500 }
				)
				.toBe(0);
			expect(kept.size).toBeGreaterThanOrEqual(rounds * KEPT_A_ROUND);
			for (const one of told())
				if (!kept.has(one)) expect((await admin('GET', `/api/v1/decisions/${one}`)).status).toBe(200);
			expect(receiver.came.filter((message) => !isSigned(message, secret))).toEqual([]);
			// Told again, a message is the very same one.
			const bodies = new Map<string, string>();
			for (const { id: message, body } of receiver.came)
				expect(bodies.set(message, bodies.get(message) ?? body).get(message)).toBe(body);
			expect(bodies.size).toBe(told().size);
		}
	);

	it('are sent by one server each, where two share a database', { timeout: 60_000 }, async () => {
		const first = await startServer({ engine, env });
		const { admin, agent } = await desk(first);
		const receiver = await startReceiver();
		await hookTo(admin, receiver.url);
		const second =
			engine === 'postgres'
				? await startServer({ engine, env, place: { databaseUrl: first.databaseUrl, keys: first.keys } })
				: null;
		for (let n = 0; n < 60; n++) expect((await ask(agent, String(n))).status).toBe(200);
		await admin('POST', '/api/v1/halts', { scope: 'all', reason: 'Stop.' });
		await expect.poll(() => receiver.came.length, { timeout: 20_000 }).toBe(61);
		await sleep(1500);
		expect(receiver.came).toHaveLength(61);
		expect(receiver.came.filter(({ type }) => type === 'halt.created')).toHaveLength(1);
		await second?.stop();
	});

	it('go nowhere inside unless that was allowed', async () => {
		const server = await startServer({ engine });
		const { admin } = await desk(server);
		for (const url of [
			'http://127.0.0.1:9/',
			'https://localhost/',
			'https://169.254.169.254/latest/meta-data'
		]) {
			const answer = await admin('POST', '/api/v1/webhooks', { name: 'x', url, kinds: KINDS });
			expect([answer.status, (answer.body as { code: string }).code], url).toEqual([422, 'unreachable']);
		}
		const receiver = await startReceiver();
		const open = await server.restart(env);
		const { id } = await hookTo(admin, receiver.url);
		// Allowed when it was made, and no more: what was decided then is asked again for each message.
		await open.restart({ ASSENT_WEBHOOK_PRIVATE: '' });
		await admin('POST', `/api/v1/webhooks/${id}/test`);
		const failing = async () =>
			(
				(await admin('GET', `/api/v1/webhooks/${id}/deliveries?state=failing`)).body as {
					items: { error: string }[];
				}
			).items[0]?.error;
		await expect.poll(failing, { timeout: 10_000 }).toContain('private address');
		expect(receiver.came).toEqual([]);
	});
});
