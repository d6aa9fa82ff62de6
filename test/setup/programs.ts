/** Finds the programs that packages do not bring: a Chromium and the server side of PostgreSQL. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const runs = (path: string): boolean => {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
};

const onPath = (names: string[]): string[] =>
	names.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));

export const findChromium = (): string | null =>
	[
		...onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'/Applications/Chromium.app/Contents/MacOS/Chromium'
	].find(runs) ?? null;

/** Folders of versions, the newest first: 16 before 9. */
const versions = (folder: string, under: string): string[] =>
	existsSync(folder)
		? readdirSync(folder)
				.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
				.map((name) => join(folder, name, under))
		: [];

/** The folder that holds initdb and postgres. Debian keeps them off PATH, one folder a version. */
export const findPostgres = (): string | null =>
	[
		...versions('/usr/lib/postgresql', 'bin'),
		...(process.env.PATH ?? '').split(delimiter),
		...versions('/opt/homebrew/opt', 'bin').filter((path) => path.includes('postgresql')),
		...versions('/usr/local/opt', 'bin').filter((path) => path.includes('postgresql'))
	].find((folder) => runs(join(folder, 'initdb')) && runs(join(folder, 'postgres'))) ?? null;

/** A program on PATH by one of its names. */
export const findProgram = (...names: string[]): string | null => onPath(names).find(runs) ?? null;
