/** Student's t for intervals of few clusters: their variance is itself only estimated. */
import { Z95 } from './wilson.ts';

/**
 * The quantile of a two-sided 95 %. Exact for one and two degrees; from three on the expansion of Abramowitz and
 * Stegun (1964), Handbook of Mathematical Functions, 26.7.5, which is off by less than 0.004 there.
 * @param degrees of freedom, at least 1; Infinity gives the normal quantile
 */
export function t95(degrees: number): number {
	if (degrees <= 1) return Math.tan(0.475 * Math.PI);
	if (degrees === 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
	const z = Z95;
	const terms = [
		(z ** 3 + z) / 4,
		(5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
		(3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
		(79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160
	];
	return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z);
}
