/**
 * The only file that knows that there are two dialects of tables. Types are PostgreSQL's; on SQLite the
 * same-shaped builders run. Times are epoch milliseconds and JSON is canonical text (RFC 8785) on both
 * engines, so that rows, bytes and digests agree wherever they are stored.
 */
import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';
import { canonical, type Json } from './json.ts';

export type Dialect = 'postgres' | 'sqlite';
export const dialectOf = (url: string): Dialect => (/^postgres(ql)?:/.test(url) ? 'postgres' : 'sqlite');

const jsonText = { dataType: () => 'text', toDriver: (value: unknown) => canonical(value as Json) };
/** Compared by bytes, as SQLite does, whatever the database's own order is: so a range finds what begins with it. */
const pgKey = pg.customType<{ data: string; driverData: string }>({ dataType: () => 'text COLLATE "C"' });
const pgBytes = pg.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
const parse = (text: unknown): unknown => JSON.parse(text as string);
const pgJson = pg.customType<{ data: unknown; driverData: string }>({ ...jsonText, fromDriver: parse });
const liteJson = lite.customType<{ data: unknown; driverData: string }>({ ...jsonText, fromDriver: parse });

const pgKit = {
	dialect: 'postgres' as Dialect,
	table: pg.pgTable,
	index: pg.index,
	uniqueIndex: pg.uniqueIndex,
	primaryKey: pg.primaryKey,
	foreignKey: pg.foreignKey,
	text: (name: string) => pg.text(name),
	key: (name: string) => pgKey(name),
	int: (name: string) => pg.integer(name),
	bigint: (name: string) => pg.bigint(name, { mode: 'number' }),
	real: (name: string) => pg.doublePrecision(name),
	bool: (name: string) => pg.boolean(name),
	/** epoch milliseconds */
	at: (name: string) => pg.bigint(name, { mode: 'number' }),
	bytes: (name: string) => pgBytes(name),
	json: <T>(name: string) => pgJson(name).$type<T>(),
	oneOf: <const U extends [string, ...string[]]>(name: string, values: U) => pg.text(name, { enum: values })
};
export type Kit = typeof pgKit;

const liteKit = {
	dialect: 'sqlite' as Dialect,
	table: lite.sqliteTable,
	index: lite.index,
	uniqueIndex: lite.uniqueIndex,
	primaryKey: lite.primaryKey,
	foreignKey: lite.foreignKey,
	text: (name: string) => lite.text(name),
	key: (name: string) => lite.text(name),
	int: (name: string) => lite.integer(name),
	bigint: (name: string) => lite.integer(name),
	real: (name: string) => lite.real(name),
	bool: (name: string) => lite.integer(name, { mode: 'boolean' }),
	at: (name: string) => lite.integer(name),
	bytes: (name: string) => lite.blob(name, { mode: 'buffer' }),
	json: <T>(name: string) => liteJson(name).$type<T>(),
	oneOf: <const U extends [string, ...string[]]>(name: string, values: U) => lite.text(name, { enum: values })
};

// Compile-time proof that each pair of builders reads back the same type, so that the one cast below is sound.
type Data<B> = B extends { _: { data: infer D } } ? D : never;
type Plain = 'text' | 'key' | 'int' | 'bigint' | 'real' | 'bool' | 'at' | 'bytes';
type Mismatch = {
	[K in Plain]: [Data<ReturnType<(typeof pgKit)[K]>>] extends [Data<ReturnType<(typeof liteKit)[K]>>]
		? never
		: K;
}[Plain];
true satisfies [Mismatch] extends [never] ? true : never;

export const kitFor = (dialect: Dialect): Kit =>
	dialect === 'postgres' ? pgKit : (liteKit as unknown as Kit);
