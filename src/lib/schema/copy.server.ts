/**
 * The whole database into an empty one, on the same engine or the other: every table as of one moment, in one
 * transaction that stands only when each reads back as it was read. The source is left as it is.
 */
import { existsSync } from 'node:fs';
import { dialectOf } from './columns.ts';
import { sha256 } from './digest.server.ts';
import { layout, type Layout, type Side, type Value } from './layout.ts';
import { isCurrent, migrate } from './migrate.server.ts';
import { acrossPostgres } from './postgres.server.ts';
import { Refusal } from './refusal.ts';
import { acrossSqlite, fileOf } from './sqlite.server.ts';
import { faultOf, openReader } from './store.server.ts';

/** `sha256` is of all rows whatever their order: the sum of theirs. */
export type TableCopy = { table: string; rows: number; sha256: string };

/** Runs over whole tables in one transaction, on either engine. */
export const across = <T>(url: string, how: 'read' | 'write', act: (side: Side) => Promise<T>): Promise<T> =>
	dialectOf(url) === 'postgres' ? acrossPostgres(url, how, act) : acrossSqlite(fileOf(url), how, act);

/** A value as both engines write it. */
const written = (value: Value, isBoolean: boolean): string | number | boolean | null => {
	if (value instanceof Uint8Array) return sha256(value);
	return isBoolean && value !== null ? Boolean(value) : value;
};

/** Counts rows and adds up their digests: two tables are the same when both are. */
function sumOf({ name, columns }: Layout) {
	let rows = 0;
	let sum = 0n;
	return {
		add(batch: Value[][]): void {
			rows += batch.length;
			for (const row of batch) {
				const text = JSON.stringify(row.map((value, i) => written(value, columns[i]?.isBoolean ?? false)));
				sum = BigInt.asUintN(256, sum + BigInt(`0x${sha256(text)}`));
			}
		},
		done: (): TableCopy => ({ table: name, rows, sha256: sum.toString(16).padStart(64, '0') })
	};
}

async function copyTable(
	from: Side,
	to: Side,
	table: Layout,
	step: (rows: number) => void
): Promise<TableCopy> {
	const [read, kept] = [sumOf(table), sumOf(table)];
	for await (const rows of from.rows(table)) {
		read.add(rows);
		try {
			await to.insert(table, rows);
		} catch (error) {
			throw new Error(`A row of “${table.name}” could not be written: ${faultOf(error).message}`, {
				cause: error
			});
		}
		step(rows.length);
	}
	for await (const rows of to.rows(table)) kept.add(rows);
	const copied = read.done();
	const back = kept.done();
	if (copied.rows !== back.rows || copied.sha256 !== back.sha256)
		throw new Error(
			`“${table.name}” does not read back as it was: ${copied.rows} rows, then ${back.rows}. Nothing was copied.`
		);
	return copied;
}

async function assertSource(url: string): Promise<void> {
	if (dialectOf(url) === 'sqlite' && !existsSync(fileOf(url)))
		throw new Refusal('not_found', `There is no database at ${fileOf(url)}.`);
	const source = await openReader(url);
	try {
		if (await isCurrent(source)) return;
	} catch (error) {
		const { code, message } = faultOf(error);
		if (code !== '42P01' && !message.startsWith('no such table')) throw error;
		throw new Refusal('not_found', 'There is no ledger of migrations: this is no database of Assent.');
	} finally {
		await source.close();
	}
	throw new Refusal('not_current', 'The database is of an earlier version. Start this one on it once first.');
}

const assertEmpty = async (side: Side): Promise<void> => {
	const filled = (await side.filled()).filter((name) => name !== 'migration');
	if (filled.length > 0)
		throw new Refusal(
			'not_empty',
			`The database to copy to is not empty: “${filled[0] ?? ''}” has rows. Name an empty one.`
		);
};

/**
 * @param step hears how many rows more are copied
 * @returns every table, in the order in which they were copied
 * @throws Refusal not_found, not_current for the source; not_empty for the target, which is left as it was
 */
export async function copyDatabase(
	from: string,
	to: string,
	step: (rows: number) => void = () => {}
): Promise<TableCopy[]> {
	await assertSource(from);
	if (dialectOf(to) === 'postgres' || existsSync(fileOf(to))) await across(to, 'read', assertEmpty);
	await migrate(to);
	return across(from, 'read', (source) =>
		across(to, 'write', async (target) => {
			const copies: TableCopy[] = [];
			for (const table of layout) copies.push(await copyTable(source, target, table, step));
			return copies;
		})
	);
}
