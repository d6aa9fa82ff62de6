/** A list of very many numbers that grows, in little memory. */

type Typed = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export type Column<T extends Typed = Typed> = {
	push(value: number): void;
	at(i: number): number;
	set(i: number, value: number): void;
	size(): number;
	/** a copy of what is there */
	list(): T;
};

/** Grows by half, so that what is copied is never much. */
function column<T extends Typed>(make: (length: number) => T): Column<T> {
	let values = make(64);
	let size = 0;
	const room = (length: number): T => {
		const other = make(length);
		other.set(values.subarray(0, size));
		return other;
	};
	return {
		push(value) {
			if (size === values.length) values = room(size + (size >> 1));
			values[size++] = value;
		},
		at: (i) => values[i] ?? 0,
		set: (i, value) => void (values[i] = value),
		size: () => size,
		list: () => room(size)
	};
}

export const whole = (): Column<Int32Array<ArrayBuffer>> => column((length) => new Int32Array(length));
export const long = (): Column<Float64Array<ArrayBuffer>> => column((length) => new Float64Array(length));
