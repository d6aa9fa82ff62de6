/** A map from the 53 bits of a hash to a small number, for very many of them in little memory. */

export type NumberMap = {
	/** @returns null where nothing is known of it */
	get(key: number): number | null;
	set(key: number, value: number): void;
	size(): number;
	/** Gives its room back at once, which a collector would do late; it knows nothing any more. */
	forget(): void;
};

/** As parts of a map grow one after the other, a small one is all that is ever there twice. */
const PARTS = 64;
const LOAD = 0.8;

/** @param key how far its low half goes into the whole of 32 bits is how far it goes into the table */
const slotOf = (key: number, length: number): number => Math.floor(((key >>> 0) * length) / 2 ** 32);

type Values = Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
type Make = (length: number) => Values;
const whole: Make = (length) => new Int32Array(length);
/** For values below 65,536. */
export const small: Make = (length) => new Uint16Array(length);

const giveBack = (...all: { buffer: ArrayBuffer }[]): void => {
	for (const { buffer } of all) buffer.transfer(0);
};

/** Keys are kept one higher: what is zero is free. */
function part(make: Make) {
	let keys = new Float64Array(16);
	let values = make(16);
	let size = 0;
	const find = (key: number): number => {
		let at = slotOf(key, keys.length);
		while (keys[at] !== 0 && keys[at] !== key + 1) at = at + 1 === keys.length ? 0 : at + 1;
		return at;
	};
	const grow = (): void => {
		const [old, had] = [keys, values];
		const length = Math.ceil(old.length * 1.25);
		[keys, values] = [new Float64Array(length), make(length)];
		for (let i = 0; i < old.length; i++) {
			const key = old[i] ?? 0;
			if (key === 0) continue;
			const at = find(key - 1);
			keys[at] = key;
			values[at] = had[i] ?? 0;
		}
		giveBack(old, had);
	};
	return {
		get(key: number): number | null {
			const at = find(key);
			return keys[at] === 0 ? null : (values[at] ?? 0);
		},
		/** @returns whether it is new */
		set(key: number, value: number): boolean {
			let at = find(key);
			const isNew = keys[at] === 0;
			if (isNew && ++size > keys.length * LOAD) {
				grow();
				at = find(key);
			}
			keys[at] = key + 1;
			values[at] = value;
			return isNew;
		},
		forget: () => giveBack(keys, values)
	};
}

/** For whole numbers from 0 to below 2^53 that are spread evenly, as hashes are; open addressing, nothing is removed. */
export function numberMap(make = whole): NumberMap {
	const fresh = () => Array.from({ length: PARTS }, () => part(make));
	let parts = fresh();
	let size = 0;
	const partOf = (key: number) => parts[Math.floor(key / 2 ** 32) % PARTS] ?? part(make);
	return {
		get: (key) => partOf(key).get(key),
		set(key, value) {
			if (partOf(key).set(key, value)) size++;
		},
		size: () => size,
		forget() {
			for (const one of parts) one.forget();
			parts = fresh();
			size = 0;
		}
	};
}
