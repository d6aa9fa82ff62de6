/** Columns that grow: numbers in few large pieces of memory, and texts that are kept once. */

type Numbers = Uint8Array | Int32Array | Float64Array;

export type Column<T extends Numbers> = { values: T; length: number };

/** Room for so many more, twice as much as before where it was not enough. */
export function room<T extends Numbers>(column: Column<T>, length: number): T {
	if (length > column.values.length) {
		const make = column.values.constructor as new (length: number) => T;
		const next = new make(Math.max(1_024, length, column.values.length * 2));
		next.set(column.values as never);
		column.values = next;
	}
	return column.values;
}

export function push<T extends Numbers>(column: Column<T>, value: number): void {
	const values = room(column, column.length + 1);
	values[column.length++] = value;
}

export const bytesOf = (column: Column<Numbers>): number => column.values.byteLength;

/** What is alike is kept once, and goes by its number from then on. */
export type Kept<T> = {
	all: T[];
	/** @param text what tells two apart. @param make called with it for one that is new */
	of(text: string, make: (text: string) => T): number;
	/** characters of all texts */
	size(): number;
};

export function kept<T>(): Kept<T> {
	const known = new Map<string, number>();
	const all: T[] = [];
	let size = 0;
	return {
		all,
		of(text, make) {
			let number = known.get(text);
			if (number === undefined) {
				known.set(text, (number = all.length));
				all.push(make(text));
				size += text.length;
			}
			return number;
		},
		size: () => size
	};
}

/**
 * A tree whose branches are numbered from 1 on, 0 being its root: what is alike ends at the same number. Open addressing
 * in arrays, since it is gone through for every vote.
 */
export function branching() {
	let size = 1 << 12;
	let [from, by, to] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
	let many = 0;
	const slotOf = (node: number, code: number): number => {
		let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(code + 1, 0x85ebca6b)) >>> 0;
		slot = (slot ^ (slot >>> 15)) & (size - 1);
		while (to[slot] !== 0 && (from[slot] !== node || by[slot] !== code)) slot = (slot + 1) & (size - 1);
		return slot;
	};
	const grow = (): void => {
		const old = { from, by, to };
		size *= 2;
		[from, by, to] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
		for (let i = 0; i < old.to.length; i++) {
			if (old.to[i] === 0) continue;
			const slot = slotOf(old.from[i] ?? 0, old.by[i] ?? 0);
			from[slot] = old.from[i] ?? 0;
			by[slot] = old.by[i] ?? 0;
			to[slot] = old.to[i] ?? 0;
		}
	};
	return {
		/** The same of what is there; 0 where it is not. */
		find: (node: number, code: number): number => to[slotOf(node, code)] ?? 0,
		bytes: () => size * 12,
		/** @param code a whole number from -2^31 to below 2^31 */
		step(node: number, code: number): number {
			let slot = slotOf(node, code);
			const found = to[slot] ?? 0;
			if (found !== 0) return found;
			if (many * 2 >= size) {
				grow();
				slot = slotOf(node, code);
			}
			from[slot] = node;
			by[slot] = code;
			return (to[slot] = ++many);
		}
	};
}

/** For texts that are kept as they are. */
export const itself = (text: string): string => text;
