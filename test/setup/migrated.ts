/** A new database at today's schema: on PostgreSQL a copy of one that the cluster keeps, since a copy is soon made. */
import { join } from 'node:path';
import { sha256 } from '#lib/schema/digest.server.ts';
import { migrate, stepsIn } from '#lib/schema/migrate.server.ts';
import { freshDatabase, freshUrl, nameOf, onCluster, urlOf } from './database.ts';
import { engine } from './engines.ts';

/** Two workers ask for the same one at once. */
const LOCK = 7_241_900;

/** One a schema, kept for other tests to copy. It has its name when it is whole. @returns the name */
const atSchema = (): Promise<string> =>
	onCluster(async (client) => {
		const steps = stepsIn(join('migrations', 'postgres')).map(({ digest }) => digest);
		const name = `schema_${sha256(steps.join()).slice(0, 16)}`;
		await client.query('select pg_advisory_lock($1)', [LOCK]);
		const { rows } = await client.query('select 1 from pg_database where datname = $1', [name]);
		if (rows.length > 0) return name;
		const made = nameOf('making');
		await client.query(`create database ${made}`);
		await migrate(urlOf(made));
		await client.query(`alter database ${made} rename to ${name}`);
		return name;
	});

let schema: Promise<string> | undefined;

/** The DATABASE_URL of a new database at today's schema, of the engine of this run. */
export const migratedUrl = async (): Promise<string> => {
	if (engine === 'postgres') return freshDatabase(await (schema ??= atSchema()));
	const url = await freshUrl();
	await migrate(url);
	return url;
};
