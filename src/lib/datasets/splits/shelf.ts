/** Where what texts are compared by waits until all are there: in memory, or in a spool of which a little is at hand. */
import { long, tiny } from './numbers.ts';
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

/** Texts of which it is known together where they begin. */
const STEP = 16;

/** Where each text lies in a spool, in little more than a byte: how many runs it has, none where it is a long one. */
function placesIn(spool: Spool) {
	const [runs, starts] = [tiny(), long()];
	const sizeOf = (i: number): number => (runs.at(i) || PLACES) * WORD;
	return {
		add({ runs: own, signature }: Print): void {
			if (runs.size() % STEP === 0) starts.push(spool.size());
			spool.write(bytesOf(own ?? signature));
			runs.push(own?.length ?? 0);
		},
		isShort: (i: number): boolean => runs.at(i) > 0,
		of(i: number): { from: number; to: number } {
			const first = i - (i % STEP);
			let from = starts.at(first / STEP);
			for (let before = first; before < i; before++) from += sizeOf(before);
			return { from, to: from + sizeOf(i) };
		}
	};
}

/** Of very many alike, the first ones are asked for again and again. */
const AT_HAND = 2048;
const WINDOW = 64 * 1024;

/** Keeps of a short text its runs, which say the signature too, and of a long one its signature. */
export function inSpool(spool: Spool): Shelf {
	const places = placesIn(spool);
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
		const { from, to } = places.of(i);
		read(from, to, at.bytes.subarray(0, to - from));
		const words = at.words.subarray(0, (to - from) / WORD);
		const isShort = places.isShort(i);
		const { signature } = at.known;
		if (isShort) sign(words, signature);
		else signature.set(words);
		at.of = i;
		return (at.known = { signature, runs: isShort ? distinct(words) : null });
	};
	return {
		add: places.add,
		later: (i) => get(i, own),
		earlier: (i) => get(i, others[i % AT_HAND] ?? own)
	};
}
