/** What people call the same thing: counts, for pictures that lead to the items. */
import type { Values } from './table.ts';

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
