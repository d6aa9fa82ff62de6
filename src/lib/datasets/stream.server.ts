/** Pieces of a file as a body: the first at once, the rest in larger ones, only as fast as they are taken. */
import { createHash } from 'node:crypto';
import { passing } from '#lib/job/passing.server.ts';
import type { Pouring } from '#lib/job/pouring.server.ts';
import { breathe } from '#lib/project/pages.server.ts';
import type { ExportFile } from './export.server.ts';
import type { Piece } from './targets/written.ts';

/** Characters of text that go out together. */
const PIECE = 64 * 1024;
/** Where rows are rare, what is there goes out after this. */
const WAIT_MS = 100;

const encoder = new TextEncoder();

/**
 * The first piece at once, then texts together; bytes stand by themselves.
 * @param isOver whether nobody wants more of it, asked before each piece: then it ends
 * @param now the time, in milliseconds
 */
export async function* inBytes(
	pieces: AsyncIterable<Piece>,
	isOver: () => boolean,
	now = () => performance.now()
): AsyncGenerator<Uint8Array> {
	let most = 0;
	let text = '';
	let since = now();
	for await (const piece of pieces) {
		if (isOver()) return;
		if (typeof piece === 'string') {
			text += piece;
			if (text.length <= most && (text === '' || now() - since < WAIT_MS)) continue;
		}
		if (text !== '') yield encoder.encode(text);
		if (typeof piece !== 'string') yield piece;
		[most, text, since] = [PIECE, '', now()];
	}
	if (text !== '') yield encoder.encode(text);
}

/** What of a file was given out already. */
export type Beginning = { bytes: number; sha256: string };

/** What comes after a beginning. @throws Error where the file begins otherwise by now: half of each is no file */
export async function* after(
	{ bytes, sha256 }: Beginning,
	pieces: AsyncIterable<Uint8Array>
): AsyncGenerator<Uint8Array> {
	const digest = createHash('sha256');
	const changed = () => new Error('A file changed between its beginning and its rest.');
	let left = bytes;
	for await (const piece of pieces) {
		const known = Math.min(left, piece.length);
		if (known > 0) {
			digest.update(piece.subarray(0, known));
			left -= known;
			if (left === 0 && digest.digest('hex') !== sha256) throw changed();
		}
		if (known < piece.length) yield piece.subarray(known);
	}
	if (left > 0) throw changed();
}

/**
 * The beginning is made here, where nobody waits for a thread to start, and short files with it; the rest in the thread,
 * which makes the beginning again and leaves it out. Where the thread has no room, all of it is made here.
 */
export async function* made(
	{ lines, order }: Pick<ExportFile, 'lines' | 'order'>,
	pouring: Pouring,
	isOver: () => boolean
): AsyncGenerator<Uint8Array> {
	const own = inBytes(lines, isOver);
	const digest = createHash('sha256');
	let bytes = 0;
	while (bytes < PIECE) {
		const { done, value } = await own.next();
		if (done) return;
		bytes += value.length;
		digest.update(value);
		yield value;
	}
	const rest = pouring.pour({ order, beginning: { bytes, sha256: digest.digest('hex') } });
	if (rest) await own.return(undefined);
	yield* rest ?? own;
}

type Options = {
	/** the server stops: the download ends as broken, never as complete */
	stopping: AbortSignal;
	/** the body breaks off; the reader learns it by the connection, whoever runs the server by this */
	onError: (error: unknown) => void;
};

export function streamOf(
	bytes: AsyncIterable<Uint8Array>,
	{ stopping, onError }: Options
): ReadableStream<Uint8Array> {
	const iterator = bytes[Symbol.asyncIterator]();
	let isFirst = true;
	let left = false;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					// A reader that is fast would leave nobody else a turn.
					if (!isFirst) await breathe();
					isFirst = false;
					const next = stopping.aborted ? null : await iterator.next();
					if (left) return;
					if (next === null || stopping.aborted) {
						await iterator.return?.();
						controller.error(new Error('The server stops.'));
					} else if (next.done) controller.close();
					else {
						passing(next.value.byteLength);
						controller.enqueue(next.value);
					}
				} catch (error) {
					if (left) return;
					onError(error);
					controller.error(error);
				}
			},
			async cancel() {
				left = true;
				await iterator.return?.();
			}
		},
		{ highWaterMark: 1 }
	);
}

/** The answer that a browser saves as a file. @param pouring where it is made as long as there is room */
export const download = (file: ExportFile, pouring: Pouring, options: Options): Response =>
	new Response(
		streamOf(
			made(file, pouring, () => options.stopping.aborted),
			options
		),
		{
			headers: {
				'content-type': file.type,
				'content-disposition': `attachment; filename="${file.name}"`,
				'cache-control': 'no-store',
				'x-content-type-options': 'nosniff',
				'x-assent-as-of': String(file.asOf),
				...(file.policies && { 'x-assent-policies': file.policies })
			}
		}
	);
