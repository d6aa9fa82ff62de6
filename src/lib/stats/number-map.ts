/** A map from the 53 bits of a hash to a small number, for very many of them in little memory. */

export type NumberMap = {
	/** @returns null where nothing is known of it */
	get(key: number): number | null;
	set(key: number, value: number): void;
	size(): number;
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
		const length = Math.ceil(old.length * 1.5);
		[keys, values] = [new Float64Array(length), make(length)];
		for (let i = 0; i < old.length; i++) {
			const key = old[i] ?? 0;
			if (key === 0) continue;
			const at = find(key - 1);
			keys[at] = key;
			values[at] = had[i] ?? 0;
		}
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
		}
	};
}

/** For whole numbers from 0 to below 2^53 that are spread evenly, as hashes are; open addressing, nothing is removed. */
export function numberMap(make = whole): NumberMap {
	const parts = Array.from({ length: PARTS }, () => part(make));
	const [first] = parts;
	let size = 0;
	const partOf = (key: number) => parts[Math.floor(key / 2 ** 32) % PARTS] ?? first ?? part(make);
	return {
		get: (key) => partOf(key).get(key),
		set(key, value) {
			if (partOf(key).set(key, value)) size++;
		},
		size: () => size
	};
}
