/** The built server as users run it: a process of its own, on a free port, with its own database and keys. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { freshFolder, freshUrl } from './database.ts';
import { engine as currentEngine, type Engine } from './engines.ts';
import { freePort } from './port.ts';

export type Place = { databaseUrl: string; keys: string; port: number };

export type Server = Place & {
	/** http://localhost:<port>, without a slash at the end */
	url: string;
	/** all that the process has printed so far, both streams */
	stdout: () => string;
	/** waits until the output matches, then answers with the match */
	printed: (pattern: RegExp, milliseconds?: number) => Promise<RegExpExecArray>;
	/** SIGTERM; resolves to the milliseconds until the process was gone */
	stop: () => Promise<number>;
	/** SIGKILL; resolves when the process is gone */
	kill: () => Promise<void>;
	/** a new process on the same database, keys and port */
	restart: (env?: Record<string, string>) => Promise<Server>;
	process: ChildProcess;
};

const alive = new Set<ChildProcess>();
const gone = (child: ChildProcess): Promise<void> =>
	new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) resolve();
		else child.once('exit', () => resolve());
	});

afterAll(async () => {
	const left = [...alive];
	for (const child of left) child.kill('SIGKILL');
	await Promise.all(left.map(gone));
});

/** Until /healthz answers 200; a process that ends before is an error with its last words. */
const healthy = async (url: string, child: ChildProcess, output: () => string): Promise<void> => {
	const deadline = Date.now() + 30_000;
	while (Date.now() < deadline) {
		if (child.exitCode !== null || child.signalCode !== null) break;
		const answer = await fetch(`${url}/healthz`).catch(() => null);
		await answer?.arrayBuffer();
		if (answer?.ok) return;
		await sleep(25);
	}
	child.kill('SIGKILL');
	throw new Error(`The server did not become healthy.\n${output()}`);
};

export const startServer = async (
	options: { engine?: Engine; env?: Record<string, string>; place?: Partial<Place> } = {}
): Promise<Server> => {
	if (!existsSync('build/index.js'))
		throw new Error('No build/index.js: run npm test, or npm run build first.');
	const place: Place = {
		databaseUrl: options.place?.databaseUrl ?? (await freshUrl(options.engine ?? currentEngine)),
		keys: options.place?.keys ?? join(await freshFolder(), 'keys'),
		port: options.place?.port ?? (await freePort())
	};
	const url = `http://localhost:${place.port}`;
	const child = spawn(process.execPath, ['build/index.js'], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			PATH: process.env.PATH,
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: String(place.port),
			ORIGIN: url,
			BODY_SIZE_LIMIT: 'Infinity',
			SHUTDOWN_TIMEOUT: '2',
			DATABASE_URL: place.databaseUrl,
			ASSENT_KEYS: place.keys,
			ASSENT_DEMO: '0',
			...options.env
		}
	});
	alive.add(child);
	child.once('exit', () => alive.delete(child));
	let output = '';
	const listen = (chunk: Buffer) => (output += chunk.toString());
	child.stdout.on('data', listen);
	child.stderr.on('data', listen);
	await healthy(url, child, () => output);

	const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number> => {
		const started = performance.now();
		child.kill(signal);
		await gone(child);
		return performance.now() - started;
	};
	const printed = async (pattern: RegExp, milliseconds = 10_000): Promise<RegExpExecArray> => {
		const deadline = Date.now() + milliseconds;
		for (;;) {
			const match = pattern.exec(output);
			if (match) return match;
			if (Date.now() > deadline) throw new Error(`The server never printed ${pattern}:\n${output}`);
			await sleep(20);
		}
	};
	return {
		...place,
		url,
		process: child,
		stdout: () => output,
		printed,
		stop: () => end('SIGTERM'),
		kill: async () => void (await end('SIGKILL')),
		restart: async (env) => {
			await end('SIGKILL');
			return startServer({ place, env: { ...options.env, ...env } });
		}
	};
};
