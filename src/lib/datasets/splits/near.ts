/**
 * Texts that are nearly the same, found without comparing each with each: what shares a band is compared. Bands are read
 * one after the other when all texts are there, so that memory holds a few bytes of each text.
 */
import { whole } from './numbers.ts';
import { areAlike, BANDS, passingPrintOf, printOf, type Print } from './print.ts';
import { bytesOf, inMemory, inSpool, WORD } from './shelf.ts';
import { memorySpool, type Spool } from './spool.ts';

/** Texts of one band that a new one is compared with: of very many alike, the first ones stand for all. */
const MOST_COMPARED = 8;

/** Texts whose keys are written together, band by band. */
const BLOCK = 4096;
type Words = Uint32Array<ArrayBuffer>;

/** A key for each text in each band: written by text, read by band. */
function keysByBand(spool: Spool) {
	const block = new Uint32Array(BANDS * BLOCK);
	let size = 0;
	return {
		add(bands: Uint32Array): void {
			const at = size++ % BLOCK;
			for (let band = 0; band < BANDS; band++) block[band * BLOCK + at] = bands[band] ?? 0;
			if (at + 1 === BLOCK) spool.write(bytesOf(block));
		},
		size: () => size,
		/** Reads all keys of a band, in the order of the texts. */
		read(band: number, keys: Words): void {
			for (let start = 0; start < size; start += BLOCK) {
				const from = (start * BANDS + band * BLOCK) * WORD;
				const isWritten = start + BLOCK <= size;
				if (isWritten) spool.read(from, from + BLOCK * WORD, bytesOf(keys.subarray(start, start + BLOCK)));
				else keys.set(block.subarray(band * BLOCK, band * BLOCK + size - start), start);
			}
		}
	};
}

/**
 * Texts by their keys: a counting sort in four passes, so that texts of one key stay in their order.
 * @param order takes them. @param other room for as many
 */
function sortByKey(keys: Words, order: Words, other: Words): void {
	for (let text = 0; text < keys.length; text++) order[text] = text;
	let [from, to] = [order, other];
	const starts = new Uint32Array(257);
	for (const shift of [0, 8, 16, 24]) {
		const digitOf = (text: number) => ((keys[text] ?? 0) >>> shift) & 0xff;
		starts.fill(0);
		for (let text = 0; text < keys.length; text++) {
			const after = digitOf(text) + 1;
			starts[after] = (starts[after] ?? 0) + 1;
		}
		for (let d = 1; d < starts.length; d++) starts[d] = (starts[d] ?? 0) + (starts[d - 1] ?? 0);
		for (let i = 0; i < from.length; i++) {
			const text = from[i] ?? 0;
			const digit = digitOf(text);
			const at = starts[digit] ?? 0;
			to[at] = text;
			starts[digit] = at + 1;
		}
		[from, to] = [to, from];
	}
}

/** Lists of the first texts of each key that several have, and for each text in each band where its list stands. */
function shared({ size, read }: ReturnType<typeof keysByBand>, spool: Spool) {
	const many = size();
	/** of each list: how many, and which */
	const lists = whole();
	lists.push(0);
	const [keys, order, places] = [new Uint32Array(many), new Uint32Array(many), new Uint32Array(many)];
	for (let band = 0; band < BANDS; band++) {
		read(band, keys);
		sortByKey(keys, order, places);
		places.fill(0);
		for (let from = 0, to = 0; from < many; from = to) {
			const key = keys[order[from] ?? 0];
			while (to < many && keys[order[to] ?? 0] === key) to++;
			if (to - from < 2) continue;
			for (let i = from + 1; i < to; i++) places[order[i] ?? 0] = lists.size();
			const first = Math.min(to - from, MOST_COMPARED);
			lists.push(first);
			for (let i = from; i < from + first; i++) lists.push(order[i] ?? 0);
		}
		spool.write(bytesOf(places));
	}
	return { many, lists };
}

/** Each text that shares a key with earlier ones, and which: they stand until the next. */
function* sharing({ many, lists }: ReturnType<typeof shared>, spool: Spool) {
	const earlier: number[] = [];
	const places = Array.from({ length: BANDS }, () => new Uint32Array(BLOCK));
	for (let start = 0; start < many; start += BLOCK) {
		const end = Math.min(start + BLOCK, many);
		for (const [band, own] of places.entries()) {
			const from = (band * many + start) * WORD;
			spool.read(from, from + (end - start) * WORD, bytesOf(own));
		}
		for (let text = start; text < end; text++) {
			earlier.length = 0;
			for (const own of places) {
				const list = own[text - start] ?? 0;
				for (let i = list + 1; i <= list + lists.at(list); i++) {
					const other = lists.at(i);
					if (other < text && !earlier.includes(other)) earlier.push(other);
				}
			}
			if (earlier.length > 0) yield { text, earlier };
		}
	}
}

export type Near = {
	/** Adds a text under a number that no earlier one is above. */
	add(print: Print | null, own: number): void;
	addText(text: string, own: number): void;
	/** When all are there, each text in its order with the earlier ones that may be like it. */
	candidates(): Generator<{ text: number; earlier: Iterable<number> }>;
	/** The number that a text goes by. */
	ownOf(text: number): number;
	areAlike(text: number, earlier: number): boolean;
};

/**
 * @param threshold 0 to 1: 0.8 is the usual bound of near-duplicates in text corpora (Lee et al. 2022)
 * @param spool gives room for what need not be in memory; without it, all is
 */
export function nearTexts(threshold: number, spool?: () => Spool): Near {
	const room = spool ?? memorySpool;
	const known = spool ? inSpool(spool()) : inMemory();
	const keys = keysByBand(room());
	const owns = whole();
	const add = (print: Print | null, own: number): void => {
		if (print === null) return;
		known.add(print);
		owns.push(own);
		keys.add(print.bands);
	};
	return {
		add,
		// What goes to the spool is copied there.
		addText: (text, own) => add(spool ? passingPrintOf(text) : printOf(text), own),
		*candidates() {
			const places = room();
			yield* sharing(shared(keys, places), places);
		},
		ownOf: owns.at,
		areAlike: (text, earlier) => areAlike(known.later(text), known.earlier(earlier), threshold)
	};
}
