/** A Parquet file as we write it, and with bytes changed: among them some that keep whoever reads it for ever. */
import { parquetWriteBuffer } from 'hyparquet-writer';
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

/**
 * A file whose pages say nothing wrong, and that nobody reads to its end: of the numbers of its words there are fewer
 * than none, in no bits each.
 */
export function endless(): Buffer {
	const data = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 'no' : 'yes'));
	const bytes = Buffer.from(
		parquetWriteBuffer({ columnData: [{ name: 'prompt', data, type: 'STRING' }], codec: 'UNCOMPRESSED' })
	);
	// One bit each, 25 times eight of them.
	const words = bytes.indexOf(Buffer.concat([Buffer.from([1, 0x33]), Buffer.alloc(25, 0xaa)]));
	if (words < 0) throw new Error('The words are not where they were: hyparquet-writer writes otherwise now.');
	bytes.set([0, 0xff, 0xff, 0xff, 0xff, 0x0f], words);
	return bytes;
}

/** Files with one byte changed, in what a page says of how many values it has, which nobody would read to their end. */
export async function boundless(): Promise<Buffer[]> {
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
