/**
 * Texts that are nearly the same, found without comparing each with each: MinHash over runs of five characters, in
 * bands (Broder 1997; one permutation after Li, Owen and Zhang 2012, empty places filled after Shrivastava and Li
 * 2014). What shares a band is compared: short texts run by run, long ones by the share of equal places, which
 * estimates the Jaccard similarity. Bands are read one after the other when all texts are there, so that memory holds
 * a few bytes of each text.
 */
import { long, whole } from './numbers.ts';
import { memorySpool, type Spool } from './spool.ts';

const RUN = 5;
/** A text needs so many runs to be compared: of short ones a single letter makes half of the difference. */
const LEAST_RUNS = 8;
const BANDS = 12;
const ROWS = 4;
const PLACES = BANDS * ROWS;
/** Texts of one band that a new one is compared with: of very many alike, the first ones stand for all. */
const MOST_COMPARED = 8;
const EMPTY = 0xffffffff;
const PRIME = 0x01000193;

/** A good mix of 32 bits: the end of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
	let h = value ^ (value >>> 16);
	h = Math.imul(h, 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

const runsIn = (text: string): number => Math.max(0, text.length - RUN + 1);

/** Writes the hash of every run of a text; in plain numbers, since a build does this for every letter that it reads. */
function writeRuns(text: string, runs: Uint32Array): void {
	let a = text.charCodeAt(0);
	let b = text.charCodeAt(1);
	let c = text.charCodeAt(2);
	let d = text.charCodeAt(3);
	const many = runsIn(text);
	for (let i = 0; i < many; i++) {
		const e = text.charCodeAt(i + RUN - 1);
		let h = Math.imul(a, PRIME) ^ b;
		h = Math.imul(h, PRIME) ^ c;
		h = Math.imul(h, PRIME) ^ d;
		runs[i] = mix(Math.imul(h, PRIME) ^ e);
		a = b;
		b = c;
		c = d;
		d = e;
	}
}

/** Each once, sorted. @returns a window on what was given */
function distinct(runs: Uint32Array): Uint32Array {
	runs.sort();
	let many = 0;
	for (let i = 0; i < runs.length; i++) if (i === 0 || runs[i] !== runs[i - 1]) runs[many++] = runs[i] ?? 0;
	return runs.subarray(0, many);
}

/** Writes the smallest hash at each place; how often a run is there, and where, makes no difference. */
function sign(runs: Uint32Array, places: Uint32Array): void {
	places.fill(EMPTY);
	for (let i = 0; i < runs.length; i++) {
		const hash = runs[i] ?? 0;
		const place = hash % PLACES;
		const rest = mix(hash ^ 0x9e3779b9);
		if (rest < (places[place] ?? EMPTY)) places[place] = rest;
	}
	if (places.includes(EMPTY)) fillEmpty(places);
}

/** Each empty place takes what the next one has, marked by how far it went. */
function fillEmpty(places: Uint32Array): void {
	const all = places.slice();
	for (let i = 0; i < PLACES; i++) {
		let far = 0;
		while (all[(i + far) % PLACES] === EMPTY && far < PLACES) far++;
		if (far > 0) places[i] = mix((all[(i + far) % PLACES] ?? 0) + far);
	}
}

/** @returns the smallest hash at each place; null for a text that is too short to be compared */
export function signatureOf(text: string): Uint32Array | null {
	if (runsIn(text) < LEAST_RUNS) return null;
	const [runs, places] = [new Uint32Array(runsIn(text)), new Uint32Array(PLACES)];
	writeRuns(text, runs);
	sign(runs, places);
	return places;
}

/** The estimate of how many of all their runs two texts share, from 0 to 1. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
	let equal = 0;
	for (let i = 0; i < PLACES; i++) if (a[i] === b[i]) equal++;
	return equal / PLACES;
}

/**
 * Whether two texts have so large a share of all their runs in common: both are sorted. What is left of them says early
 * when they cannot.
 */
function shareRuns(a: Uint32Array, b: Uint32Array, threshold: number): boolean {
	let both = 0;
	const reaches = (common: number) => common / (a.length + b.length - common) >= threshold;
	for (let i = 0, j = 0; i < a.length && j < b.length;) {
		const [x, y] = [a[i] ?? 0, b[j] ?? 0];
		if (x === y) both++;
		else if (!reaches(both + Math.min(a.length - i, b.length - j))) return false;
		if (x <= y) i++;
		if (y <= x) j++;
	}
	return reaches(both);
}

