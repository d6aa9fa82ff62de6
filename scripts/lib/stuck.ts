/**
 * A reporter of vitest that ends a worker whose test is more than a minute over its own limit, and says which test it
 * was. The other files are still run, and the run fails.
 */
import { execFileSync } from 'node:child_process';
import type { Reporter } from 'vitest/node';
import { note } from './failures.ts';
import { forget, forgetAll, inWords, underWay } from './under-way.ts';

const GRACE = Number(process.env.ASSENT_STUCK_GRACE_MS ?? 60_000);
const EVERY = Math.min(GRACE, 5_000);

/** A worker that ended without a word may have left its number to a stranger. */
function isOurs(worker: number): boolean {
	try {
		return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(worker)])) === process.pid;
	} catch {
		return false;
	}
}

export default class Stuck implements Reporter {
	#timer: NodeJS.Timeout | undefined;

	onInit(): void {
		this.#timer = setInterval(() => this.#look(), EVERY).unref();
	}

	onTestRunEnd(): void {
		clearInterval(this.#timer);
		forgetAll(process.pid);
	}

	#look(): void {
		for (const [worker, found] of underWay(process.pid)) {
			if (Date.now() < found.until + GRACE) continue;
			forget(process.pid, worker);
			if (!isOurs(worker)) continue;
			process.kill(worker, 'SIGKILL');
			process.exitCode = 1;
			const message = 'It holds its thread past its own limit, and was ended.';
			console.error(`\nSTUCK: ${inWords(found)}. ${message}\n`);
			note({ file: found.file, test: found.test, message: `STUCK: ${message}`, at: [] });
		}
	}
}
