/**
 * Plays the demo's three agents against the running server, until it is stopped: npm run demo:agents. Their keys are
 * made once, in the database that the server uses, and kept in data/demo-agents.json, beside the server's own.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKey } from '#lib/auth/keys.server.ts';
import { DEMO_PROJECT, deletion, flight, mail, query, type Ask } from '#lib/runtime/demo.ts';
import { environment } from '#lib/schema/environment.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { actor, note, withStore } from './lib/command.ts';

const FILE = join(dirname(environment.keys), 'demo-agents.json');
const names = ['mailer', 'drone', 'librarian'] as const;
type Keys = Record<(typeof names)[number], string>;
type Decision = {
	id: string;
	status: string;
	action: { name: string; args: object };
	grant?: { id: string; token: string; action_hash: string };
};

/** A key is shown once; a name that is taken is given to nobody again. */
async function makeKey(store: Store, name: string): Promise<string> {
	for (let i = 1; ; i++)
		try {
			const role = 'agent' as const;
			const made = await createKey(store, actor, {
				name: i === 1 ? name : `${name}-${i}`,
				role,
				project: DEMO_PROJECT
			});
			return made.key;
		} catch (error) {
			if (!(error instanceof Refusal) || error.code !== 'conflict') throw error;
		}
}

/** Keys of another database open nothing here. */
const opens = async (key: string): Promise<boolean> =>
	(await get(key, '/session').catch(() => null))?.status !== 401;

async function keys(): Promise<Keys> {
	if (existsSync(FILE)) {
		const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Keys;
		if (await opens(kept.mailer)) return kept;
	}
	const made = await withStore(async (store) => {
		const all: [string, string][] = [];
		for (const name of names) all.push([name, await makeKey(store, name)]);
		return Object.fromEntries(all) as Keys;
	});
	mkdirSync(dirname(FILE), { recursive: true });
	writeFileSync(FILE, JSON.stringify(made), { mode: 0o600 });
	return made;
}

const get = (key: string, path: string): Promise<Response> =>
	fetch(`${environment.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });

async function post<T>(key: string, path: string, body: object): Promise<T> {
	const response = await fetch(`${environment.origin}/api/v1${path}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	const answer = (await response.json()) as T & { detail?: string };
	if (!response.ok) throw new Error(answer.detail ?? String(response.status));
	return answer;
}

/** Reads again until the server answers: what waits for a person outlives a restart. */
async function read(key: string, id: string): Promise<Decision> {
	for (;;) {
		const response = await get(key, `/decisions/${id}?wait=55`).catch(() => null);
		if (response?.ok) return (await response.json()) as Decision;
		if (response && response.status < 500) throw new Error(`${response.status} for decision ${id}`);
		await sleep(1_000);
	}
}

const open = ['pending', 'claimed', 'escalated', 'veto_open'];

/** Asks, waits for as long as it takes, and runs what was approved, as it was approved: here that means to say so. */
async function act(name: string, key: string, ask: Ask): Promise<void> {
	let decision = await post<Decision>(key, '/decisions?wait=55', { project: DEMO_PROJECT, ...ask });
	while (open.includes(decision.status)) decision = await read(key, decision.id);
	note(`${name.padEnd(10)} ${ask.action.name.padEnd(14)} ${decision.status}`);
	if (!decision.grant) return;
	const { id, token, action_hash } = decision.grant;
	const run = await post<Pick<Decision, 'action'>>(key, `/grants/${id}/consume`, { token, action_hash });
	note(`${name.padEnd(10)} ${run.action.name.padEnd(14)} runs ${JSON.stringify(run.action.args)}`);
	await post(key, `/decisions/${decision.id}/outcome`, { status: 'succeeded' });
}

/** One agent: asks again and again, at its own pace. A server that is away is waited for. */
async function play(name: string, key: string, seconds: number, next: (i: number) => Ask): Promise<never> {
	for (let i = 0; ; i++) {
		await act(name, key, next(i)).catch((error: unknown) =>
			note(`${name.padEnd(10)} ${error instanceof Error ? error.message : String(error)}`)
		);
		await sleep(seconds * 1000 * (0.5 + Math.random()));
	}
}

try {
	const { mailer, drone, librarian } = await keys();
	note(`Three agents are at work: watch them at ${environment.origin}/projects/${DEMO_PROJECT}/monitor`);
	await Promise.all([
		play('mailer', mailer, 8, mail),
		play('drone', drone, 5, flight),
		play('librarian', librarian, 3, query),
		play('librarian', librarian, 60, deletion)
	]);
} catch (error) {
	note(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
