import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { readyLoaders } from './loaders.ts';

const path = process.env.PATH;
afterEach(() => {
	process.env.PATH = path;
});

it('a machine without Python has no loaders, and says so', async () => {
	process.env.PATH = '/nonexistent';
	expect(await readyLoaders()).toEqual({ missing: 'Python is missing' });
});

it('the list pins every package, each once', () => {
	const lines = readFileSync('scripts/loaders.txt', 'utf8')
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'));
	expect(lines.filter((line) => !/^[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*$/.test(line))).toEqual([]);
	const names = lines.map((line) => line.split('==', 1)[0]?.toLowerCase());
	expect(new Set(names).size).toBe(names.length);
});
