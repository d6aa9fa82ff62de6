/** The demo's three agents at work on a running server, and how each of their stories ends. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine, type Engine } from '../setup/engines.ts';
import { makeUser, signedIn, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Line = {
	id: string;
	agent: string;
	status: string;
	action: { name: string; args: Record<string, unknown> };
};
type Decision = Line & { consumed_at?: string; outcome?: { status: string }; policy: { rule: string } };
const PROJECT = 'agents-at-work';

/** The script as `npm run demo:agents` runs it; its keys lie beside the server's. */
function play(server: Server) {
	const child = spawn(process.execPath, ['scripts/demo-agents.ts'], {
		stdio: ['ignore', 'ignore', 'pipe'],
		env: {
			PATH: process.env.PATH,
			ORIGIN: server.url,
			DATABASE_URL: server.databaseUrl,
			ASSENT_KEYS: server.keys
		}
	});
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	return { said: () => said, ended: () => child.exitCode !== null, stop: () => child.kill('SIGKILL') };
}

onEachEngine('the agents of the demo', (engine: Engine) => {
	let admin: Client;
	let operator: Client;
	let agents: ReturnType<typeof play>;
	let watching: ReturnType<typeof setInterval>;
	beforeAll(async () => {
		const server = await startServer({ engine, env: { ASSENT_DEMO: '1' } });
		await makeUser(server, 'admin@example.org', 'admin');
		await makeUser(server, 'operator@example.org', 'operator');
		admin = await signedIn(server, 'admin@example.org');
		operator = await signedIn(server, 'operator@example.org');
		const look = () =>
			operator('POST', `/api/v1/projects/${PROJECT}/watch`, { tab: 'a-tab-of-mine', visible: true });
		await look();
		watching = setInterval(() => void look(), 5_000);
		agents = play(server);
	});
	afterAll(() => {
		clearInterval(watching);
		agents.stop();
	});

	/** Waits for what an agent asks for, or for what became of it. */
	const until = async <T>(what: () => Promise<T | undefined>, of: string): Promise<T> => {
		for (let tries = 0; tries < 600 && !agents.ended(); tries++) {
			const found = await what();
			if (found !== undefined) return found;
			await sleep(100);
		}
		throw new Error(`${of} never came:\n${agents.said()}`);
	};
	const asked = (agent: string, name: string, status: string) =>
		until(async () => {
			const { body } = await admin('GET', `/api/v1/decisions?project=${PROJECT}&status=all&limit=200`);
			return (body as { items: Line[] }).items.find(
				(line) => line.agent === agent && line.action.name === name && line.status === status
			);
		}, `${agent} ${name} ${status}`);
	const ran = (id: string) =>
		until(async () => {
			const decision = (await admin('GET', `/api/v1/decisions/${id}`)).body as Decision;
			return decision.outcome ? decision : undefined;
		}, `the end of ${id}`);
	const answer = async (who: Client, id: string, verdict: object) => {
		const { body } = await who('POST', `/api/v1/decisions/${id}/claim`);
		const { token, version } = body as { token: string; version: number };
		expect(
			(await who('POST', `/api/v1/decisions/${id}/reviews`, { token, version, ...verdict })).status
		).toBe(200);
	};

	it('an e-mail is drafted by a machine, edited by a person, and sent as the person left it', async () => {
		const { id, action } = await asked('mailer', 'mail.send', 'pending');
		const body = 'We are sorry for the wait. It arrives on Thursday.';
		await answer(operator, id, { verdict: 'edit', action: { ...action, args: { ...action.args, body } } });
		expect(await ran(id)).toMatchObject({
			status: 'approved_with_edit',
			action: { args: { body } },
			consumed_at: expect.any(String) as string,
			outcome: { status: 'succeeded' }
		});
		expect(agents.said()).toContain(`mail.send      runs ${JSON.stringify({ ...action.args, body })}`);
	});

	it('a drone flies by itself while somebody watches, and does not where they take over', async () => {
		const first = await asked('drone', 'drone.fly_to', 'veto_open');
		const veto = { reason: { code: 'take_over', text: 'A person takes over.' } };
		expect((await operator('POST', `/api/v1/decisions/${first.id}/veto`, veto)).status).toBe(200);
		const next = await until(async () => {
			const open = await asked('drone', 'drone.fly_to', 'veto_open');
			return open.id === first.id ? undefined : open;
		}, 'the next leg');
		expect(await ran(next.id)).toMatchObject({ status: 'approved', policy: { rule: 'flight is watched' } });
		const vetoed = (await admin('GET', `/api/v1/decisions/${first.id}`)).body;
		expect(vetoed).toMatchObject({ status: 'rejected', reason: { code: 'take_over' } });
		expect(vetoed).not.toHaveProperty('consumed_at');
		expect(agents.said()).toContain('drone.fly_to   rejected');
	});

	it('a database is queried freely, and what would be deleted waits for an administrator', async () => {
		const query = await asked('librarian', 'db.query', 'auto_approved');
		expect(await ran(query.id)).toMatchObject({ status: 'auto_approved' });
		const { id } = await asked('librarian', 'db.delete', 'pending');
		expect((await operator('POST', `/api/v1/decisions/${id}/claim`)).status).toBe(403);
		expect((await admin('GET', `/api/v1/decisions/${id}`)).body).not.toHaveProperty('outcome');
		await answer(admin, id, { verdict: 'approve' });
		expect(await ran(id)).toMatchObject({ status: 'approved', outcome: { status: 'succeeded' } });
	});
});
