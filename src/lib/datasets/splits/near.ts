/**
 * Texts that are nearly the same, found without comparing each with each: MinHash over runs of five characters, in
 * bands (Broder 1997; one permutation after Li, Owen and Zhang 2012, empty places filled after Shrivastava and Li
 * 2014). What shares a band is compared: short texts run by
 * run, long ones by the share of equal places, which estimates the Jaccard similarity.
 */
const RUN = 5;
/** A text needs so many runs to be compared: of short ones a single letter makes half of the difference. */
const LEAST_RUNS = 8;
const BANDS = 12;
const ROWS = 4;
const PLACES = BANDS * ROWS;
/** Texts of one band that a new one is compared with: of very many alike, the first ones stand for all. */
const MOST_COMPARED = 8;
const EMPTY = 0xffffffff;

/** A good mix of 32 bits: the end of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
	let h = value ^ (value >>> 16);
	h = Math.imul(h, 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/** The hashes of all runs of a text. */
function runsOf(text: string): Uint32Array {
	const runs = new Uint32Array(Math.max(0, text.length - RUN + 1));
	for (let i = 0; i < runs.length; i++) {
		let h = 0;
		for (let j = i; j < i + RUN; j++) h = Math.imul(h, 0x01000193) ^ text.charCodeAt(j);
		runs[i] = mix(h);
	}
	return runs;
}

/** @returns the smallest hash at each place; null for a text that is too short to be compared */
export function signatureOf(text: string): Uint32Array | null {
	const runs = runsOf(text);
	if (runs.length < LEAST_RUNS) return null;
	const places = new Uint32Array(PLACES).fill(EMPTY);
	for (const value of runs) {
		const place = value % PLACES;
		const rest = mix(value ^ 0x9e3779b9);
		if (rest < (places[place] ?? EMPTY)) places[place] = rest;
	}
	return filled(places);
}

/** Each empty place takes what the next one has, marked by how far it went. */
function filled(places: Uint32Array): Uint32Array {
	const all = places.slice();
	for (let i = 0; i < PLACES; i++) {
		let far = 0;
		while (places[(i + far) % PLACES] === EMPTY && far < PLACES) far++;
		if (far > 0) all[i] = mix((places[(i + far) % PLACES] ?? 0) + far);
	}
	return all;
}

/** The estimate of how many of all their runs two texts share, from 0 to 1. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
	let equal = 0;
	for (let i = 0; i < PLACES; i++) if (a[i] === b[i]) equal++;
	return equal / PLACES;
}

/** The share of all their runs that two texts have in common, counted: both are sorted. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
	let both = 0;
	for (let i = 0, j = 0; i < a.length && j < b.length;) {
		const [x = 0, y = 0] = [a[i], b[j]];
		if (x === y) both++;
		if (x <= y) i++;
		if (y <= x) j++;
	}
	return both / (a.length + b.length - both);
}

/** What a text is compared by. */
export type Print = {
	signature: Uint32Array;
	/** of a text so short that an estimate would say little: its runs, each once, sorted */
	runs: Uint32Array | null;
	/** of each band, what its texts have in common */
	bands: Uint32Array;
};
const SHORT_RUNS = 128;

function bandsOf(signature: Uint32Array): Uint32Array {
	const bands = new Uint32Array(BANDS);
	for (let n = 0; n < BANDS; n++) {
		let key = n;
		for (let i = n * ROWS; i < (n + 1) * ROWS; i++) key = mix(key ^ (signature[i] ?? 0));
		bands[n] = key;
	}
	return bands;
}

/** @returns null for a text that is too short to be compared */
export function printOf(text: string): Print | null {
	const signature = signatureOf(text);
	if (signature === null) return null;
	const runs = text.length < SHORT_RUNS + RUN ? new Uint32Array(new Set(runsOf(text))).sort() : null;
	return { signature, runs, bands: bandsOf(signature) };
}

type Known = { print: Print; own: number };

const likenessOf = (a: Print, b: Print): number =>
	a.runs && b.runs ? jaccard(a.runs, b.runs) : likeness(a.signature, b.signature);

export type Near = {
	/** Adds a text under a number; tells each earlier one that is at least as like it as the threshold says. */
	add(print: Print | null, own: number, found: (other: number) => void): void;
};

/** @param threshold 0 to 1: 0.8 is the usual bound of near-duplicates in text corpora (Lee et al. 2022) */
export function nearTexts(threshold: number): Near {
	const texts: Known[] = [];
	const bands = Array.from({ length: BANDS }, () => new Map<number, number[]>());
	return {
		add(print, own, found) {
			if (print === null) return;
			const index = texts.push({ print, own }) - 1;
			const compared = new Set<number>();
			bands.forEach((band, n) => {
				const key = print.bands[n] ?? 0;
				const others = band.get(key);
				if (!others) return void band.set(key, [index]);
				for (const other of others) {
					if (compared.has(other)) continue;
					compared.add(other);
					const known = texts[other];
					if (known && likenessOf(print, known.print) >= threshold) found(known.own);
				}
				if (others.length < MOST_COMPARED) others.push(index);
			});
		}
	};
}
