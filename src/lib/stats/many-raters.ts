/**
 * Agreement beyond chance of any number of people, with judgments missing anywhere: Fleiss' kappa and Gwet's AC1.
 * They differ in what chance is: Fleiss holds that all guess by how often each value comes, which gives little where
 * one value is nearly all there is; Gwet that people guess on hard units alone.
 */
import { percentAgreement, type Agreement } from './agreement.ts';
import type { Values } from './table.ts';

type Undefined = { reason: 'no_pairs' | 'one_value' };
type Defined = {
	/** percent agreement, and what chance alone would give */
	agreement: number;
	expected: number;
	/** that at least one judged */
	units: number;
};

export type Fleiss =
	| ({
			kappa: number;
			/** if there were no agreement beyond chance; null unless all units have as many judgments */
			standardErrorOfChance: number | null;
	  } & Defined)
	| ({ kappa: null } & Undefined);

export type AC1 = ({ ac1: number } & Defined) | ({ ac1: null } & Undefined);

/** The part of a unit's judgments that says v, for each v that somebody says of it: visited with the number behind it. */
function eachUnit(
	{ first, value, values, weight }: Values,
	visit: (stands: number, many: number, counts: Float64Array, said: Int32Array, kinds: number) => void
): void {
	const counts = new Float64Array(values.length);
	const said = new Int32Array(values.length);
	for (let u = 0; u + 1 < first.length; u++) {
		const [from, to] = [first[u] ?? 0, first[u + 1] ?? 0];
		const stands = weight?.[u] ?? 1;
		if (to === from || stands === 0) continue;
		let kinds = 0;
		for (let i = from; i < to; i++) {
			const v = value[i] ?? 0;
			if (counts[v] === 0) said[kinds++] = v;
			counts[v] = (counts[v] ?? 0) + 1;
		}
		visit(stands, to - from, counts, said, kinds);
		for (let k = 0; k < kinds; k++) counts[said[k] ?? 0] = 0;
	}
}

/** What both measures are made of. */
export type Habits = {
	agreed: Agreement;
	/** by value, how often it comes: the mean over units of its part of the unit's judgments */
	share: Float64Array;
	/** units that at least one judged */
	units: number;
	/** judgments of each unit, where it is the same number for all */
	even: number | null;
};

export function habitsOf(table: Values): Habits {
	const share = new Float64Array(table.values.length);
	let units = 0;
	let even: number | null = null;
	eachUnit(table, (stands, many, counts, said, kinds) => {
		even = units === 0 || even === many ? many : null;
		units += stands;
		for (let k = 0; k < kinds; k++) {
			const v = said[k] ?? 0;
			share[v] = (share[v] ?? 0) + (stands * (counts[v] ?? 0)) / many;
		}
	});
	for (let v = 0; v < share.length; v++) share[v] = (share[v] ?? 0) / units;
	return { agreed: percentAgreement(table), share, units, even };
}

const kinds = (share: Float64Array): number => share.reduce((sum, p) => sum + (p > 0 ? 1 : 0), 0);

/** The null variance of J. L. Fleiss, J. C. M. Nee, J. R. Landis (1979), Psychological Bulletin 86, 974-977, eq. 12. */
function chanceError(share: Float64Array, units: number, many: number): number {
	let [pq, skew] = [0, 0];
	for (const p of share) {
		pq += p * (1 - p);
		skew += p * (1 - p) * (1 - 2 * p);
	}
	return (Math.sqrt(2) / (pq * Math.sqrt(units * many * (many - 1)))) * Math.sqrt(pq ** 2 - skew);
}

/**
 * J. L. Fleiss (1971), Measuring Nominal Scale Agreement Among Many Raters, Psychological Bulletin 76, 378-382; with
 * judgments missing, K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, section 2.5.
 */
export const fleissKappa = (table: Values): Fleiss => fleissOf(habitsOf(table));

export function fleissOf({ agreed, share, units, even }: Habits): Fleiss {
	if (agreed.agreement === null) return { kappa: null, reason: agreed.reason };
	const { agreement } = agreed;
	if (kinds(share) < 2) return { kappa: null, reason: 'one_value' };
	const expected = share.reduce((sum, p) => sum + p * p, 0);
	return {
		kappa: (agreement - expected) / (1 - expected),
		agreement,
		expected,
		units,
		standardErrorOfChance: even === null ? null : chanceError(share, units, even)
	};
}

/**
 * K. L. Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement, British
 * Journal of Mathematical and Statistical Psychology 61, 29-48; with judgments missing, Gwet (2014), Handbook of
 * Inter-Rater Reliability, 4th edition, section 2.5.
 * @param categories how many values could have been said, where not all of them were
 */
export const gwetAC1 = (table: Values, categories?: number): AC1 => ac1Of(habitsOf(table), categories);

export function ac1Of({ agreed, share, units }: Habits, categories = share.length): AC1 {
	if (agreed.agreement === null) return { ac1: null, reason: agreed.reason };
	const { agreement } = agreed;
	const q = Math.max(categories, kinds(share));
	if (q < 2) return { ac1: null, reason: 'one_value' };
	const expected = share.reduce((sum, p) => sum + p * (1 - p), 0) / (q - 1);
	return { ac1: (agreement - expected) / (1 - expected), agreement, expected, units };
}

/**
 * The standard error of AC1 when units are independent of each other and a sample of endlessly many; for clusters ask
 * the bootstrap. Gwet (2014), section 5.4. Each unit pulls by its own agreement, and through how often values come, by
 * the chance that all share.
 * @returns null where AC1 is undefined or there is one unit
 */
export function gwetError(table: Values, categories = table.values.length): number | null {
	const habits = habitsOf(table);
	const { agreed, share, units } = habits;
	const found = ac1Of(habits, categories);
	if (found.ac1 === null || agreed.agreement === null || units < 2) return null;
	const { ac1, expected } = found;
	const others = Math.max(categories, kinds(share)) - 1;
	let squares = 0;
	eachUnit(table, (stands, many, counts, said, kinds) => {
		let [alike, chance] = [0, 0];
		for (let k = 0; k < kinds; k++) {
			const v = said[k] ?? 0;
			const count = counts[v] ?? 0;
			alike += count * (count - 1);
			chance += ((count / many) * (1 - (share[v] ?? 0))) / others;
		}
		const agreement = alike / (many * (many - 1));
		const own = many < 2 ? 0 : ((units / agreed.units) * (agreement - expected)) / (1 - expected);
		squares += stands * (own - (2 * (1 - ac1) * (chance - expected)) / (1 - expected) - ac1) ** 2;
	});
	return Math.sqrt(squares / (units * (units - 1)));
}