/** What a text is compared by. */
export type Print = {
	signature: Uint32Array;
	/** of a text so short that an estimate would say little: its runs, each once, sorted */
	runs: Uint32Array | null;
	/** of each band, what its texts have in common */
	bands: Uint32Array;
};
const SHORT = 128 + RUN;

/** Prints of texts in room that is used again: each stands until the next one is asked for, its runs as they come. */
function printer(): (text: string) => Print | null {
	let room = new Uint32Array(1024);
	const signature = new Uint32Array(PLACES);
	const bands = new Uint32Array(BANDS);
	return (text) => {
		const many = runsIn(text);
		if (many < LEAST_RUNS) return null;
		if (many > room.length) room = new Uint32Array(2 * many);
		const runs = room.subarray(0, many);
		writeRuns(text, runs);
		sign(runs, signature);
		for (let n = 0; n < BANDS; n++) {
			let key = n;
			for (let i = n * ROWS; i < (n + 1) * ROWS; i++) key = mix(key ^ (signature[i] ?? 0));
			bands[n] = key;
		}
		return { signature, runs: text.length < SHORT ? runs : null, bands };
	};
}

const passing = printer();

/** @returns null for a text that is too short to be compared */
export function printOf(text: string): Print | null {
	const found = passing(text);
	if (found === null) return null;
	const { signature, runs, bands } = found;
	return { signature: signature.slice(), runs: runs && distinct(runs.slice()).slice(), bands: bands.slice() };
}

type Known = Pick<Print, 'signature' | 'runs'>;

const areAlike = (a: Known, b: Known, threshold: number): boolean =>
	a.runs && b.runs ? shareRuns(a.runs, b.runs, threshold) : likeness(a.signature, b.signature) >= threshold;

/** Of very many alike, the first ones are asked for again and again. */
const MOST_LATEST = 512;
const WINDOW = 64 * 1024;
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
	new Uint8Array(buffer, byteOffset, byteLength);
/** A copy, since numbers of four bytes cannot begin anywhere. */
const wordsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer);

type Shelf = { add(print: Print): void; get(i: number): Known };

function inMemory(): Shelf {
	const prints: Print[] = [];
	const none = { signature: new Uint32Array(PLACES), runs: null };
	return { add: (print) => void prints.push(print), get: (i) => prints[i] ?? none };
}

/** Keeps of a short text its runs, which say the signature too, and of a long one its signature. */
function inSpool(spool: Spool): Shelf {
	const ends = long();
	const shorts = whole();
	const latest = new Map<number, Known>();
	/** They are asked for in their order, and each beside a few that came long before. */
	const room = new Uint8Array(WINDOW);
	let window = { start: 0, bytes: room.subarray(0, 0) };
	const bytesFrom = (from: number, to: number): Uint8Array => {
		if (from >= window.start + window.bytes.length)
			window = { start: from, bytes: spool.read(from, Math.max(to, from + WINDOW), room) };
		const isThere = from >= window.start && to <= window.start + window.bytes.length;
		return isThere ? window.bytes.subarray(from - window.start, to - window.start) : spool.read(from, to);
	};
	const read = (i: number): Known => {
		const words = wordsOf(bytesFrom(i === 0 ? 0 : ends.at(i - 1), ends.at(i)));
		if (shorts.at(i) === 0) return { signature: words, runs: null };
		const signature = new Uint32Array(PLACES);
		sign(words, signature);
		return { signature, runs: distinct(words) };
	};
	return {
		add({ runs, signature }) {
			spool.write(bytesOf(runs ?? signature));
			shorts.push(Number(runs !== null));
			ends.push(spool.size());
		},
		get(i) {
			const known = latest.get(i) ?? read(i);
			latest.delete(i);
			latest.set(i, known);
			const [oldest] = latest.keys();
			if (latest.size > MOST_LATEST && oldest !== undefined) latest.delete(oldest);
			return known;
		}
	};
}

/** Texts whose keys are written together, band by band. */
const BLOCK = 4096;
const WORD = Uint32Array.BYTES_PER_ELEMENT;

/** A key for each text in each band: written by text, read by band. */
function keysByBand(spool: Spool) {
	let block = new Uint32Array(BANDS * BLOCK);
	let size = 0;
	return {
		add(bands: Uint32Array): void {
			const at = size++ % BLOCK;
			for (let band = 0; band < BANDS; band++) block[band * BLOCK + at] = bands[band] ?? 0;
			if (at + 1 < BLOCK) return;
			spool.write(bytesOf(block));
			block = new Uint32Array(BANDS * BLOCK);
		},
		/** All keys of a band, in the order of the texts. */
		of(band: number): Uint32Array {
			const keys = new Uint32Array(size);
			for (let start = 0; start < size; start += BLOCK) {
				const from = (start * BANDS + band * BLOCK) * WORD;
				const isWritten = start + BLOCK <= size;
				const part = isWritten
					? wordsOf(spool.read(from, from + BLOCK * WORD))
					: block.subarray(band * BLOCK, band * BLOCK + size - start);
				keys.set(part, start);
			}
			return keys;
		}
	};
}

