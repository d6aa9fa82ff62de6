/** What people call the same thing, and how well each two of them agree: counts, for pictures that lead to the items. */
import { cohenKappa, type Cohen, type Nearness } from './cohen.ts';
import { long } from './column.ts';
import type { Table, Values } from './table.ts';

/** So many values at most: a picture of more tells nobody anything. */
const MOST = 2000;

/**
 * Of two judgments of one unit, what one says and what the other: each couple is counted from both sides, so that a row
 * tells what others say where somebody says this. Time grows with judgments, and for each unit with the square of the
 * number of different values.
 * @returns by two values, `one * values + other`
 * @throws RangeError of more than 2,000 different values
 */
export function confusionOf({ first, value, values, weight }: Values): Float64Array {
	const q = values.length;
	if (q > MOST) throw new RangeError(`Of ${q} different values there is no picture; ${MOST} are the most.`);
	const pairs = new Float64Array(q * q);
	const counts = new Float64Array(q);
	const said = new Int32Array(q);
	for (let u = 0; u + 1 < first.length; u++) {
		const [from, to] = [first[u] ?? 0, first[u + 1] ?? 0];
		let kinds = 0;
		for (let i = from; i < to; i++) {
			const v = value[i] ?? 0;
			if (counts[v] === 0) said[kinds++] = v;
			counts[v] = (counts[v] ?? 0) + 1;
		}
		const stands = weight?.[u] ?? 1;
		for (let a = 0; a < kinds; a++)
			for (let b = 0; b < kinds; b++) {
				const [one, other] = [said[a] ?? 0, said[b] ?? 0];
				const at = one * q + other;
				const partners = (counts[other] ?? 0) - (a === b ? 1 : 0);
				pairs[at] = (pairs[at] ?? 0) + stands * (counts[one] ?? 0) * partners;
			}
		for (let k = 0; k < kinds; k++) counts[said[k] ?? 0] = 0;
	}
	return pairs;
}

/** Two people who judged the same units. */
export type Pair = {
	/** indexes into the table's raters; the first comes before the second */
	first: number;
	second: number;
	units: number;
	/** of how many they say the same */
	alike: number;
	cohen: Cohen;
};

/** One couple of judgments as one number, which sorts by the two people and then by what they say. */
function keysOf({ first, rater, raters, value, values }: Table): Float64Array {
	const q = values.length;
	const keys = long();
	for (let u = 0; u + 1 < first.length; u++)
		for (let i = first[u] ?? 0; i < (first[u + 1] ?? 0); i++)
			for (let j = first[u] ?? 0; j < i; j++) {
				const isInOrder = (rater[j] ?? 0) < (rater[i] ?? 0);
				const [a, b] = isInOrder ? [j, i] : [i, j];
				const people = (rater[a] ?? 0) * raters.length + (rater[b] ?? 0);
				keys.push(people * q * q + (value[a] ?? 0) * q + (value[b] ?? 0));
			}
	return keys.list().sort();
}

/** A run of couples of two people. */
function pairOf(keys: Float64Array, raters: number, q: number, kind: Nearness): Pair {
	const people = Math.floor((keys[0] ?? 0) / (q * q));
	const cells = keys.map((key) => key - people * q * q);
	// Only what one of the two says takes room: there may be many values and very many pairs of people.
	const places = [...new Set([...cells].flatMap((cell) => [Math.floor(cell / q), cell % q]))].sort(
		(a, b) => a - b
	);
	const at = new Map(places.map((value, i) => [value, i]));
	const counts = new Float64Array(places.length ** 2);
	let alike = 0;
	for (const cell of cells) {
		const [a, b] = [Math.floor(cell / q), cell % q];
		if (a === b) alike++;
		const place = (at.get(a) ?? 0) * places.length + (at.get(b) ?? 0);
		counts[place] = (counts[place] ?? 0) + 1;
	}
	return {
		first: Math.floor(people / raters),
		second: people % raters,
		units: cells.length,
		alike,
		cohen: cohenKappa(counts, places.length, kind)
	};
}

/**
 * Every two people who judged a unit both, with Cohen's kappa. Time grows with the couples of judgments of a unit.
 * @param kind how near two different values are to each other
 * @returns in the order of the table's raters
 */
export function pairsOfPeople(table: Table, kind: Nearness = 'none'): Pair[] {
	const q = table.values.length;
	const keys = keysOf(table);
	const pairs: Pair[] = [];
	for (let from = 0; from < keys.length;) {
		const people = Math.floor((keys[from] ?? 0) / (q * q));
		let to = from;
		while (to < keys.length && Math.floor((keys[to] ?? 0) / (q * q)) === people) to++;
		pairs.push(pairOf(keys.subarray(from, to), table.raters.length, q, kind));
		from = to;
	}
	return pairs;
}
