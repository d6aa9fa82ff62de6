import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readFailures } from './failures.ts';
import { runProgram } from './running.ts';

const scratch = mkdtempSync(join(tmpdir(), 'assent-running-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let said: string[] = [];
beforeEach(() => {
	said = [];
	vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => void vi.restoreAllMocks());

const run = (script: string, minutes = 1) =>
	runProgram({
		part: 'unit',
		args: ['--input-type=module', '--eval', script],
		env: { PATH: process.env.PATH },
		minutes,
		failures: join(scratch, 'failures')
	});

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
};

it('says each line with the name of its part, and whether it ended well', async () => {
	expect(await run(`console.log('one\\ntwo'); console.error('three');`)).toBe(true);
	expect(said.toSorted()).toEqual(['unit    | one', 'unit    | three', 'unit    | two']);
	expect(await run('process.exitCode = 3')).toBe(false);
});

it('says what ended it, when that was something else', async () => {
	expect(await run(`process.kill(process.pid, 'SIGKILL')`)).toBe(false);
	expect(said).toEqual(['unit    | Something else ended it, by SIGKILL.']);
	const told = readFailures(join(scratch, 'failures'));
	expect(told.map(({ message }) => message)).toEqual(['Something else ended it, by SIGKILL.']);
});

/** Begins something that would live for ten minutes, says which, and then does the rest. */
const left = join(scratch, 'left');
const leaving = (rest: string): string => `
	import { spawn } from 'node:child_process';
	import { writeFileSync } from 'node:fs';
	const child = spawn('sleep', ['600'], { stdio: 'inherit' });
	writeFileSync(${JSON.stringify(left)}, String(child.pid));
	${rest}`;
const isLeft = (): boolean => isAlive(Number(readFileSync(left, 'utf8')));

it('ends at its limit with all that it started, though that holds its output open', async () => {
	expect(await run(leaving('setInterval(() => {}, 1000);'), 0.05)).toBe(false);
	expect(said).toEqual(['unit    | Ended after 0.1 minutes.']);
	await expect.poll(isLeft).toBe(false);
});

it('leaves nothing behind when it ends by itself', async () => {
	expect(await run(leaving('process.exit(0);'))).toBe(true);
	await expect.poll(isLeft).toBe(false);
});
