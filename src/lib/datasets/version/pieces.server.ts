/** Files as pieces of one size, with their digest: how a version's bytes are made, kept and given out again. */
import { createHash } from 'node:crypto';
import type { Part } from '#lib/job/job.ts';
import type { Piece } from '../targets/written.ts';
import type { FileLine } from './manifest.ts';

/** Bytes of every piece but the last: one is one short write and one short read. */
export const PIECE = 256 * 1024;

export type PieceWriter = {
	/** @returns a promise only where a piece was whole and there must be room for the next */
	write(piece: Piece): Promise<void> | null;
	/** @param rows how many rows it holds; null for a file that is no rows */
	end(rows: number | null): Promise<FileLine>;
};

/** @param put takes each piece as soon as it is whole, and what it needs of it before it resolves */
export function pieceWriter(name: string, put: (part: Part) => Promise<void>): PieceWriter {
	const digest = createHash('sha256');
	/** one for all pieces, made when there is something to write */
	let room: Buffer | null = null;
	let filled = 0;
	let part = 0;
	let bytes = 0;
	const give = async (): Promise<void> => {
		const data = (room ?? Buffer.alloc(0)).subarray(0, filled);
		digest.update(data);
		bytes += data.length;
		await put({ file: name, part: part++, data });
		filled = 0;
	};
	const fill = (more: Uint8Array, from: number): number => {
		room ??= Buffer.allocUnsafeSlow(PIECE);
		const taken = Math.min(PIECE - filled, more.length - from);
		room.set(from === 0 && taken === more.length ? more : more.subarray(from, from + taken), filled);
		filled += taken;
		return from + taken;
	};
	const fillAll = async (more: Uint8Array): Promise<void> => {
		for (let from = 0; from < more.length;) {
			from = fill(more, from);
			if (filled === PIECE) await give();
		}
	};
	return {
		write(piece) {
			const more = typeof piece === 'string' ? Buffer.from(piece) : piece;
			if (filled + more.length >= PIECE) return fillAll(more);
			fill(more, 0);
			return null;
		},
		async end(rows) {
			if (filled > 0) await give();
			room = null;
			return { name, bytes, sha256: digest.digest('hex'), rows };
		}
	};
}
