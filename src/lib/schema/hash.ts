/**
 * Numbers that stand for texts: the same on every machine, and never for anything that somebody could gain by
 * forging. 53 bits, so that they are whole numbers: among a million texts two share one once in twenty thousand runs.
 * Source: cyrb53 by bryc, public domain, https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js.
 * @param before a text that is read before the other one, which need not be joined for it
 */
export function hash53(text: string, seed = 0, before = ''): number {
	let a = 0xdeadbeef ^ seed;
	let b = 0x41c6ce57 ^ seed;
	for (let i = 0; i < before.length; i++) {
		const unit = before.charCodeAt(i);
		a = Math.imul(a ^ unit, 2_654_435_761);
		b = Math.imul(b ^ unit, 1_597_334_677);
	}
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		a = Math.imul(a ^ unit, 2_654_435_761);
		b = Math.imul(b ^ unit, 1_597_334_677);
	}
	a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
	b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
	return 2 ** 32 * (2_097_151 & b) + (a >>> 0);
}

/** A share from 0 to below 1. */
export const share53 = (text: string, seed = 0): number => hash53(text, seed) / 2 ** 53;
