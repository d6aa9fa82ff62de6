/**
 * How often people agree, without regard to chance: read it beside Krippendorff's alpha, which has that regard.
 */
import type { Table, Values } from './table.ts';

export type Agreement =
	| { agreement: number; units: number; judgments: number }
	/** no unit was judged by two */
	| { agreement: null; reason: 'no_pairs' };

/**
 * Percent agreement, from 0 to 1: of two people who judged the same unit, how often they say the same, as the mean
 * over the units that at least two judged (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., p_a of AC1).
 * @returns with how many units and judgments stand behind it
 */
export function percentAgreement({ first, value, values, weight }: Values): Agreement {
	const counts = new Int32Array(values.length);
	let sum = 0;
	let units = 0;
	let judgments = 0;
	for (let u = 0; u + 1 < first.length; u++) {
		const from = first[u] ?? 0;
		const to = first[u + 1] ?? 0;
		const many = to - from;
		const stands = weight?.[u] ?? 1;
		if (many < 2 || stands === 0) continue;
		// Of those who came before, as many agree with this one as said the same.
		let alike = 0;
		for (let i = from; i < to; i++) {
			const v = value[i] ?? 0;
			alike += counts[v] ?? 0;
			counts[v] = (counts[v] ?? 0) + 1;
		}
		for (let i = from; i < to; i++) counts[value[i] ?? 0] = 0;
		sum += (stands * 2 * alike) / (many * (many - 1));
		units += stands;
		judgments += stands * many;
	}
	return units === 0 ? { agreement: null, reason: 'no_pairs' } : { agreement: sum / units, units, judgments };
}

/**
 * Of each rater, in the order of the table, how many of their judgments say what is held to be true.
 * @param truth by unit: an index into the table's values, or -1 where nothing is held to be true
 */
export function agreementWith({ raters, unit, rater, value }: Table, truth: Int32Array) {
	const judged = new Int32Array(raters.length);
	const right = new Int32Array(raters.length);
	for (let i = 0; i < unit.length; i++) {
		const held = truth[unit[i] ?? 0] ?? -1;
		if (held < 0) continue;
		const r = rater[i] ?? 0;
		judged[r] = (judged[r] ?? 0) + 1;
		if (held === value[i]) right[r] = (right[r] ?? 0) + 1;
	}
	return raters.map((name, r) => ({ rater: name, judged: judged[r] ?? 0, right: right[r] ?? 0 }));
}
