/** Parquet files read back by the library that browsers use, as the rows that were written. */
import { parquetReadObjects } from 'hyparquet';
import type { JsonObject } from '#lib/schema/json.ts';
import { collect } from './rows.ts';

export async function bytesIn(pieces: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
	return Buffer.concat((await collect(pieces)).map((piece) => Buffer.from(piece)));
}

export async function parquetRows(bytes: Buffer): Promise<JsonObject[]> {
	const file = new Uint8Array(bytes).buffer;
	const rows = await parquetReadObjects({ file });
	return JSON.parse(
		JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
	) as JsonObject[];
}
