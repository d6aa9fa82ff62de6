/** A program of the test run: each of its lines with its part's name before it, ended at a limit with all it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { note } from './failures.ts';
import { forgetAll, inWords, underWay } from './under-way.ts';

export type Program = {
	/** the short name of its part */
	part: string;
	args: string[];
	env: NodeJS.ProcessEnv;
	minutes: number;
	/** the file that failures are written to */
	failures: string;
};

const running = new Set<ChildProcess>();
let ending = false;
const NAME_WIDTH = 8;

const end = (child: ChildProcess, signal: NodeJS.Signals): void => {
	// It leads a process group of its own.
	if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
};

/** Ends every program that runs now, with all that they started. */
export const endAll = (): void => {
	ending = true;
	for (const child of running) end(child, 'SIGTERM');
};

/** What a worker that was ended had begun, such as a server, outlives it. */
const tidy = (run: number): void => {
	forgetAll(run);
	try {
		process.kill(-run, 'SIGKILL');
	} catch {
		// Nothing was left.
	}
};

/** @returns whether it ended well. What it hung at is said; a test that does is ended before, by `stuck.ts`. */
export async function runProgram({ part, args, env, minutes, failures }: Program): Promise<boolean> {
	const say = (line: string): void => console.log(`${part.padEnd(NAME_WIDTH)}| ${line}`);
	const child = spawn(process.execPath, args, {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...env,
			ASSENT_FAILURES: failures,
			...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {})
		},
		detached: true
	});
	running.add(child);
	for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
	let late = false;
	const limit = setTimeout(() => {
		late = true;
		const message = `Ended after ${minutes.toFixed(1)} minutes.`;
		say(message);
		for (const [, found] of underWay(child.pid ?? 0)) {
			say(`It was at ${inWords(found)}.`);
			note({ file: found.file, test: found.test, message, at: [] }, failures);
		}
		end(child, 'SIGKILL');
	}, minutes * 60_000);
	const closed = once(child, 'close');
	const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
	clearTimeout(limit);
	running.delete(child);
	if (signal !== null && !late && !ending) {
		const message = `Something else ended it, by ${signal}.`;
		say(message);
		const found = underWay(child.pid ?? 0).map(([, { file, test }]) => ({ file, test }));
		for (const at of found.length > 0 ? found : [{ file: '', test: null }])
			note({ ...at, message, at: [] }, failures);
	}
	if (child.pid !== undefined) tidy(child.pid);
	// Its last lines; what it started and let go of may hold its output open for ever.
	await Promise.race([closed, sleep(2_000, undefined, { ref: false })]);
	return code === 0;
}
