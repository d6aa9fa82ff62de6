/** A process that reads one Parquet file after the other, for tests that have hundreds: each comes as a message. */
import { tellRows } from '#lib/datasets/apart.ts';
import { endWith } from '#lib/datasets/parquet-process.server.ts';
import { parquetRows } from '#lib/datasets/parquet.ts';

let more = () => {};

endWith(Number(process.argv[2]));
process.on('message', (word: 'more' | Uint8Array) => {
	if (word === 'more') return more();
	const file = new Uint8Array(word).buffer;
	more = tellRows(
		(at) => parquetRows(file, {}, at),
		(said) => process.send?.(said),
		() => performance.now()
	);
});
