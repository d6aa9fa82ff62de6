/** A share of a count, with the interval in which it may lie. */
export type Share = { share: number; low: number; high: number; of: number };

/** The normal quantile of a two-sided 95 %. */
export const Z95 = 1.959963984540054;

/**
 * The score interval. Source: E. B. Wilson (1927), Probable Inference, the Law of Succession, and Statistical
 * Inference, Journal of the American Statistical Association 22, 209-212.
 * @param z the normal quantile of its level, of a two-sided 95 % unless told
 * @returns shares from 0 to 1; null of nothing
 */
export function wilson(count: number, of: number, z = Z95): Share | null {
	if (of === 0) return null;
	const share = count / of;
	const middle = share + z ** 2 / (2 * of);
	const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
	const whole = 1 + z ** 2 / of;
	return {
		share,
		low: Math.max(0, (middle - half) / whole),
		high: Math.min(1, (middle + half) / whole),
		of
	};
}
