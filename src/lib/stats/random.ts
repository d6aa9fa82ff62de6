/** Draws of the usual distributions, of numbers from 0 to below 1 that are passed in: the same seed, the same draws. */
export type Random = () => number;

/** A standard normal. G. E. P. Box, M. E. Muller (1958), A Note on the Generation of Random Normal Deviates. */
export const normalDraw = (random: Random): number =>
	Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const logFactorials = [0];
/** Stirling's series from ten on (Abramowitz and Stegun 6.1.41), exact to 1e-11. */
export function logFactorial(n: number): number {
	if (n < 10) {
		for (let i = logFactorials.length; i <= n; i++)
			logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
		return logFactorials[n] ?? 0;
	}
	const x = n + 1;
	return (x - 0.5) * Math.log(x) - x + 0.9189385332046728 + 1 / (12 * x) - 1 / (360 * x ** 3);
}

/**
 * A Poisson count. Few by multiplying, many by transformed rejection: W. Hörmann (1993), The Transformed Rejection
 * Method for Generating Poisson Random Variables, Insurance: Mathematics and Economics 12, algorithm PTRS.
 * @param mean 0 or more
 */
export function poissonDraw(mean: number, random: Random): number {
	if (mean < 10) {
		const limit = Math.exp(-mean);
		let count = 0;
		for (let left = random(); left > limit; left *= random()) count++;
		return count;
	}
	const root = Math.sqrt(mean);
	const b = 0.931 + 2.53 * root;
	const a = -0.059 + 0.02483 * b;
	const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
	const sure = 0.9277 - 3.6224 / (b - 2);
	for (;;) {
		const u = random() - 0.5;
		const v = random();
		const us = 0.5 - Math.abs(u);
		const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
		if (us >= 0.07 && v <= sure) return k;
		if (k < 0 || (us < 0.013 && v > us)) continue;
		if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k))
			return k;
	}
}
