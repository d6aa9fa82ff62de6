/** Where what texts are compared by waits until all are there: in memory, or in a spool of which a little is at hand. */
import { long } from './numbers.ts';
import { distinct, MOST_RUNS, PLACES, sign, type Known, type Print } from './print.ts';
import type { Spool } from './spool.ts';

export const WORD = Uint32Array.BYTES_PER_ELEMENT;
export const bytesOf = <B extends ArrayBufferLike>({
	buffer,
	byteOffset,
	byteLength
}: Uint32Array<B>): Uint8Array<B> => new Uint8Array(buffer, byteOffset, byteLength);

export type Shelf = {
	add(print: Print): void;
	/** What a text is compared by, and the same of one that came before it: each stands until the next of its kind. */
	later(i: number): Known;
	earlier(i: number): Known;
};

export function inMemory(): Shelf {
	const prints: Print[] = [];
	const none = { signature: new Uint32Array(PLACES), runs: null };
	const get = (i: number) => prints[i] ?? none;
	return { add: (print) => void prints.push(print), later: get, earlier: get };
}

/** Room for what one text is compared by, and whose it is. */
function place() {
	const words = new Uint32Array(Math.max(PLACES, MOST_RUNS));
	return {
		of: -1,
		words,
		bytes: bytesOf(words),
		known: { signature: new Uint32Array(PLACES), runs: null } as Known
	};
}

/** Of very many alike, the first ones are asked for again and again. */
const AT_HAND = 2048;
const WINDOW = 64 * 1024;

/** Keeps of a short text its runs, which say the signature too, and of a long one its signature. */
export function inSpool(spool: Spool): Shelf {
	/** of each text where it ends; of a short one below zero */
	const ends = long();
	const own = place();
	const others = Array.from({ length: AT_HAND }, place);
	/** Those that come later are asked for in their order. */
	const room = new Uint8Array(WINDOW);
	let window = { from: 0, to: 0 };

	const read = (from: number, to: number, bytes: Uint8Array<ArrayBuffer>): void => {
		if (from >= window.to) {
			const { length } = spool.read(from, from + WINDOW, room);
			window = { from, to: from + length };
		}
		if (from < window.from || to > window.to) spool.read(from, to, bytes);
		else bytes.set(room.subarray(from - window.from, to - window.from));
	};
	const get = (i: number, at: ReturnType<typeof place>): Known => {
		if (at.of === i) return at.known;
		const from = i === 0 ? 0 : Math.abs(ends.at(i - 1));
		const to = Math.abs(ends.at(i));
		read(from, to, at.bytes.subarray(0, to - from));
		const words = at.words.subarray(0, (to - from) / WORD);
		const isShort = ends.at(i) < 0;
		const { signature } = at.known;
		if (isShort) sign(words, signature);
		else signature.set(words);
		at.of = i;
		return (at.known = { signature, runs: isShort ? distinct(words) : null });
	};
	return {
		add({ runs, signature }) {
			spool.write(bytesOf(runs ?? signature));
			ends.push(runs ? -spool.size() : spool.size());
		},
		later: (i) => get(i, own),
		earlier: (i) => get(i, others[i % AT_HAND] ?? own)
	};
}
