/** Bytes that are written in one go and read again later, wherever they lie meanwhile. */
export type Spool = {
	/** Adds a copy. */
	write(bytes: Uint8Array): void;
	/**
	 * @param to up to but without
	 * @param room bytes to read into, where there are enough of them
	 * @returns bytes that nobody else changes, or a window on `room`
	 */
	read(from: number, to: number, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
	size(): number;
};

/** Room for so many bytes: what was given, or new. */
export const roomFor = (bytes: number, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
	room && room.length >= bytes ? room.subarray(0, bytes) : new Uint8Array(bytes);

/** In memory, for what is small. */
export function memorySpool(): Spool {
	let all = new Uint8Array(1024);
	let size = 0;
	return {
		write(bytes) {
			if (size + bytes.length > all.length) {
				const larger = new Uint8Array(Math.max(2 * all.length, size + bytes.length));
				larger.set(all.subarray(0, size));
				all = larger;
			}
			all.set(bytes, size);
			size += bytes.length;
		},
		read(from, to, room) {
			const bytes = roomFor(Math.max(0, Math.min(to, size) - from), room);
			bytes.set(all.subarray(from, from + bytes.length));
			return bytes;
		},
		size: () => size
	};
}

/** Numbers that wait in a spool together, and the bytes of one. */
const BLOCK = 1024;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Numbers that are added one after the other, and read in that order. */
export function inOrder(spool: Spool) {
	const block = new Float64Array(BLOCK);
	const bytes = new Uint8Array(block.buffer);
	let size = 0;
	return {
		push(value: number): void {
			block[size++ % BLOCK] = value;
			if (size % BLOCK === 0) spool.write(bytes);
		},
		*all(): Generator<number> {
			const room = new Float64Array(BLOCK);
			for (let i = 0; i < size; i++) {
				const at = i % BLOCK;
				if (at === 0 && i + BLOCK <= size)
					spool.read(i * BYTES, (i + BLOCK) * BYTES, new Uint8Array(room.buffer));
				yield (i - at + BLOCK <= size ? room : block)[at] ?? 0;
			}
		}
	};
}
