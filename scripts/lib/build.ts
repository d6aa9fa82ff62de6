/**
 * Builds the app when build/ is missing or was made from other sources. Sources are compared by content: a
 * checkout gives old files new times, and a deleted file leaves none.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { lastLines, note } from './failures.ts';

const sources = ['src', 'static', 'package-lock.json', 'package.json', 'svelte.config.js', 'vite.config.ts'];
const stamp = 'build/.sources';

const filesOf = (path: string): string[] =>
	statSync(path).isDirectory()
		? readdirSync(path, { recursive: true, encoding: 'utf8' })
				.map((name) => `${path}/${name}`)
				.filter((name) => statSync(name).isFile() && !/\.test\.ts$/.test(name))
				.sort()
		: [path];

const digest = (): string => {
	const hash = createHash('sha256').update(process.version);
	for (const file of sources.filter((path) => existsSync(path)).flatMap(filesOf))
		hash.update(`\0${file}\0`).update(readFileSync(file));
	return hash.digest('hex');
};

const now = digest();
const fresh = existsSync(stamp) && existsSync('build/index.js') && readFileSync(stamp, 'utf8') === now;
if (!fresh) {
	console.log('Building …');
	rmSync(stamp, { force: true });
	const vite = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'];
	const { status, stdout, stderr } = spawnSync(process.execPath, vite, {
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
		env: { ...process.env, NODE_ENV: 'production' }
	});
	if (status !== 0) {
		console.error(`${stdout}${stderr}`);
		note({ file: '', test: 'vite build', message: lastLines(`${stdout}${stderr}`), at: [] });
		process.exit(1);
	}
	writeFileSync(stamp, now);
	console.log(`… ${(performance.now() / 1000).toFixed(1)} s`);
}
