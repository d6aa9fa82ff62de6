/**
 * Format, lint, types and migrations in one command. Two run side by side; each prints its own lines when it
 * is done, so that they never mix.
 */
import { spawn, spawnSync } from 'node:child_process';
import { lastLines, note } from './lib/failures.ts';

const tasks: Record<string, string[]> = {
	types: ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--output', 'human'],
	lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
	format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
	migrations: ['scripts/generate.ts', '--check']
};

const run = (name: string, args: string[]): Promise<boolean> =>
	new Promise((resolve) => {
		const started = performance.now();
		const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
		child.on('close', (code) => {
			const seconds = ((performance.now() - started) / 1000).toFixed(1);
			console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} ${seconds} s`);
			if (code !== 0) {
				console.log(output.trimEnd());
				note({ file: '', test: name, message: lastLines(output), at: [] });
			}
			resolve(code === 0);
		});
	});

// The types of routes are written by Kit; both types and lint read them.
const synced = spawnSync(process.execPath, ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync'], {
	stdio: 'inherit'
});

const queue = Object.entries(tasks);
const results: boolean[] = [synced.status === 0];
const lane = async (): Promise<void> => {
	for (let next = queue.shift(); next; next = queue.shift()) results.push(await run(...next));
};
await Promise.all([lane(), lane()]);
process.exitCode = results.every(Boolean) ? 0 : 1;
