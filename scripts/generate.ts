/**
 * Writes the migrations of both engines from the one tables.ts: npm run generate [-- --name what-changed].
 * With --check nothing is written, and it fails when a folder lags behind tables.ts.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

// Only the scheme counts here: nothing connects.
const engines = { sqlite: 'file:none.db', postgres: 'postgres://none' };

const generate = (databaseUrl: string, folder: string, flags: string[], quiet: boolean) =>
	spawnSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', ...flags], {
		// A renamed column makes drizzle-kit ask; a check has nobody to answer and is out of step anyway.
		stdio: [quiet ? 'ignore' : 'inherit', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
		encoding: 'utf8',
		timeout: quiet ? 60_000 : undefined,
		env: { ...process.env, DATABASE_URL: databaseUrl, ASSENT_MIGRATIONS: folder }
	});

const migrations = (folder: string): string[] =>
	existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sql')) : [];

/** A sentence on what is out of step, or null. drizzle-kit is asked to go on from a copy: news means lagging. */
const lag = (engine: string, databaseUrl: string, scratch: string): string | null => {
	const folder = `migrations/${engine}`;
	const before = migrations(folder);
	if (before.length === 0) return `${folder} holds no migration.`;
	const copy = `${scratch}/${engine}`;
	cpSync(folder, copy, { recursive: true });
	const { status, stdout, stderr } = generate(databaseUrl, copy, [], true);
	if (migrations(copy).length > before.length) return `${folder} lags behind src/lib/schema/tables.ts.`;
	if (status === 0 && stdout.includes('nothing to migrate')) return null;
	return `${folder} could not be compared:\n${stdout}${stderr}`;
};

const check = (): boolean => {
	mkdirSync('node_modules/.cache', { recursive: true });
	const scratch = relative('.', mkdtempSync('node_modules/.cache/migrations-'));
	try {
		const lags = Object.entries(engines).map(([engine, url]) => lag(engine, url, scratch));
		const mistakes = lags.filter((sentence) => sentence !== null);
		for (const sentence of mistakes) console.error(sentence);
		if (mistakes.length > 0) console.error('Run: npm run generate -- --name <what changed>');
		return mistakes.length === 0;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
};

const flags = process.argv.slice(2);
const done = flags.includes('--check')
	? check()
	: Object.entries(engines).every(
			([engine, url]) => generate(url, `migrations/${engine}`, flags, false).status === 0
		);
process.exitCode = done ? 0 : 1;
