/** An agent and its people over HTTP, as they would talk: submit, wait, decide, run, stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { onEachEngine, type Engine } from '../setup/engines.ts';
import { makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';
import { rounds } from '../setup/rounds.ts';
import { startServer, type Server } from '../setup/server.ts';

type Decision = {
	id: string;
	status: string;
	action_hash: string;
	grant?: { id: string; token: string; action_hash: string };
	reason?: { code: string };
};

const inTheLoop = { rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop' }] };
const alone = { rules: [{ name: 'alone', when: 'true', mode: 'out_of_the_loop' }] };

type Scene = { server: Server; admin: Client; operator: Client; agent: Client; agentKey: string };
async function scene(engine: Engine): Promise<Scene> {
	const server = await startServer({ engine });
	await makeUser(server, 'admin@example.org', 'admin');
	await makeUser(server, 'operator@example.org', 'operator');
	const agentKey = await makeKey(server, '--name', 'support', '--role', 'agent');
	return {
		server,
		admin: await signedIn(server, 'admin@example.org'),
		operator: await signedIn(server, 'operator@example.org'),
		agent: withKey(server, agentKey),
		agentKey
	};
}
let many = 0;
async function project({ admin }: Scene, policy: object): Promise<string> {
	const slug = `desk-${many++}`;
	const made = await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'runtime' });
	expect(made.status).toBe(201);
	const put = await admin('PUT', `/api/v1/projects/${slug}/policy`, policy);
	expect(put.status).toBe(200);
	return slug;
}
const refund = (slug: string, amount = 5, more: object = {}) => ({
	project: slug,
	action: { name: 'refund.create', args: { amount } },
	...more
});
const decide = async (who: Client, id: string, verdict: object) => {
	const { body } = await who('POST', `/api/v1/decisions/${id}/claim`);
	const { token, version } = body as { token: string; version: number };
	return who('POST', `/api/v1/decisions/${id}/reviews`, { token, version, ...verdict });
};
const consume = (who: Client, grant: Decision['grant'], headers: Record<string, string> = {}) =>
	who(
		'POST',
		`/api/v1/grants/${grant?.id}/consume`,
		{ action_hash: grant?.action_hash, token: grant?.token },
		headers
	);

onEachEngine('an agent and its people', (engine) => {
	let at: Scene;
	beforeAll(async () => {
		at = await scene(engine);
	});

	it('talk: asked, waited for, approved, run once, told how it went', async () => {
		const slug = await project(at, inTheLoop);
		const asked = await at.agent('POST', '/api/v1/decisions', refund(slug));
		expect(asked.status).toBe(202);
		const { id } = asked.body as Decision;
		const waiting = at.agent('GET', `/api/v1/decisions/${id}?wait=20`);
		await sleep(100);
		expect((await decide(at.operator, id, { verdict: 'approve' })).status).toBe(200);
		const told = await waiting;
		const approved = told.body as Decision;
		expect(told.status).toBe(200);
		expect(approved.status).toBe('approved');
		expect((await consume(at.agent, approved.grant)).status).toBe(200);
		expect(await consume(at.agent, approved.grant)).toMatchObject({
			status: 409,
			body: { code: 'grant_consumed' }
		});
		const outcome = await at.agent('POST', `/api/v1/decisions/${id}/outcome`, { status: 'succeeded' });
		expect(outcome.status).toBe(200);
		const seen = await at.operator('GET', `/api/v1/decisions/${id}`);
		expect(seen.body).toMatchObject({
			status: 'approved',
			agent: 'support',
			outcome: { status: 'succeeded' }
		});
		expect(JSON.stringify(seen.body)).not.toContain(approved.grant?.token);
	});

	it('answers the waiting submission itself, and one that waits in vain with what still is', async () => {
		const slug = await project(at, inTheLoop);
		const asking = at.agent('POST', '/api/v1/decisions?wait=20', refund(slug, 6));
		let id = '';
		for (let tries = 0; tries < 100 && id === ''; tries++) {
			const { body } = await at.operator('GET', `/api/v1/decisions?project=${slug}`);
			id = (body as { items: { id: string }[] }).items[0]?.id ?? '';
			await sleep(20);
		}
		await decide(at.operator, id, { verdict: 'reject', reason: { code: 'no', text: 'Not this one.' } });
		expect(await asking).toMatchObject({
			status: 200,
			body: { status: 'rejected', reason: { text: 'Not this one.' } }
		});
		const vain = await at.agent('POST', '/api/v1/decisions?wait=1', refund(slug, 7));
		expect(vain).toMatchObject({ status: 202, body: { status: 'pending' } });
		const late = await at.agent('POST', '/api/v1/decisions?wait=20', refund(slug, 8, { expires_in: 1 }));
		expect(late).toMatchObject({ status: 200, body: { status: 'expired', reason: { code: 'timeout' } } });
	});

	it('is stopped while it waits', async () => {
		const slug = await project(at, inTheLoop);
		const asking = at.agent('POST', '/api/v1/decisions?wait=20', refund(slug));
		await sleep(200);
		const halt = await at.operator('POST', '/api/v1/halts', {
			scope: 'project',
			project: slug,
			reason: 'test'
		});
		expect(halt.status).toBe(201);
		expect(await asking).toMatchObject({ status: 200, body: { status: 'halted' } });
		const { id } = halt.body as { id: string };
		expect((await at.operator('DELETE', `/api/v1/halts/${id}`)).status).toBe(204);
		expect((await at.agent('POST', '/api/v1/decisions', refund(slug))).status).toBe(202);
	});

	it('keeps one decision for one Idempotency-Key, and gives away nothing of it to another key', async () => {
		const slug = await project(at, alone);
		const other = withKey(at.server, await makeKey(at.server, '--name', `other-${slug}`, '--role', 'agent'));
		const headers = { 'idempotency-key': 'once' };
		const first = await at.agent('POST', '/api/v1/decisions', refund(slug), headers);
		const again = await at.agent('POST', '/api/v1/decisions', refund(slug), headers);
		const theirs = await other('POST', '/api/v1/decisions', refund(slug), headers);
		const [a, b, c] = [first, again, theirs].map(({ body }) => body as Decision);
		expect(a?.id).toBe(b?.id);
		expect(c?.id).not.toBe(a?.id);
		expect(await at.agent('POST', '/api/v1/decisions', refund(slug, 9), headers)).toMatchObject({
			status: 409,
			body: { code: 'idempotency_conflict' }
		});
		expect((await other('GET', `/api/v1/decisions/${a?.id}`)).status).toBe(404);
		expect((await consume(other, b?.grant)).status).toBe(404);
		expect((await consume(at.agent, a?.grant)).body).toMatchObject({ code: 'grant_expired' });
		const used = await consume(at.agent, b?.grant, { 'idempotency-key': 'run' });
		expect(used.status).toBe(200);
		expect(await consume(at.agent, b?.grant, { 'idempotency-key': 'run' })).toMatchObject({
			status: 200,
			body: used.body as object
		});
	});

	it('never lets a key vote, and asks for a session', async () => {
		const slug = await project(at, inTheLoop);
		const { body } = await at.agent('POST', '/api/v1/decisions', refund(slug));
		const { id } = body as Decision;
		const operatorKey = withKey(
			at.server,
			await makeKey(at.server, '--name', `op-${slug}`, '--user', 'operator@example.org')
		);
		const adminKey = withKey(at.server, await makeKey(at.server, '--name', `ad-${slug}`, '--role', 'admin'));
		for (const who of [operatorKey, adminKey, at.agent]) {
			expect([403, 404]).toContain((await who('POST', `/api/v1/decisions/${id}/claim`)).status);
			const review = { token: 'x', version: 1, verdict: 'approve' };
			expect([403, 404]).toContain((await who('POST', `/api/v1/decisions/${id}/reviews`, review)).status);
			const watch = { tab: 'a-tab-of-mine', visible: true };
			expect([403, 404]).toContain((await who('POST', `/api/v1/projects/${slug}/watch`, watch)).status);
		}
		for (const who of [at.operator, at.admin, adminKey])
			expect((await who('POST', '/api/v1/decisions', refund(slug))).status).toBe(403);
	});

	it('says where a policy is wrong, and what can never be', async () => {
		const slug = await project(at, inTheLoop);
		const wrong = {
			rules: [
				{
					name: 'a',
					when: 'args.amount > ',
					mode: 'in_the_loop',
					gate: { timeout_seconds: 60, min_seconds: 60 }
				}
			]
		};
		expect(await at.admin('PUT', `/api/v1/projects/${slug}/policy`, wrong)).toMatchObject({
			status: 422,
			body: {
				code: 'invalid_policy',
				errors: [{ path: '/rules/0/when' }, { path: '/rules/0/gate/min_seconds' }]
			}
		});
		expect(await at.admin('GET', `/api/v1/projects/${slug}/policy`)).toMatchObject({
			body: { version: 1, rules: [{ name: 'ask' }] }
		});
		expect((await at.operator('PUT', `/api/v1/projects/${slug}/policy`, inTheLoop)).status).toBe(403);
	});

	it('hears of its own decisions alone, from where it left off', async () => {
		const slug = await project(at, alone);
		const other = withKey(at.server, await makeKey(at.server, '--name', `noise-${slug}`, '--role', 'agent'));
		const leaving = new AbortController();
		const stream = await fetch(`${at.server.url}/api/v1/events?project=${slug}&after=0`, {
			headers: { authorization: `Bearer ${at.agentKey}` },
			signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)])
		});
		expect(stream.status).toBe(200);
		const mine: string[] = [];
		for (let i = 0; i < 3; i++) {
			await other('POST', '/api/v1/decisions', refund(slug, i));
			mine.push(((await at.agent('POST', '/api/v1/decisions', refund(slug, i))).body as Decision).id);
		}
		let text = '';
		const decoder = new TextDecoder();
		for await (const chunk of stream.body ?? []) {
			text += decoder.decode(chunk as Uint8Array, { stream: true });
			if ((text.match(/^data: /gm) ?? []).length >= 3) break;
		}
		leaving.abort();
		const subjects = [...text.matchAll(/^data: (.*)$/gm)].map(
			([, data = '{}']) => (JSON.parse(data) as { subject: { id: string } }).subject.id
		);
		expect(subjects).toEqual(mine);
	});
});

onEachEngine('a halt under a load of consumes from two processes', (engine) => {
	it('comes after each permission that was given', async () => {
		const at = await scene(engine);
		const second = await startServer({
			engine,
			place: { databaseUrl: at.server.databaseUrl, keys: at.server.keys }
		});
		const hands = [at.agent, withKey(second, at.agentKey)];
		let given = 0;
		let slowest = 0;
		for (let round = 0; round < rounds; round++) {
			const slug = await project(at, alone);
			const grants = await Promise.all(
				Array.from({ length: 80 }, (_, i) => at.agent('POST', '/api/v1/decisions', refund(slug, i)))
			).then((all) => all.map(({ body }) => (body as Decision).grant));
			let halted = false;
			const late: number[] = [];
			const runs: string[] = [];
			const work = hands.flatMap((hand, side) =>
				[0, 1, 2, 3].map(async (lane) => {
					for (let i = side * 4 + lane; i < grants.length; i += 8) {
						const after = halted;
						const { status, body } = await consume(hand, grants[i]);
						if (status === 200) runs.push((body as { id: string }).id);
						else expect([status, (body as { code: string }).code]).toEqual([423, 'halted']);
						if (after && status !== 423) late.push(status);
					}
				})
			);
			await sleep(20 + Math.random() * 60);
			const started = Date.now();
			const halt = await at.operator('POST', '/api/v1/halts', {
				scope: 'project',
				project: slug,
				reason: 'test'
			});
			expect(halt.status).toBe(201);
			halted = true;
			slowest = Math.max(slowest, Date.now() - started);
			await Promise.all(work);
			expect(late).toEqual([]);
			given += runs.length;
			// The times within event ids: the halt's is taken under the switch, each permission's before its commit.
			const events = await at.admin('GET', `/api/v1/log?project=${slug}&limit=200`);
			const log = (events.body as { items: { id: string; type: string; subject: { id: string } }[] }).items;
			const stop = log.find(({ type }) => type === 'halt.created');
			const used = log.filter(({ type }) => type === 'grant.consumed');
			expect(new Set(used.map(({ subject }) => subject.id))).toEqual(new Set(runs));
			expect(used.filter(({ id }) => id.slice(0, 10) > (stop?.id ?? '').slice(0, 10))).toEqual([]);
		}
		console.log(
			`${engine}: ${rounds} halts, ${given} permissions before them, none after; slowest halt ${slowest} ms`
		);
		await second.stop();
	});
});
