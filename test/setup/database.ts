/** Databases of a test's own: made when asked for, gone when the test file is done. */
import { mkdtemp, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { clusterUrl, engine, type Engine } from './engines.ts';

const leavings: (() => Promise<void>)[] = [];

// Registered when this module loads, hence run last: after the hooks in which tests close their stores.
afterAll(async () => {
	for (const remove of leavings.splice(0)) await remove();
});

/** A folder that goes when the test file is done. */
export const freshFolder = async (): Promise<string> => {
	const folder = await mkdtemp(join(tmpdir(), 'assent-test-'));
	leavings.push(() => rm(folder, { recursive: true, force: true }));
	return folder;
};

const onCluster = async (statement: string): Promise<void> => {
	if (clusterUrl === null) throw new Error('ASSENT_TEST_POSTGRES is not set: no PostgreSQL to test on.');
	const client = new pg.Client({ connectionString: clusterUrl });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
};

/** The DATABASE_URL of a new, empty database. */
export const freshUrl = async (on: Engine = engine): Promise<string> => {
	if (on === 'sqlite') return `file:${join(await freshFolder(), 'assent.db')}`;
	const name = `test_${randomUUID().replaceAll('-', '')}`;
	await onCluster(`create database ${name}`);
	leavings.push(() => onCluster(`drop database if exists ${name} with (force)`));
	const url = new URL(clusterUrl ?? '');
	url.pathname = `/${name}`;
	return url.href;
};
