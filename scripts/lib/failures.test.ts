import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { failureOf, inLines, note, readFailures } from './failures.ts';

const scratch = mkdtempSync(join(tmpdir(), 'assent-failures-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const thrown = {
	name: 'AssertionError',
	message: 'expected 1 to be 2',
	diff: '\u001b[32m- Expected\u001b[39m\n\n- 2\n+ 1',
	stack: [
		'AssertionError: expected 1 to be 2',
		'    at claim (/home/a/src/lib/queue/claim.ts:12:7)',
		'    at /home/a/src/lib/queue/claim.db.test.ts:40:3',
		'    at file:///home/a/node_modules/vitest/dist/run.js:1695:35',
		'    at new Promise (<anonymous>)',
		'    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)'
	].join('\n')
};
const failure = failureOf('src/lib/queue/claim.db.test.ts', 'claim > gives one item', thrown, '/home/a');

it('names the part, the file and the test, what it says and the lines of ours it went through', () => {
	expect(inLines([{ name: 'database: postgres', failures: [failure] }])).toEqual([
		'FAILED database: postgres › src/lib/queue/claim.db.test.ts › claim > gives one item',
		'    AssertionError: expected 1 to be 2',
		'    - Expected',
		'    - 2',
		'    + 1',
		'    at src/lib/queue/claim.ts:12:7, src/lib/queue/claim.db.test.ts:40:3'
	]);
});

it('names a file that did not load, and says why an error came', () => {
	const cause = { message: 'Worker exited unexpectedly while running test file a.test.ts' };
	const failures = [
		failureOf('src/lib/form/form.test.ts', null, { message: 'Cannot find module ./nowhere.ts' }),
		failureOf('', 'an error that no test waited for', { message: 'Worker forks emitted error.', cause })
	];
	expect(inLines([{ name: 'unit', failures }])).toEqual([
		'FAILED unit › src/lib/form/form.test.ts',
		'    Cannot find module ./nowhere.ts',
		'FAILED unit › an error that no test waited for',
		'    Worker forks emitted error.',
		'    Caused by: Worker exited unexpectedly while running test file a.test.ts'
	]);
});

it('keeps the first lines of a long message, and the beginning of a long line', () => {
	const long = {
		message: ['a'.repeat(1000), ...Array.from({ length: 500 }, (_, i) => `line ${i}`)].join('\n')
	};
	const lines = failureOf('a.test.ts', 'is long', long).message.split('\n');
	expect(lines).toHaveLength(7);
	expect(lines[0]).toHaveLength(242);
	expect(lines.at(-1)).toBe('…');
});

it('names every failure, and tells the first twenty whole', () => {
	const many = Array.from({ length: 30 }, () => failure);
	const lines = inLines([
		{ name: 'unit', failures: many },
		{ name: 'http', failures: many }
	]);
	expect(lines.filter((line) => line.startsWith('FAILED'))).toHaveLength(60);
	expect(lines.filter((line) => line.includes('expected 1 to be 2'))).toHaveLength(20);
});

it('is written as it happens and read at the end', () => {
	const file = join(scratch, 'failures');
	expect(readFailures(file)).toEqual([]);
	note(failure, file);
	note({ ...failure, test: 'another' }, file);
	expect(readFailures(file).map(({ test }) => test)).toEqual(['claim > gives one item', 'another']);
});
