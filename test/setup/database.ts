/** Databases of a test's own: made when asked for, gone when the test file is done. */
import { mkdtemp, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { clusterUrl, engine, type Engine } from './engines.ts';

const leavings: (() => Promise<unknown>)[] = [];

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

export const onCluster = async <T>(act: (client: pg.Client) => Promise<T>): Promise<T> => {
	if (clusterUrl === null) throw new Error('ASSENT_TEST_POSTGRES is not set: no PostgreSQL to test on.');
	const client = new pg.Client({ connectionString: clusterUrl });
	await client.connect();
	try {
		return await act(client);
	} finally {
		await client.end();
	}
};

/** A name that no other database has. */
export const nameOf = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`;

/** The DATABASE_URL of a database of the cluster. */
export const urlOf = (name: string): string => {
	const url = new URL(clusterUrl ?? '');
	url.pathname = `/${name}`;
	return url.href;
};

/** @param template the name of the database that it is a copy of; without it, it is empty */
export const freshDatabase = async (template = 'template1'): Promise<string> => {
	const name = nameOf('test');
	await onCluster((client) => client.query(`create database ${name} template ${template}`));
	leavings.push(() => onCluster((client) => client.query(`drop database if exists ${name} with (force)`)));
	return urlOf(name);
};

/** The DATABASE_URL of a new, empty database. */
export const freshUrl = async (on: Engine = engine): Promise<string> =>
	on === 'sqlite' ? `file:${join(await freshFolder(), 'assent.db')}` : freshDatabase();