/** Texts by their keys: a counting sort in four passes, so that texts of one key stay in their order. */
function byKey(keys: Uint32Array): Uint32Array {
	let order = Uint32Array.from(keys.keys());
	let next = new Uint32Array(keys.length);
	const starts = new Uint32Array(257);
	for (const shift of [0, 8, 16, 24]) {
		const digitOf = (text: number) => ((keys[text] ?? 0) >>> shift) & 0xff;
		starts.fill(0);
		for (let text = 0; text < keys.length; text++) {
			const after = digitOf(text) + 1;
			starts[after] = (starts[after] ?? 0) + 1;
		}
		for (let d = 1; d < starts.length; d++) starts[d] = (starts[d] ?? 0) + (starts[d - 1] ?? 0);
		for (let i = 0; i < order.length; i++) {
			const text = order[i] ?? 0;
			const digit = digitOf(text);
			const at = starts[digit] ?? 0;
			next[at] = text;
			starts[digit] = at + 1;
		}
		[order, next] = [next, order];
	}
	return order;
}

/** Lists of the first texts of each key that several have, and for each text in each band where its list stands. */
function shared(keysOf: (band: number) => Uint32Array, spool: Spool) {
	/** of each list: how many, and which */
	const lists = whole();
	lists.push(0);
	let size = 0;
	for (let band = 0; band < BANDS; band++) {
		const keys = keysOf(band);
		const order = byKey(keys);
		const places = new Uint32Array((size = keys.length));
		for (let from = 0, to = 0; from < size; from = to) {
			const key = keys[order[from] ?? 0];
			while (to < size && keys[order[to] ?? 0] === key) to++;
			if (to - from < 2) continue;
			for (let i = from + 1; i < to; i++) places[order[i] ?? 0] = lists.size();
			const many = Math.min(to - from, MOST_COMPARED);
			lists.push(many);
			for (let i = from; i < from + many; i++) lists.push(order[i] ?? 0);
		}
		spool.write(bytesOf(places));
	}
	/** Of the texts from one on, their places in each band. */
	const placesFrom = (start: number): Uint32Array[] =>
		Array.from({ length: BANDS }, (_, band) => {
			const from = (band * size + start) * WORD;
			return wordsOf(spool.read(from, Math.min(from + BLOCK * WORD, (band + 1) * size * WORD)));
		});
	return function* (): Generator<{ text: number; earlier: Iterable<number> }> {
		const earlier = new Set<number>();
		for (let start = 0; start < size; start += BLOCK) {
			const places = placesFrom(start);
			for (let text = start; text < Math.min(start + BLOCK, size); text++) {
				earlier.clear();
				for (const band of places) {
					const list = band[text - start] ?? 0;
					for (let i = list + 1; i <= list + lists.at(list); i++)
						if (lists.at(i) < text) earlier.add(lists.at(i));
				}
				if (earlier.size > 0) yield { text, earlier };
			}
		}
	};
}

export type Near = {
	/** Adds a text under a number that no earlier one is above. */
	add(print: Print | null, own: number): void;
	addText(text: string, own: number): void;
	/**
	 * When all are there, each text in its order with the earlier ones that may be like it, by the numbers that they go
	 * by; whether two are is looked at when it is asked.
	 */
	candidates(): Generator<{ own: number; others: Iterable<{ other: number; isLike: () => boolean }> }>;
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
	const isLike = (a: number, b: number) => areAlike(known.get(a), known.get(b), threshold);
	const add = (print: Print | null, own: number): void => {
		if (print === null) return;
		known.add(print);
		owns.push(own);
		keys.add(print.bands);
	};
	return {
		add,
		// What goes to the spool is copied there.
		addText: (text, own) => add(spool ? passing(text) : printOf(text), own),
		*candidates() {
			for (const { text, earlier } of shared(keys.of, room())())
				yield {
					own: owns.at(text),
					others: Iterator.from(earlier).map((other) => ({
						other: owns.at(other),
						isLike: () => isLike(text, other)
					}))
				};
		}
	};
}
