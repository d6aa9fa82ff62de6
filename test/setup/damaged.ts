/** A Parquet file as we write it, and with bytes changed: among them some that keep whoever reads it for ever. */
import { parquetOf } from '#lib/datasets/targets/parquet.ts';
import type { Column } from '#lib/datasets/targets/columns.ts';
import { bytesIn } from './parquet.ts';

export const TALKS = 40;
const columns: Column[] = [
	{ name: 'prompt', type: 'messages' },
	{ name: 'label', type: 'true or false' }
];

async function* rows() {
	yield await Promise.resolve(
		Array.from({ length: TALKS }, (_, i) => ({
			prompt: [{ role: 'user', content: `What of ${i}?` }],
			label: i % 2 === 0
		}))
	);
}

export const talks = (): Promise<Buffer> => bytesIn(parquetOf(columns, { tools: false }, rows()));

export function changed(bytes: Buffer, at: number, by: number): Buffer {
	const spoiled = Buffer.from(bytes);
	spoiled[at] = ((spoiled[at] ?? 0) + by) % 256;
	return spoiled;
}

/** Files with one byte changed, in what a page says of how many values it has, that nobody reads to their end. */
export async function endless(): Promise<Buffer[]> {
	const bytes = await talks();
	// The page's second field of counts: 40 values, none of them null, in 40 rows.
	const page = bytes.indexOf(Buffer.from('5c155015001550150015', 'hex'));
	if (page < 0) throw new Error('The page is not where it was: hyparquet-writer writes otherwise now.');
	return [
		[page, 221],
		[page, 229],
		[page, 253],
		[page + 1, 12],
		[page + 1, 13],
		[page + 1, 28],
		[page + 1, 109]
	].map(([at = 0, by = 0]) => changed(bytes, at, by));
}
