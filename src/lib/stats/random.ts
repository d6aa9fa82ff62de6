/** Draws of the usual distributions, of numbers from 0 to below 1 that are passed in: the same seed, the same draws. */
export type Random = () => number;

/** A standard normal. G. E. P. Box, M. E. Muller (1958), A Note on the Generation of Random Normal Deviates. */
export const normalDraw = (random: Random): number =>
	Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const logFactorials = [0];
/** Stirling's series from ten on (Abramowitz and Stegun 6.1.41), exact to 5e-9. */
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
 * Method for Generating Poisson Random Variables, Insurance: Mathematics and Economics 12, algorithm PTRS; its quick
 * refusal of far tails is left out: the last line refuses the same, and as fast.
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
		if (k < 0) continue;
		if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k))
			return k;
	}
}

/**
 * How many of so many come out. Few by inversion, many by transformed rejection: W. Hörmann (1993), The Generation of
 * Binomial Random Variates, Journal of Statistical Computation and Simulation 46, 101-110, algorithm BTRS.
 * @param p 0 to 1
 */
export function binomialDraw(many: number, p: number, random: Random): number {
	if (p > 0.5) return many - binomialDraw(many, 1 - p, random);
	if (many * p < 10) {
		const odds = p / (1 - p);
		let chance = (1 - p) ** many;
		let count = 0;
		for (let left = random(); left > chance && count < many; count++) {
			left -= chance;
			chance *= (odds * (many - count)) / (count + 1);
		}
		return count;
	}
	const root = Math.sqrt(many * p * (1 - p));
	const b = 1.15 + 2.53 * root;
	const a = -0.0873 + 0.0248 * b + 0.01 * p;
	const alpha = (2.83 + 5.1 / b) * root;
	const mode = Math.floor((many + 1) * p);
	const ofMode = logFactorial(mode) + logFactorial(many - mode);
	for (;;) {
		const u = random() - 0.5;
		const v = random();
		const us = 0.5 - Math.abs(u);
		const k = Math.floor(((2 * a) / us + b) * u + many * p + 0.5);
		if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k;
		if (k < 0 || k > many) continue;
		const most = ofMode - logFactorial(k) - logFactorial(many - k) + (k - mode) * Math.log(p / (1 - p));
		if (Math.log((v * alpha) / (a / (us * us) + b)) <= most) return k;
	}
}
