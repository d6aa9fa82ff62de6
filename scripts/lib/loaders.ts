/**
 * A Python of its own with the loaders that scripts/loaders.txt pins, outside the tree. It is made once for each list
 * and each Python, and kept.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../test/setup/programs.ts';

/** Where there is none, the reason; that is no failure, since a machine may well have no Python. */
export type Loaders = { python: string } | { missing: string };

const LIST = join('scripts', 'loaders.txt');
const APART = join('scripts', 'loaders-apart.txt');
/** Whose wheels are taken of the packages apart, and the folder of the environment that they lie in. */
const AS = ['--python-version', '3.11', '--abi', 'cp311', '--platform', 'manylinux1_x86_64'];
const BESIDE = 'beside';
/** What the pinned versions run on. */
const LEAST = [3, 11] as const;
const MINUTES = 9;

/** What pip says when nobody answers, which is not the list's fault. */
const unreachable =
	/NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|name resolution|Network is unreachable|Connection refused|ConnectionError/;

/** Takes minutes the first time, beside other work of the run. */
const run = (program: string, args: string[]): Promise<{ ok: boolean; stdout: string; stderr: string }> =>
	new Promise((resolve) => {
		const options = { timeout: MINUTES * 60_000, maxBuffer: 64 * 1024 * 1024 };
		execFile(program, args, options, (error, stdout, stderr) =>
			resolve({ ok: error === null, stdout, stderr })
		);
	});

const folderOf = (version: string): string => {
	const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
	const lists = Buffer.concat([LIST, APART].map((list) => readFileSync(list)));
	const digest = createHash('sha256').update(lists).update(version).digest('hex');
	return join(cache, `assent-loaders-${digest.slice(0, 16)}`);
};

/** @throws Error when the list itself cannot be installed */
export async function readyLoaders(): Promise<Loaders> {
	const program = findProgram('python3');
	if (!program) return { missing: 'Python is missing' };
	const version = (await run(program, ['-c', 'import sys; print(*sys.version_info[:3])'])).stdout.trim();
	const [major = 0, minor = 0] = version.split(' ').map(Number);
	if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]))
		return { missing: `Python ${LEAST.join('.')} is missing; this is ${version.replaceAll(' ', '.')}` };
	const folder = folderOf(version);
	const python = join(folder, 'bin', 'python');
	const ready = join(folder, 'ready');
	if (existsSync(ready)) return { python };
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	if (!(await run(program, ['-m', 'venv', folder])).ok)
		return { missing: 'Python cannot make environments: python3-venv is missing' };
	const pip = [
		'-m',
		'pip',
		'install',
		'--quiet',
		'--disable-pip-version-check',
		'--no-input',
		'--retries',
		'1'
	];
	const beside = ['--only-binary=:all:', ...AS, '--target', join(folder, BESIDE)];
	for (const [list, how] of [
		[LIST, []],
		[APART, beside]
	] as const) {
		const { ok, stderr } = await run(python, [...pip, '--no-deps', ...how, '-r', list]);
		if (ok) continue;
		rmSync(folder, { recursive: true, force: true });
		if (unreachable.test(stderr)) return { missing: 'the registry of Python packages does not answer' };
		throw new Error(`${list} cannot be installed: ${stderr.slice(-2000)}`);
	}
	writeFileSync(ready, '');
	return { python };
}
