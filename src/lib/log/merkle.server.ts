/**
 * The Merkle tree of RFC 6962, section 2.1: hashes of leaves and nodes, roots, proofs that a leaf is in a tree and
 * that a tree began as an earlier one. Whole subtrees are asked for, so that nothing is hashed anew.
 */
import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

const sha256 = (...parts: Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);
/** The root of a tree without leaves. */
export const emptyRoot = (): Buffer => sha256();

/** The hash of leaves number · 2^level up to (number + 1) · 2^level, all of which are there. */
export type Nodes = (level: number, number: number) => Promise<Buffer>;

/** The largest power of two below n, as its exponent. @param n two at least */
const splitOf = (n: number): number => Math.ceil(Math.log2(n)) - 1;

/** The hash of leaves `start` to `end`, where `start` is a multiple of the next power of two. */
async function rangeHash(start: number, end: number, nodes: Nodes): Promise<Buffer> {
	const size = end - start;
	const level = Math.log2(size);
	if (Number.isInteger(level)) return nodes(level, start / size);
	const middle = start + 2 ** splitOf(size);
	return nodeHash(await rangeHash(start, middle, nodes), await rangeHash(middle, end, nodes));
}

export const rootOf = async (size: number, nodes: Nodes): Promise<Buffer> =>
	size === 0 ? emptyRoot() : rangeHash(0, size, nodes);

/** PATH(m, D[n]), the leaf's neighbours first. @param index from 0, below size */
export async function inclusionProof(index: number, size: number, nodes: Nodes): Promise<Buffer[]> {
	const path = async (start: number, end: number): Promise<Buffer[]> => {
		if (end - start === 1) return [];
		const middle = start + 2 ** splitOf(end - start);
		return index < middle
			? [...(await path(start, middle)), await rangeHash(middle, end, nodes)]
			: [...(await path(middle, end)), await rangeHash(start, middle, nodes)];
	};
	return path(0, size);
}

/** PROOF(m, D[n]): that the tree of `size` leaves begins with those of `from`. @param from 1 to size */
export async function consistencyProof(from: number, size: number, nodes: Nodes): Promise<Buffer[]> {
	const sub = async (start: number, end: number, known: boolean): Promise<Buffer[]> => {
		if (from === end) return known ? [] : [await rangeHash(start, end, nodes)];
		const middle = start + 2 ** splitOf(end - start);
		return from <= middle
			? [...(await sub(start, middle, known)), await rangeHash(middle, end, nodes)]
			: [...(await sub(middle, end, false)), await rangeHash(start, middle, nodes)];
	};
	return sub(0, size, true);
}
