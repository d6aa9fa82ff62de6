/** A measured number as it is told: with its interval, or why there is none. Pure. */
import type { Measured } from '#lib/stats/judged.ts';
import type { Estimate, NoNumber } from './agreement.ts';

export const none = (reason: NoNumber): Estimate => ({ value: null, low: null, high: null, reason });

export function estimateOf(measured: Measured | undefined): Estimate {
	if (measured === undefined) return none('no_pairs');
	if (measured.value === null) return none(measured.reason);
	const { value, interval } = measured;
	return interval.low === null
		? { value, low: null, high: null, reason: interval.reason }
		: { value, low: interval.low, high: interval.high, reason: null };
}
