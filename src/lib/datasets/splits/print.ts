/**
 * What texts are compared by: MinHash over runs of five characters, in bands (Broder 1997; one permutation after Li, Owen
 * and Zhang 2012, empty places filled after Shrivastava and Li 2014). Short texts are compared run by run, long ones by
 * the share of equal places, which estimates the Jaccard similarity.
 */

const RUN = 5;
/** A text needs so many runs to be compared: of short ones a single letter makes half of the difference. */
const LEAST_RUNS = 8;
export const BANDS = 12;
const ROWS = 4;
export const PLACES = BANDS * ROWS;
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
export function distinct(runs: Uint32Array): Uint32Array {
	runs.sort();
	let many = 0;
	for (let i = 0; i < runs.length; i++) if (i === 0 || runs[i] !== runs[i - 1]) runs[many++] = runs[i] ?? 0;
	return runs.subarray(0, many);
}

/** Writes the smallest hash at each place; how often a run is there, and where, makes no difference. */
export function sign(runs: Uint32Array, places: Uint32Array): void {
	places.fill(EMPTY);
	for (let i = 0; i < runs.length; i++) {
		const hash = runs[i] ?? 0;
		const place = hash % PLACES;
		const rest = mix(hash ^ 0x9e3779b9);
		if (rest < (places[place] ?? EMPTY)) places[place] = rest;
	}
	if (places.includes(EMPTY)) fillEmpty(places);
}

const before = new Uint32Array(PLACES);

/** Each empty place takes what the next one has, marked by how far it went. */
function fillEmpty(places: Uint32Array): void {
	before.set(places);
	let far = 0;
	// Once around to know what comes after the last one.
	for (let n = 2 * PLACES - 1; n >= 0; n--) {
		const i = n % PLACES;
		far = before[i] === EMPTY ? far + 1 : 0;
		if (n < PLACES && far > 0) places[i] = mix((before[(i + far) % PLACES] ?? 0) + far);
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
/** Runs of a short text, at most. */
export const MOST_RUNS = 128;
const SHORT = MOST_RUNS + RUN;

/** Prints of texts in room that is used again: each stands until the next one is asked for, its runs as they come. */
export function printer(): (text: string) => Print | null {
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

/** In the room that is used again. */
export const passingPrintOf = printer();

/** @returns null for a text that is too short to be compared */
export function printOf(text: string): Print | null {
	const found = passingPrintOf(text);
	if (found === null) return null;
	const { signature, runs, bands } = found;
	return { signature: signature.slice(), runs: runs && distinct(runs.slice()).slice(), bands: bands.slice() };
}

export type Known = Pick<Print, 'signature' | 'runs'>;

export const areAlike = (a: Known, b: Known, threshold: number): boolean =>
	a.runs && b.runs ? shareRuns(a.runs, b.runs, threshold) : likeness(a.signature, b.signature) >= threshold;
