/** Bytes that are written in one go and read again later, wherever they lie meanwhile. */
export type Spool = {
	/** Adds a copy. */
	write(bytes: Uint8Array): void;
	/** @returns bytes that nobody else changes. @param to up to but without */
	read(from: number, to: number): Uint8Array<ArrayBuffer>;
	size(): number;
};

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
		read: (from, to) => all.slice(from, Math.min(to, size)),
		size: () => size
	};
}
