import { expect, it } from 'vitest';
import { closing, type Part, type Run } from './closing.ts';

const part = (name: string, passed: number, failed = 0, skipped = 0): Part => ({
	name,
	seconds: 12.34,
	count: { passed, failed, skipped },
	failures: []
});
const run = (...parts: Part[]): Run => ({
	parts,
	installed: 1,
	prepared: 2,
	total: 20,
	rounds: 30,
	missing: [],
	left: null
});

it('ends with one plain count, and above it a row for each part', () => {
	const lines = closing(run(part('unit', 5), part('postgres', 0, 0, 7), part('http', 2, 1)));
	expect(lines.at(-1)).toBe('7 passed, 1 failed, 7 skipped');
	expect(lines[3]).toMatch(/^unit +12\.3 +5 +0 +0 {2}ok$/);
	expect(lines[4]).toMatch(/^postgres +12\.3 +0 +0 +7 {2}skipped$/);
	expect(lines[5]).toMatch(/^http +12\.3 +2 +1 +0 {2}FAILED$/);
});

it('names what failed between the table and the count, and a part that failed without a name', () => {
	const failure = { file: 'a.test.ts', test: 'is well', message: 'It is not.', at: ['a.ts:1:2'] };
	const lines = closing(run({ ...part('unit', 5, 1), failures: [failure] }, part('build', 0, 1)));
	expect(lines.slice(-6)).toEqual([
		'FAILED unit › a.test.ts › is well',
		'    It is not.',
		'    at a.ts:1:2',
		'FAILED build',
		'    It ended without a name. Its output stands above.',
		'5 passed, 2 failed, 0 skipped'
	]);
});

it('says what was missing, and behind the count what was left out', () => {
	const lines = closing({ ...run(part('unit', 1)), missing: ['Chromium is missing.'], left: 'unit only' });
	expect(lines).toContain('Chromium is missing.');
	expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped (unit only)');
});
