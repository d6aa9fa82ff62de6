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
	/** @param text what tells two apart. @param make called for one that is new */
	of(text: string, make: () => T): number;
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
				all.push(make());
				size += text.length;
			}
			return number;
		},
		size: () => size
	};
}
