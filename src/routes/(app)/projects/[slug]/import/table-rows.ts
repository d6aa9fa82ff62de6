/** The rows of a Parquet file, as a thread beside the page reads them. Its code comes only when one is opened. */
import { heardRows, type Line, type Word } from '#lib/datasets/apart.ts';
import { damagedAt, stuckAt } from '#lib/datasets/parquet.ts';
import type { Incoming } from '#lib/project/incoming.ts';

/** Milliseconds without a word, while a person waits: the server has more patience. */
const PATIENCE = 10_000;

function open(file: Blob, hear: (word: Word) => void): Line {
	const worker = new Worker(new URL('./table-worker.ts', import.meta.url), { type: 'module' });
	worker.addEventListener('message', ({ data }: MessageEvent<Word>) => hear(data));
	worker.addEventListener('error', () => hear({ say: 'lost' }));
	worker.postMessage(file);
	return {
		more: () => worker.postMessage(null),
		end: async () => worker.terminate()
	};
}

/** @throws Refusal invalid_parquet, bad_header; what came before the damage was given out */
export const tableRows = (file: Blob): AsyncGenerator<Incoming> =>
	heardRows((hear) => open(file, hear), {
		patience: PATIENCE,
		stuck: (place) => stuckAt(place, PATIENCE),
		lost: (place) => damagedAt(place, 'cannot be held by this browser')
	});
