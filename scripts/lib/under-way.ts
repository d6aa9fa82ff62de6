/**
 * What the workers of the tests are at, written down before they begin: a test that holds its thread cannot be timed
 * out, and says nothing more. `stuck.ts` reads it from outside.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type UnderWay = {
	file: string;
	/** null while the file is loaded and between its tests, when hooks run */
	test: string | null;
	/** when it is over its own limit, as milliseconds of the clock */
	until: number;
};

/** Milliseconds that loading a file, or a hook, may take: as much as the slowest hook of any kind. */
const WITHOUT_TEST = 600_000;
/** As it was before a test put another one in its place. */
const now = Date.now.bind(Date);

/** @param run the process of vitest that began the workers */
const folderOf = (run: number): string => join(tmpdir(), `assent-under-way-${run}`);
const noteOf = (run: number, worker: number): string => join(folderOf(run), String(worker));

/** Called in a worker. @param limit milliseconds */
export function begin(file: string, test: string | null = null, limit = WITHOUT_TEST): void {
	const word: UnderWay = { file, test, until: now() + limit };
	mkdirSync(folderOf(process.ppid), { recursive: true });
	writeFileSync(noteOf(process.ppid, process.pid), JSON.stringify(word));
}

export const forget = (run = process.ppid, worker = process.pid): void =>
	rmSync(noteOf(run, worker), { force: true });

export const forgetAll = (run: number): void => rmSync(folderOf(run), { recursive: true, force: true });

const tried = <T>(read: () => T): T | null => {
	try {
		return read();
	} catch {
		// A worker writes or ends while it is looked at.
		return null;
	}
};

/** Each worker of a run with what it is at. */
export const underWay = (run: number): [number, UnderWay][] =>
	(tried(() => readdirSync(folderOf(run))) ?? []).flatMap((name) => {
		const found = tried(() => JSON.parse(readFileSync(join(folderOf(run), name), 'utf8')) as UnderWay);
		return found ? [[Number(name), found]] : [];
	});

export const inWords = ({ file, test }: UnderWay): string =>
	`${file}, ${test === null ? 'while it was loaded or in a hook' : `in “${test}”`}`;
