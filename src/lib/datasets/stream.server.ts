/** Pieces of a file as a body: the first at once, the rest in larger ones, only as fast as they are taken. */
import { breathe } from '#lib/project/pages.server.ts';
import type { Piece } from './targets/written.ts';

const PIECE = 64 * 1024;
/** Where rows are rare, what is there goes out after this. */
const WAIT_MS = 100;

type Options = {
	/** the server stops: the download ends as broken, never as complete */
	stopping: AbortSignal;
	/** the body breaks off; the reader learns it by the connection, whoever runs the server by this */
	onError: (error: unknown) => void;
};

export function streamOf(
	pieces: AsyncIterable<Piece>,
	{ stopping, onError }: Options
): ReadableStream<Uint8Array> {
	const iterator = pieces[Symbol.asyncIterator]();
	const encoder = new TextEncoder();
	let isFirst = true;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				// A reader that is fast would leave nobody else a turn.
				if (!isFirst) await breathe();
				const since = performance.now();
				let text = '';
				const give = () => {
					if (text) controller.enqueue(encoder.encode(text));
					text = '';
				};
				try {
					while (text === '' || (!isFirst && text.length < PIECE && performance.now() - since < WAIT_MS)) {
						if (stopping.aborted) {
							await iterator.return?.();
							return controller.error(new Error('The server stops.'));
						}
						const { done, value } = await iterator.next();
						if (done) {
							give();
							return controller.close();
						}
						if (typeof value === 'string') text += value;
						else {
							give();
							controller.enqueue(value);
							return;
						}
					}
				} catch (error) {
					onError(error);
					return controller.error(error);
				}
				isFirst = false;
				give();
			},
			async cancel() {
				await iterator.return?.();
			}
		},
		{ highWaterMark: 1 }
	);
}

/** The answer that a browser saves as a file. */
export const download = (
	file: { name: string; type: string; asOf: number; policies: string; lines: AsyncIterable<Piece> },
	options: Options
): Response =>
	new Response(streamOf(file.lines, options), {
		headers: {
			'content-type': file.type,
			'content-disposition': `attachment; filename="${file.name}"`,
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			'x-assent-as-of': String(file.asOf),
			...(file.policies && { 'x-assent-policies': file.policies })
		}
	});
