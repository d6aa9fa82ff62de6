import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex, mth, path, proof } from '../../../test/setup/merkle.ts';
import { consistencyProof, inclusionProof, leafHash, rootOf, type Nodes } from './merkle.server.ts';

const leaves = Array.from({ length: 4_000 }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const nodes: Nodes = async (level, number) =>
	mth(leaves.slice(number * 2 ** level, (number + 1) * 2 ** level));
const someSize = (): number => 71 + (randomBytes(2).readUInt16BE() % (leaves.length - 70));

async function agree(size: number, positions: number[]): Promise<void> {
	const some = leaves.slice(0, size);
	expect((await rootOf(size, nodes)).equals(mth(some))).toBe(true);
	for (const at of positions) {
		expect(hex(await inclusionProof(at, size, nodes))).toEqual(hex(path(at, some)));
		expect(hex(await consistencyProof(at + 1, size, nodes))).toEqual(hex(proof(at + 1, some)));
	}
}

describe('roots and proofs', () => {
	it('are those of the RFC for every leaf of every tree up to 70, and every pair of trees', async () => {
		for (let size = 1; size <= 70; size++) await agree(size, [...Array(size).keys()]);
	});

	it('are those of the RFC for trees of any size', async () => {
		for (let round = 0; round < 12; round++) {
			const size = someSize();
			await agree(size, [0, size - 1, ...Array.from({ length: 6 }, () => someSize() % size)]);
		}
	});

	it('begin with the root of nothing, which is the hash of nothing', async () => {
		expect((await rootOf(0, nodes)).toString('hex')).toBe(
			'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
		);
	});
});
