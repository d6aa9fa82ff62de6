/** How probable something as far out is where nothing is the matter: tails of distributions, to full precision. */
import { logFactorial } from './random.ts';

/**
 * Of a standard normal, how probable a value of `z` or more is. Abramowitz and Stegun (1964), Handbook of Mathematical
 * Functions: the series 26.2.11 near the middle, the continued fraction 26.2.14 in the tail.
 */
export function normalTail(z: number): number {
	if (z < 0) return 1 - normalTail(-z);
	const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
	if (z < 3) {
		let term = z;
		let sum = z;
		for (let n = 3; term > sum * 1e-17; n += 2) sum += term *= (z * z) / n;
		return 0.5 - density * sum;
	}
	let rest = z;
	for (let n = 60; n > 0; n--) rest = z + n / rest;
	return density / rest;
}

/** How probable it is to be as far from nothing on either side. */
export const twoSided = (z: number): number => Math.min(1, 2 * normalTail(Math.abs(z)));

/**
 * Of Student's t, how probable a value of `t` or more is: D. L. Wallace (1959), Bounds on Normal Approximations to
 * Student's and the Chi-Square Distributions, Annals of Mathematical Statistics 30, 1121-1130, which is off by less than
 * three hundredths of what it gives from ten degrees on.
 */
export function studentTail(t: number, degrees: number): number {
	const z = ((8 * degrees + 1) / (8 * degrees + 3)) * Math.sqrt(degrees * Math.log1p(t ** 2 / degrees));
	return normalTail(Math.sign(t) * z);
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/**
 * How probable it is that of some who are drawn from all so few or fewer are hits, if they are like all others. R. A.
 * Fisher (1935), The Logic of Inductive Inference, Journal of the Royal Statistical Society 98, 39-82: exact, so that
 * few answers never seem to say more than they do.
 * @param hits of `drawn`, and of `all`, those who are drawn included
 */
export function fewTail(hits: number, drawn: number, allHits: number, all: number): number {
	const whole = logChoose(all, drawn);
	let sum = 0;
	// From what was seen downwards each is less probable than the one before, once past the middle.
	for (let k = hits; k >= Math.max(0, drawn - (all - allHits)); k--) {
		const own = Math.exp(logChoose(allHits, k) + logChoose(all - allHits, drawn - k) - whole);
		sum += own;
		if (own < sum * 1e-16 && k < (drawn * allHits) / all) break;
	}
	return Math.min(1, sum);
}
