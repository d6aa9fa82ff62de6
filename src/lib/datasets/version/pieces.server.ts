/** Files as pieces of one size, with their digest: how a version's bytes are made, kept and given out again. */
import { createHash } from 'node:crypto';
import type { Part } from '#lib/job/job.ts';
import type { Piece } from '../targets/written.ts';
import type { FileLine } from './manifest.ts';

/** Bytes of every piece but the last: one is one short write and one short read. */
export const PIECE = 256 * 1024;

export type PieceWriter = {
	write(piece: Piece): Promise<void>;
	/** @param rows how many rows it holds; null for a file that is no rows */
	end(rows: number | null): Promise<FileLine>;
};

/** What was written, as bytes; lines that follow each other are encoded together. */
function bytesOf(pieces: Piece[]): Uint8Array[] {
	if (pieces.every((piece) => typeof piece === 'string')) return [Buffer.from(pieces.join(''))];
	return pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
}

/** @param put takes each piece as soon as it is whole */
export function pieceWriter(name: string, put: (part: Part) => Promise<void>): PieceWriter {
	const digest = createHash('sha256');
	let waiting: Piece[] = [];
	let size = 0;
	let rest = Buffer.alloc(0);
	let part = 0;
	let bytes = 0;
	const flush = async (isLast: boolean): Promise<void> => {
		let data = Buffer.concat([rest, ...bytesOf(waiting)]);
		waiting = [];
		size = 0;
		while (data.length >= PIECE || (isLast && data.length > 0)) {
			const piece = data.subarray(0, PIECE);
			digest.update(piece);
			bytes += piece.length;
			data = data.subarray(piece.length);
			await put({ file: name, part: part++, data: piece });
		}
		rest = data;
	};
	return {
		async write(piece) {
			waiting.push(piece);
			size += piece.length;
			if (size >= PIECE) await flush(false);
		},
		async end(rows) {
			await flush(true);
			return { name, bytes, sha256: digest.digest('hex'), rows };
		}
	};
}
