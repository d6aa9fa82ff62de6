/**
 * The kinds of tests. A database test runs in two of them, once an engine; tables.ts picks its dialect from
 * DATABASE_URL as it loads, so each names one. `npm test` brings the PostgreSQL and runs all of them in order.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const cluster = process.env.ASSENT_TEST_POSTGRES;
const databaseTests = ['src/**/*.db.test.ts', 'test/database/**/*.test.ts'];
const minute = 60_000;

type Options = TestProjectInlineConfiguration['test'];

const kind = (name: string, include: string[], more: Options = {}): TestProjectInlineConfiguration => ({
	extends: true,
	test: { name, include, environment: 'node', setupFiles: ['scripts/lib/say-under-way.ts'], ...more }
});

export default defineConfig({
	// Rune classes (x.svelte.ts) are tested as they are.
	plugins: [svelte()],
	test: {
		// Half of the cores of a small machine would be one.
		maxWorkers: 2,
		passWithNoTests: true,
		// A test that holds its thread outlives its own limit: it is named and ended from outside.
		reporters: ['default', './scripts/lib/stuck.ts'],
		// Where only the end of what is printed is kept, a test that passed needs no line; its file has one.
		slowTestThreshold: process.env.CI === 'true' ? minute : 300,
		// What is waited for may take its time on a busy machine; a second, the default, is a test of the machine.
		expect: { poll: { timeout: 10_000 } },
		projects: [
			kind('unit', ['src/**/*.test.ts', 'scripts/**/*.test.ts'], {
				exclude: databaseTests,
				testTimeout: minute
			}),
			kind('sqlite', databaseTests, {
				// Only names the engine. Tests ask test/setup/database.ts for a database; this one cannot be opened.
				env: { ASSENT_ENGINE: 'sqlite', DATABASE_URL: 'file:/nonexistent/ask-freshUrl.db' },
				testTimeout: minute,
				hookTimeout: minute
			}),
			...(cluster
				? [
						kind('postgres', databaseTests, {
							env: { ASSENT_ENGINE: 'postgres', DATABASE_URL: cluster },
							testTimeout: minute,
							hookTimeout: minute
						})
					]
				: []),
			// Real servers and real kills: one file at a time, so that each has the machine.
			kind('http', ['test/http/**/*.test.ts'], {
				fileParallelism: false,
				testTimeout: 10 * minute,
				hookTimeout: minute
			}),
			// Files as they are written, loaded by the Python that trainers load them with.
			kind('loaders', ['test/loaders/**/*.test.ts'], {
				fileParallelism: false,
				env: { ASSENT_ENGINE: 'sqlite', DATABASE_URL: 'file:/nonexistent/ask-freshUrl.db' },
				testTimeout: 10 * minute,
				hookTimeout: 10 * minute
			}),
			kind('browser', ['test/browser/**/*.test.ts'], {
				fileParallelism: false,
				testTimeout: 2 * minute,
				hookTimeout: minute
			})
		]
	}
});
