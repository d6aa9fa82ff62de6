/**
 * Every test, two parts side by side, on a PostgreSQL of its own that is always torn down. The last line is one plain
 * count; the exit code is 0 only when nothing failed. --install (or CI=true) brings a missing Chromium or PostgreSQL,
 * --only unit,http runs these parts alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from '../../test/setup/postgres.ts';
import { findChromium, findPostgres, findProgram } from '../../test/setup/programs.ts';
import { rounds } from '../../test/setup/rounds.ts';
import { bring } from './bring.ts';
import { closing, verdictOf, type Part } from './closing.ts';
import { readCount, type Count } from './count.ts';
import { failureOf, note, readFailures } from './failures.ts';
import { inLanes, type Job } from './lanes.ts';
import { readyLoaders } from './loaders.ts';
import { endAll, runProgram } from './running.ts';

const options = { install: { type: 'boolean' }, only: { type: 'string' } } as const;
const { values } = parseArgs({ options });
const ci = process.env.CI === 'true';
const vitest = 'node_modules/vitest/vitest.mjs';
const scratch = mkdtempSync(join(tmpdir(), 'assent-suite-'));
const missing: string[] = [];
const env: NodeJS.ProcessEnv = { ...process.env, ASSENT_ROUNDS: String(rounds) };

/** Each part by its short name, as the table shows them. */
const titles = {
	check: 'check: format, lint, types, migrations',
	unit: 'unit and property',
	sqlite: 'database: sqlite',
	postgres: 'database: postgres',
	build: 'build',
	loaders: 'loaders: what trainers load files with',
	http: 'http and kill',
	memory: 'http: memory of a server',
	browser: 'browser'
};
type Name = keyof typeof titles;
const names = Object.keys(titles) as Name[];

/** Minutes of each: some three times what it takes beside another on a machine of two cores, save the two longest. */
const limits: Record<Name, number> = {
	...{ check: 10, unit: 8, sqlite: 15, postgres: 25, build: 4, loaders: 12, http: 40, memory: 5, browser: 40 }
};
/** The build machine has an hour for all of them: whoever comes last has what is left. */
const HOUR = 58;

/** What a server holds depends on when its garbage is looked at, and a busy machine looks late. */
const measured = ['test/http/export.test.ts'];

const parts = new Map<Name, Part>();
const failuresOf = (name: Name): string => join(scratch, `failures-${name}`);
let stopping = false;

const run = async (name: Name, args: string[]): Promise<boolean> => {
	const minutes = Math.max(0.1, Math.min(limits[name], HOUR - performance.now() / 60_000));
	const ok = await runProgram({ part: name, args, env, minutes, failures: failuresOf(name) });
	// A suite that was told to stop starts no further part.
	return stopping ? new Promise(() => {}) : ok;
};

const part = async (name: Name, work: () => Promise<Count>): Promise<void> => {
	console.log(`=== ${name}`);
	const started = performance.now();
	const count = await work().catch((error: unknown): Count => {
		const { message, stack } = error instanceof Error ? error : new Error(String(error));
		note(failureOf('', null, { message, ...(stack === undefined ? {} : { stack }) }), failuresOf(name));
		return { passed: 0, failed: 1, skipped: 0 };
	});
	const seconds = (performance.now() - started) / 1000;
	parts.set(name, { name: titles[name], seconds, count, failures: readFailures(failuresOf(name)) });
	console.log(`=== ${name}: ${verdictOf(count)}, ${seconds.toFixed(1)} s`);
};

/** Work that holds no tests: it adds to the count only by failing. */
const step = (name: Name, script: string) => async (): Promise<Count> => {
	const ok = await run(name, [script]);
	return { passed: 0, failed: ok ? 0 : 1, skipped: 0 };
};

const reporters = ['default', 'json', './scripts/lib/stuck.ts', './scripts/lib/say-failed.ts'].flatMap(
	(reporter) => ['--reporter', reporter]
);

/** Two, or as ASSENT_LANES says: 1 gives each part the machine. */
const lanes = Math.min(Number(env.ASSENT_LANES ?? 2), availableParallelism());
/** A part has one core where another has the other. */
const workers = lanes > 1 ? 1 : 2;

/** @param more file names, or what else vitest is told */
const tests =
	(name: Name, project: string = name, more: string[] = []) =>
	async (): Promise<Count> => {
		const file = join(scratch, `${name}.json`);
		const told = ['--project', project, ...more, '--maxWorkers', String(workers), ...reporters];
		const ok = await run(name, [vitest, 'run', ...told, `--outputFile.json=${file}`]);
		return readCount(file, ok);
	};

/** Tests that cannot run here: skipped, or with CI=true a failure. */
const absent = (name: Name, reason: string, count: () => Promise<number>) => async (): Promise<Count> => {
	console.log(`${ci ? 'Failed' : 'Skipped'}: ${reason}`);
	missing.push(reason);
	if (ci) note({ file: '', test: null, message: reason, at: [] }, failuresOf(name));
	return { passed: 0, failed: ci ? 1 : 0, skipped: await count() };
};

