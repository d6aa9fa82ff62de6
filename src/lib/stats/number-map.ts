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

type Values = Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
type Make = (length: number) => Values;
const whole: Make = (length) => new Int32Array(length);
/** For values below 65,536. */
export const small: Make = (length) => new Uint16Array(length);

const giveBack = (...all: { buffer: ArrayBuffer }[]): void => {
	for (const { buffer } of all) buffer.transfer(0);
};

/** @param low how far it goes into the whole of 32 bits is how far it goes into the table */
const slotOf = (low: number, length: number): number => Math.floor((low * length) / 2 ** 32);
/** What of a key its part and its low half leave open: 15 bits, kept one higher, so that zero is free. */
const restOf = (key: number): number => Math.floor(key / (2 ** 32 * PARTS)) + 1;

/** A key is kept as its low half and its rest: two bytes fewer than a number. */
function part(make: Make) {
	let lows = new Uint32Array(16);
	let rests = new Uint16Array(16);
	let values = make(16);
	let size = 0;
	const find = (low: number, rest: number): number => {
		let at = slotOf(low, lows.length);
		while (rests[at] !== 0 && (rests[at] !== rest || lows[at] !== low))
			at = at + 1 === lows.length ? 0 : at + 1;
		return at;
	};
	const put = (at: number, low: number, rest: number, value: number): void => {
		lows[at] = low;
		rests[at] = rest;
		values[at] = value;
	};
	const grow = (): void => {
		const old = { lows, rests, values };
		const length = Math.ceil(lows.length * 1.25);
		[lows, rests, values] = [new Uint32Array(length), new Uint16Array(length), make(length)];
		for (let i = 0; i < old.lows.length; i++) {
			const [low = 0, rest = 0] = [old.lows[i], old.rests[i]];
			if (rest !== 0) put(find(low, rest), low, rest, old.values[i] ?? 0);
		}
		giveBack(old.lows, old.rests, old.values);
	};
	return {
		get(key: number): number | null {
			const at = find(key >>> 0, restOf(key));
			return rests[at] === 0 ? null : (values[at] ?? 0);
		},
		/** @returns whether it is new */
		set(key: number, value: number): boolean {
			const [low, rest] = [key >>> 0, restOf(key)];
			let at = find(low, rest);
			const isNew = rests[at] === 0;
			if (isNew && ++size > lows.length * LOAD) {
				grow();
				at = find(low, rest);
			}
			put(at, low, rest, value);
			return isNew;
		},
		forget: () => giveBack(lows, rests, values)
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
