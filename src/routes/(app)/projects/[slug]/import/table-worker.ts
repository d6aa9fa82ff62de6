/** Reads one Parquet file in a thread of its own: a damaged one may keep it for ever, and the page goes on. */
import { decompress } from 'fzstd';
import { tellRows } from '#lib/datasets/apart.ts';
import { parquetRows } from '#lib/datasets/parquet.ts';

let more: (() => void) | null = null;

addEventListener('message', ({ data }: MessageEvent<Blob | null>) => {
	if (data === null) return more?.();
	const file = {
		byteLength: data.size,
		slice: (from: number, to?: number) => data.slice(from, to).arrayBuffer()
	};
	more = tellRows(
		(at) => parquetRows(file, { ZSTD: (input) => decompress(input) }, at),
		(word) => postMessage(word),
		() => performance.now()
	);
});
