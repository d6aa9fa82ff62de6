/** A test that never lets go of its thread, in a run of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'assent-stuck-'));
const write = (name: string, text: string) => writeFileSync(join(scratch, name), text);

beforeAll(() => {
	symlinkSync(resolve('node_modules'), join(scratch, 'node_modules'));
	write(
		'vitest.config.mjs',
		`export default { test: {
			maxWorkers: 2,
			setupFiles: [${JSON.stringify(resolve('scripts/lib/say-under-way.ts'))}],
			reporters: ['default', ${JSON.stringify(resolve('scripts/lib/stuck.ts'))}]
		} };`
	);
	const test = (name: string, body: string) =>
		`import { it } from 'vitest'; it('is well', () => {}); it('${name}', () => { ${body} }, 500);`;
	write('spins.test.ts', test('never lets go', 'for (;;);'));
	write('ends.test.ts', test('lets go', ''));
	write('loads.test.ts', test('is quick', '').replace('500', '500_000'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (...files: string[]) =>
	spawnSync(process.execPath, [resolve('node_modules/vitest/vitest.mjs'), 'run', ...files], {
		cwd: scratch,
		env: { PATH: process.env.PATH, NO_COLOR: '1', ASSENT_STUCK_GRACE_MS: '1000' },
		encoding: 'utf8',
		timeout: 50_000,
		killSignal: 'SIGKILL'
	});

it('is named with its file, and its run ends with failure while other files go on', () => {
	const { status, stdout, stderr } = run();
	expect(stderr).toContain('STUCK: spins.test.ts, in “never lets go”.');
	expect(stdout).toContain('✓ ends.test.ts');
	expect(status).toBe(1);
});

it('is none where all let go', () => {
	const { status, stderr } = run('ends.test.ts', 'loads.test.ts');
	expect([status, stderr]).toEqual([0, '']);
});
