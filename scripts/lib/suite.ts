/**
 * Every test in order, on a PostgreSQL of its own that is always torn down. The last line is one plain count;
 * the exit code is 0 only when nothing failed. --install (or CI=true) brings a missing Chromium or PostgreSQL.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../../test/setup/postgres.ts';
import { findChromium, findPostgres, findProgram } from '../../test/setup/programs.ts';
import { rounds } from '../../test/setup/rounds.ts';
import { readCount, type Count } from './count.ts';
import { bring } from './bring.ts';
import { inLines, note, readFailures, type Failure } from './failures.ts';
import { readyLoaders } from './loaders.ts';
import { forgetAll, inWords, underWay } from './under-way.ts';

const ci = process.env.CI === 'true';
const vitest = 'node_modules/vitest/vitest.mjs';
const scratch = mkdtempSync(join(tmpdir(), 'assent-suite-'));
const parts: { name: string; seconds: number; verdict: string; count: Count; failures: Failure[] }[] = [];
const missing: string[] = [];
const env: NodeJS.ProcessEnv = { ...process.env, ASSENT_ROUNDS: String(rounds) };
let running: ChildProcess | null = null;
let stopping = false;

/** Ends a part with all that it started: it leads a process group of its own. */
const end = (child: ChildProcess | null, signal: NodeJS.Signals): void => {
	if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
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

/** Minutes of each part: more than twice what it takes on a machine of two cores, save the two that take longest. */
const limits = {
	check: 8,
	unit: 6,
	sqlite: 8,
	postgres: 12,
	build: 3,
	loaders: 8,
	http: 20,
	browser: 22
};
type Limited = keyof typeof limits;
/** The build machine has an hour for all of them: whoever comes last has what is left. */
const HOUR = 58;

/** A part that hangs is ended, and what it was at is said. A test that does is ended before, by `stuck.ts`. */
const run = (args: string[], limited: Limited): Promise<boolean> =>
	new Promise((resolve) => {
		const minutes = Math.max(0.1, Math.min(limits[limited], HOUR - performance.now() / 60_000));
		const child = spawn(process.execPath, args, {
			stdio: ['ignore', 'inherit', 'inherit'],
			env,
			detached: true
		});
		running = child;
		const limit = setTimeout(() => {
			console.error(`Ended after ${minutes.toFixed(1)} minutes.`);
			const message = `Ended: ${limited} took longer than ${minutes.toFixed(1)} minutes.`;
			for (const [, found] of underWay(child.pid ?? 0)) {
				console.error(`It was at ${inWords(found)}.`);
				note({ file: found.file, test: found.test, message, at: [] }, env.ASSENT_FAILURES);
			}
			end(child, 'SIGKILL');
		}, minutes * 60_000);
		child.on('close', (code) => {
			clearTimeout(limit);
			running = null;
			if (child.pid !== undefined) tidy(child.pid);
			// A suite that was told to stop starts no further part.
			if (!stopping) resolve(code === 0);
		});
	});

const nameless: Failure = {
	file: '',
	test: null,
	message: 'It ended without a name. Its output stands above.',
	at: []
};

/** A part never fails without a line. */
const told = (failures: Failure[], { failed }: Count): Failure[] =>
	failed > 0 && failures.length === 0 ? [nameless] : failures;

const part = async (name: string, work: () => Promise<Count>): Promise<boolean> => {
	console.log(`\n=== ${name}`);
	const started = performance.now();
	env.ASSENT_FAILURES = join(scratch, `failures-${parts.length}`);
	const count = await work();
	const seconds = (performance.now() - started) / 1000;
	const verdict = count.failed > 0 ? 'FAILED' : count.passed === 0 && count.skipped > 0 ? 'skipped' : 'ok';
	parts.push({ name, seconds, verdict, count, failures: told(readFailures(env.ASSENT_FAILURES), count) });
	console.log(`=== ${name}: ${verdict}, ${seconds.toFixed(1)} s`);
	return count.failed === 0;
};

/** Work that holds no tests: it adds to the count only by failing. */
const step = (limited: Limited, args: string[]) => async (): Promise<Count> => {
	const ok = await run(args, limited);
	return { passed: 0, failed: ok ? 0 : 1, skipped: 0 };
};

const reporters = ['default', 'json', './scripts/lib/stuck.ts', './scripts/lib/say-failed.ts'].flatMap(
	(name) => ['--reporter', name]
);

const tests = (kind: Limited) => async (): Promise<Count> => {
	const file = join(scratch, `${kind}.json`);
	const ok = await run([vitest, 'run', '--project', kind, ...reporters, `--outputFile.json=${file}`], kind);
	return readCount(file, ok);
};

/** Tests that cannot run here: skipped, or with CI=true a failure. */
const absent = (reason: string, count: () => Promise<number>) => async (): Promise<Count> => {
	console.log(`${ci ? 'Failed' : 'Skipped'}: ${reason}`);
	missing.push(reason);
	return { passed: 0, failed: ci ? 1 : 0, skipped: await count() };
};

/** A database test runs once an engine, so PostgreSQL misses as many as SQLite ran. */
const likeSqlite = async (): Promise<number> => {
	const sqlite = parts.find(({ name }) => name === 'database: sqlite')?.count;
	return sqlite ? sqlite.passed + sqlite.failed + sqlite.skipped : 1;
};

/** Loads the tests of a kind and runs none of them. */
const uncounted = (kind: Limited) => async (): Promise<number> => {
	const file = join(scratch, `absent-${kind}.json`);
	const none = ['--project', kind, '--testNamePattern', '(?!)'];
	await run([vitest, 'run', ...none, '--reporter', 'json', `--outputFile.json=${file}`], kind);
	return readCount(file, true).skipped;
};

/** What is said behind the closing line: the one skip that CI=true allows. */
let unloaded: string | null = null;

/** The loaders of trainers are Python's. A machine without it skips them, with CI=true as well. */
const loading = async (): Promise<Count> => {
	const loaders = readyLoaders();
	if (!('missing' in loaders)) return tests('loaders')();
	unloaded = `no file was loaded by its trainer’s own code: ${loaders.missing}`;
	console.log(`Skipped: ${unloaded}`);
	return { passed: 0, failed: 0, skipped: await uncounted('loaders')() };
};

const all = async (): Promise<void> => {
	const chromium = findChromium();
	await part('check: format, lint, types, migrations', step('check', ['scripts/check.ts']));
	await part('unit and property', tests('unit'));
	await part('database: sqlite', tests('sqlite'));
	const noPostgres = 'PostgreSQL is missing, so nothing ran on it. To install it: npm test -- --install';
	await part(
		'database: postgres',
		env.ASSENT_TEST_POSTGRES ? tests('postgres') : absent(noPostgres, likeSqlite)
	);
	const built = await part('build', step('build', ['scripts/lib/build.ts']));
	const unbuilt = async (): Promise<Count> => {
		console.log('Not run: the build failed.');
		return { passed: 0, failed: 1, skipped: 0 };
	};
	for (const program of ['python3', 'curl'])
		if (!findProgram(program))
			missing.push(`${program} is missing, so a text of the connect page was not run. npm test -- --install`);
	// One of them loads from a server.
	await part('loaders: what trainers load files with', built ? loading : unbuilt);
	await part('http and kill', built ? tests('http') : unbuilt);
	const noChromium = 'Chromium is missing, so no page was opened. To install it: npm test -- --install';
	const browser = chromium ? tests('browser') : absent(noChromium, uncounted('browser'));
	await part('browser', built ? browser : unbuilt);
};

const summary = (): number => {
	const sum = (of: keyof Count): number => parts.reduce((total, { count }) => total + count[of], 0);
	console.log('\npart                                      seconds  passed  failed  skipped');
	console.log(`${'install: packages'.padEnd(40)} ${installed.toFixed(1).padStart(8)}`);
	console.log(`${'prepare: programs, PostgreSQL cluster'.padEnd(40)} ${prepared.toFixed(1).padStart(8)}`);
	for (const { name, seconds, verdict, count } of parts)
		console.log(
			[
				name.padEnd(40),
				seconds.toFixed(1).padStart(8),
				String(count.passed).padStart(7),
				String(count.failed).padStart(7),
				String(count.skipped).padStart(8),
				` ${verdict}`
			].join(' ')
		);
	for (const reason of missing) console.log(reason);
	console.log(`rounds: ${rounds} (ASSENT_ROUNDS)\n`);
	for (const line of inLines(parts)) console.log(line);
	const skipped = `${sum('skipped')} skipped${unloaded === null ? '' : ` (${unloaded})`}`;
	console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${skipped}`);
	return sum('failed') === 0 ? 0 : 1;
};

const brought = performance.now();
if (ci || process.argv.includes('--install')) bring();
const bin = findPostgres();
const cluster = !env.ASSENT_TEST_POSTGRES && bin ? await startCluster(bin) : null;
if (cluster) env.ASSENT_TEST_POSTGRES = cluster.url;
const prepared = (performance.now() - brought) / 1000;
// How long the packages took, which happens before this file can run.
const installed = Number(process.env.ASSENT_INSTALL_SECONDS ?? 0);

const tearDown = async (): Promise<void> => {
	rmSync(scratch, { recursive: true, force: true });
	await cluster?.stop();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.once(signal, () => {
		stopping = true;
		end(running, 'SIGTERM');
		void tearDown().finally(() => process.exit(130));
	});

try {
	await all();
	process.exitCode = summary();
} finally {
	await tearDown();
}
