/** Parquet files read apart as the server reads them, by one process for all as long as none keeps it for ever. */
import { fork, type ChildProcess } from 'node:child_process';
import { afterAll } from 'vitest';
import { heardRows, type Word } from '#lib/datasets/apart.ts';
import { damagedAt, stuckAt } from '#lib/datasets/parquet.ts';
import type { Incoming } from '#lib/project/incoming.ts';

const entry = new URL('./parquet-process.ts', import.meta.url);

/** @param patience milliseconds without a word */
export function keptReader(patience: number): (file: Uint8Array) => AsyncGenerator<Incoming> {
	let kept: ChildProcess | null = null;
	const begin = () =>
		(kept ??= fork(entry, [String(process.pid)], { serialization: 'advanced', execArgv: [] }));
	afterAll(() => void kept?.kill('SIGKILL'));
	return (file) =>
		heardRows(
			(hear) => {
				const child = begin();
				let whole = false;
				child.removeAllListeners();
				child.on('message', (word: Word) => {
					whole = word.say === 'done' || word.say === 'refused';
					hear(word);
				});
				child.on('disconnect', () => hear({ say: 'lost' }));
				child.send(file);
				return {
					more: () => void child.send('more'),
					async end() {
						if (whole) return;
						kept = null;
						child.removeAllListeners();
						child.kill('SIGKILL');
					}
				};
			},
			{
				patience,
				stuck: (place) => stuckAt(place, patience),
				lost: (place) => damagedAt(place, 'needs too much')
			}
		);
}
