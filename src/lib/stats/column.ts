/** A list of very many numbers that grows, in little memory. */

type Typed = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export type Column<T extends Typed = Typed> = {
	push(value: number): void;
	at(i: number): number;
	set(i: number, value: number): void;
	size(): number;
	/** a copy of what is there */
	list(): T;
};

/** Grows by half, so that what is copied is never much; what it grew out of is given back at once. */
function column<T extends Typed>(bytes: number, on: (buffer: ArrayBuffer) => T): Column<T> {
	let values = on(new ArrayBuffer(64 * bytes));
	let size = 0;
	return {
		push(value) {
			if (size === values.length) values = on(values.buffer.transfer((size + (size >> 1)) * bytes));
			values[size++] = value;
		},
		at: (i) => values[i] ?? 0,
		set: (i, value) => void (values[i] = value),
		size: () => size,
		list: () => on(values.buffer.slice(0, size * bytes))
	};
}

/** For values below 256. */
export const tiny = (): Column<Uint8Array<ArrayBuffer>> => column(1, (buffer) => new Uint8Array(buffer));
export const whole = (): Column<Int32Array<ArrayBuffer>> => column(4, (buffer) => new Int32Array(buffer));
export const long = (): Column<Float64Array<ArrayBuffer>> => column(8, (buffer) => new Float64Array(buffer));
