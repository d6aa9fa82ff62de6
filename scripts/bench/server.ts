/** The built server in a process of its own, and the most memory that it ever held. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/setup/port.ts';
import { keep } from './child.ts';

export type Server = {
	port: number;
	/** forgets the peak until now */
	resetMemory: () => void;
	/** peak resident memory in MB since the start or the last reset; null where the system does not tell */
	peakMemory: () => number | null;
	/** seconds of CPU since the start; null where the system does not tell */
	cpuSeconds: () => number | null;
	/** milliseconds inside the server by what was asked, since this was asked last */
	times: () => Promise<Record<string, number[]>>;
	stop: () => Promise<void>;
};

const healthy = async (port: number, child: ChildProcess, output: () => string): Promise<void> => {
	for (const deadline = Date.now() + 60_000; Date.now() < deadline && child.exitCode === null;) {
		const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
		await answer?.arrayBuffer();
		if (answer?.ok) return;
		await sleep(25);
	}
	throw new Error(`The server did not become healthy.\n${output()}`);
};

/** USER_HZ: what proc(5) counts CPU in, 100 a second on every Linux that Node runs on. */
const TICKS = 100;

/** Linux keeps the high-water mark of each process (proc(5), VmHWM) and lets it be reset. */
const costOf = (pid: number | undefined) => ({
	resetMemory() {
		try {
			writeFileSync(`/proc/${pid}/clear_refs`, '5');
		} catch {
			// Elsewhere, or not ours to reset: then the peak is that of the whole life, which is no less.
		}
	},
	peakMemory(): number | null {
		try {
			const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
			return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
		} catch {
			return null;
		}
	},
	cpuSeconds(): number | null {
		try {
			// The name in brackets may hold spaces; utime and stime are the 12th and 13th field after it.
			const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
			return (Number(fields[11]) + Number(fields[12])) / TICKS;
		} catch {
			return null;
		}
	}
});

/** As plain JavaScript, since a server that had to read TypeScript would hold a compiler in its memory. */
const serverTimes = (): string =>
	`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(readFileSync('scripts/bench/server-times.ts', 'utf8')))}`;

/** As the start has it. */
const memory = (): Record<string, string> =>
	Object.fromEntries(
		readFileSync('scripts/lib/memory.env', 'utf8')
			.split('\n')
			.filter((line) => /^\w/.test(line))
			.map((line) => line.split('=', 2) as [string, string])
	);

/** @param profile a folder for a CPU profile, written when the server stops */
export async function startServer(databaseUrl: string, keys: string, profile?: string): Promise<Server> {
	const port = await freePort();
	const flags = ['--import', serverTimes()];
	if (profile) flags.push('--cpu-prof', `--cpu-prof-dir=${profile}`);
	const child = spawn(process.execPath, [...flags, 'build/index.js'], {
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		serialization: 'advanced',
		env: {
			...memory(),
			PATH: process.env.PATH,
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: String(port),
			ORIGIN: `http://localhost:${port}`,
			BODY_SIZE_LIMIT: 'Infinity',
			SHUTDOWN_TIMEOUT: '2',
			DATABASE_URL: databaseUrl,
			ASSENT_KEYS: keys,
			ASSENT_DEMO: '0',
			// The bench is to meet the server's limits, not the limit that protects it from one caller.
			ASSENT_RATE: '1000000'
		}
	});
	keep(child);
	let output = '';
	const listen = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
	child.stdout?.on('data', listen);
	child.stderr?.on('data', listen);
	await healthy(port, child, () => output);
	return {
		port,
		...costOf(child.pid),
		times: () =>
			new Promise((resolve) => {
				child.once('message', (times) => resolve(times as Record<string, number[]>));
				child.send('times');
			}),
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
			await gone;
			clearTimeout(late);
		}
	};
}
