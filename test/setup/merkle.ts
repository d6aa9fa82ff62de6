/** RFC 6962, section 2.1, word for word: nothing is kept, everything is hashed from its leaves. What tests compare with. */
import { hash } from 'node:crypto';

const sha = (...parts: Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');
const split = (n: number): number => {
	let power = 1;
	while (power * 2 < n) power *= 2;
	return power;
};

/** MTH, of hashes of leaves. */
export function mth(leaves: Buffer[]): Buffer {
	const [first] = leaves;
	if (!first) return sha();
	if (leaves.length === 1) return first;
	const k = split(leaves.length);
	return sha(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

/** PATH(m, D[n]) */
export function path(m: number, leaves: Buffer[]): Buffer[] {
	if (leaves.length === 1) return [];
	const k = split(leaves.length);
	return m < k
		? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
		: [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

/** PROOF(m, D[n]) as SUBPROOF(m, D[n], true) */
export function proof(m: number, leaves: Buffer[], known = true): Buffer[] {
	if (m === leaves.length) return known ? [] : [mth(leaves)];
	const k = split(leaves.length);
	return m <= k
		? [...proof(m, leaves.slice(0, k), known), mth(leaves.slice(k))]
		: [...proof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

export const hex = (hashes: Buffer[]): string[] => hashes.map((one) => one.toString('hex'));