/** A database test runs once an engine, so PostgreSQL misses as many as SQLite ran. */
const likeSqlite = async (): Promise<number> => {
	const sqlite = parts.get('sqlite')?.count;
	return sqlite ? sqlite.passed + sqlite.failed + sqlite.skipped : 1;
};

/** Loads the tests of a kind and runs none of them. */
const uncounted = (name: Name) => async (): Promise<number> => {
	const file = join(scratch, `absent-${name}.json`);
	const none = ['--project', name, '--testNamePattern', '(?!)'];
	await run(name, [vitest, 'run', ...none, '--reporter', 'json', `--outputFile.json=${file}`]);
	return readCount(file, true).skipped;
};

/** What is said behind the closing line: the one skip that CI=true allows. */
let unloaded: string | null = null;

/** The loaders of trainers are Python's. A machine without it skips them, with CI=true as well. */
const loading = async (): Promise<Count> => {
	const loaders = await readyLoaders();
	if (!('missing' in loaders)) return tests('loaders')();
	unloaded = `no file was loaded by its trainer’s own code: ${loaders.missing}`;
	console.log(`Skipped: ${unloaded}`);
	return { passed: 0, failed: 0, skipped: await uncounted('loaders')() };
};

const asked = values.only?.split(',') ?? names;
const unknown = asked.filter((name) => !names.some((known) => known === name));
if (unknown.length > 0)
	throw new Error(`No part is called ${unknown.join()}. There are ${names.join(', ')}.`);

const jobs = (): Job[] => {
	let built = true;
	const building = async (): Promise<Count> => {
		const count = await step('build', 'scripts/lib/build.ts')();
		built = count.failed === 0;
		return count;
	};
	const whenBuilt = (name: Name, work: () => Promise<Count>) => async (): Promise<Count> => {
		if (built) return work();
		note({ file: '', test: null, message: 'Not run: the build failed.', at: [] }, failuresOf(name));
		return { passed: 0, failed: 1, skipped: 0 };
	};
	const noPostgres = 'PostgreSQL is missing, so nothing ran on it. To install it: npm test -- --install';
	const noChromium = 'Chromium is missing, so no page was opened. To install it: npm test -- --install';
	const postgres = env.ASSENT_TEST_POSTGRES ? tests('postgres') : absent('postgres', noPostgres, likeSqlite);
	const browser = findChromium() ? tests('browser') : absent('browser', noChromium, uncounted('browser'));
	const others = measured.flatMap((file) => ['--exclude', file]);
	const after = 'build';
	// The longest first, so that they end together; what is built is soon needed, and what is said early is short.
	const all: (Omit<Job, 'work'> & { name: Name; work: () => Promise<Count> })[] = [
		{ name: 'build', work: building },
		{ name: 'unit', work: tests('unit') },
		{ name: 'check', work: step('check', 'scripts/check.ts') },
		{ name: 'browser', after, work: whenBuilt('browser', browser) },
		{ name: 'http', after, work: whenBuilt('http', tests('http', 'http', others)) },
		{ name: 'postgres', ...(env.ASSENT_TEST_POSTGRES ? {} : { after: 'sqlite' }), work: postgres },
		{ name: 'sqlite', work: tests('sqlite') },
		// One of them loads from a server.
		{ name: 'loaders', after, work: whenBuilt('loaders', loading) },
		{ name: 'memory', alone: true, work: whenBuilt('memory', tests('memory', 'http', measured)) }
	];
	return all
		.filter(({ name }) => asked.includes(name))
		.map((job) => ({ ...job, work: () => part(job.name, job.work) }));
};

const all = async (): Promise<void> => {
	for (const program of ['python3', 'curl'])
		if (!findProgram(program))
			missing.push(`${program} is missing, so a text of the connect page was not run. npm test -- --install`);
	// The compiler's settings stand in what Kit writes, and everything reads them.
	spawnSync(process.execPath, ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync'], { stdio: 'inherit' });
	await inLanes(jobs(), Math.max(1, lanes));
};

const brought = performance.now();
if (ci || values.install) bring();
const bin = findPostgres();
const cluster = !env.ASSENT_TEST_POSTGRES && bin ? await startCluster(bin) : null;
if (cluster) env.ASSENT_TEST_POSTGRES = cluster.url;
const begun = performance.now();

const tearDown = async (): Promise<void> => {
	rmSync(scratch, { recursive: true, force: true });
	await cluster?.stop();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.once(signal, () => {
		stopping = true;
		endAll();
		void tearDown().finally(() => process.exit(130));
	});

try {
	await all();
	const lines = closing({
		parts: names.flatMap((name) => parts.get(name) ?? []),
		// How long the packages took, which happens before this file can run.
		installed: Number(process.env.ASSENT_INSTALL_SECONDS ?? 0),
		prepared: (begun - brought) / 1000,
		total: (performance.now() - begun) / 1000,
		rounds,
		missing,
		left:
			[values.only === undefined ? null : `only ${values.only}`, unloaded].filter(Boolean).join('; ') || null
	});
	console.log();
	for (const line of lines) console.log(line);
	process.exitCode = [...parts.values()].every(({ count }) => count.failed === 0) ? 0 : 1;
} finally {
	await tearDown();
}
