/** Cohen's kappa: agreement beyond chance of two people, each with their own habits, from a table of counts. */
import { Z95 } from './wilson.ts';

/** How near two different values are: not at all, or the nearer the fewer places (or their square) lie between. */
export type Nearness = 'none' | 'linear' | 'quadratic';

export type Cohen =
	| {
			/** 1 is perfect agreement, 0 what chance gives */
			kappa: number;
			/** the share that agrees and the share that chance alone would give, weighed by nearness */
			agreement: number;
			expected: number;
			/** of units that are independent of each other; for clusters ask the bootstrap */
			standardError: number;
			/** if there were no agreement beyond chance: kappa divided by it is a z */
			standardErrorOfChance: number;
			/** at 95 %, by the normal quantile */
			low: number;
			high: number;
			/** units that both judged */
			units: number;
	  }
	| { kappa: null; reason: 'no_pairs' | 'one_value' };

function nearness(kind: Nearness, size: number): (i: number, j: number) => number {
	if (kind === 'none' || size < 2) return (i, j) => (i === j ? 1 : 0);
	const power = kind === 'linear' ? 1 : 2;
	return (i, j) => 1 - (Math.abs(i - j) / (size - 1)) ** power;
}

/** Values that neither of the two used are no places on the scale. */
function used(counts: ArrayLike<number>, size: number): number[] {
	const isUsed = (v: number) => {
		for (let i = 0; i < size; i++) if (counts[v * size + i] || counts[i * size + v]) return true;
		return false;
	};
	return Array.from({ length: size }, (_, v) => v).filter(isUsed);
}

/**
 * J. Cohen (1960), A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20, 37-46;
 * weighed: Cohen (1968), Psychological Bulletin 70, 213-220. Standard errors: J. L. Fleiss, J. Cohen, B. S. Everitt
 * (1969), Large Sample Standard Errors of Kappa and Weighted Kappa, Psychological Bulletin 72, 323-327, equations 8 and 9.
 * Whatever can be said is a class of its own, a tie as well.
 * @param counts `size` rows of `size`: how many units the first of the two called by the row and the other by the column
 */
export function cohenKappa(counts: ArrayLike<number>, size: number, kind: Nearness = 'none'): Cohen {
	const places = used(counts, size);
	const q = places.length;
	const table = Float64Array.from({ length: q * q }, (_, at) => {
		const [i, j] = [places[Math.floor(at / q)] ?? 0, places[at % q] ?? 0];
		return counts[i * size + j] ?? 0;
	});
	const units = table.reduce((a, b) => a + b, 0);
	if (units === 0) return { kappa: null, reason: 'no_pairs' };
	if (q < 2) return { kappa: null, reason: 'one_value' };

	const near = nearness(kind, q);
	const [row, column] = [new Float64Array(q), new Float64Array(q)];
	const cells = (visit: (i: number, j: number, share: number) => void) => {
		for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) visit(i, j, (table[i * q + j] ?? 0) / units);
	};
	cells((i, j, share) => {
		row[i] = (row[i] ?? 0) + share;
		column[j] = (column[j] ?? 0) + share;
	});
	let agreement = 0;
	let expected = 0;
	// How near a row is to the other's values as they come by chance, and a column likewise.
	const [ofRow, ofColumn] = [new Float64Array(q), new Float64Array(q)];
	cells((i, j, share) => {
		agreement += near(i, j) * share;
		expected += near(i, j) * (row[i] ?? 0) * (column[j] ?? 0);
		ofRow[i] = (ofRow[i] ?? 0) + near(i, j) * (column[j] ?? 0);
		ofColumn[j] = (ofColumn[j] ?? 0) + near(i, j) * (row[i] ?? 0);
	});
	let spread = 0;
	let spreadOfChance = 0;
	cells((i, j, share) => {
		const mean = (ofRow[i] ?? 0) + (ofColumn[j] ?? 0);
		spread += share * (near(i, j) * (1 - expected) - mean * (1 - agreement)) ** 2;
		spreadOfChance += (row[i] ?? 0) * (column[j] ?? 0) * (near(i, j) - mean) ** 2;
	});
	spread -= (agreement * expected - 2 * expected + agreement) ** 2;
	spreadOfChance -= expected ** 2;
	const beyond = 1 - expected;
	const kappa = (agreement - expected) / beyond;
	const standardError = Math.sqrt(Math.max(0, spread) / units) / beyond ** 2;
	return {
		kappa,
		agreement,
		expected,
		standardError,
		standardErrorOfChance: Math.sqrt(Math.max(0, spreadOfChance) / units) / beyond,
		low: Math.max(-1, kappa - Z95 * standardError),
		high: Math.min(1, kappa + Z95 * standardError),
		units
	};
}
