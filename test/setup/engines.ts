/** Which engines a test can run on here. Without a PostgreSQL its tests show as skipped, never as passed. */
import { describe } from 'vitest';

export type Engine = 'sqlite' | 'postgres';

/** The address of a PostgreSQL whose user may create databases; `npm test` starts one and sets it. */
export const clusterUrl = process.env.ASSENT_TEST_POSTGRES ?? null;

/** In database tests: the engine that this run is on. */
export const engine: Engine = process.env.ASSENT_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

/** In HTTP and browser tests: the same tests on each engine. */
export const onEachEngine = (title: string, tests: (engine: Engine) => void): void => {
	describe(`${title} (sqlite)`, () => tests('sqlite'));
	describe.skipIf(clusterUrl === null)(`${title} (postgres)`, () => tests('postgres'));
};
