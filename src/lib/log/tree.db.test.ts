import { beforeAll, describe, expect, it } from 'vitest';
import { hex, mth, path, proof } from '../../../test/setup/merkle.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { newSigner } from '../../../test/setup/signer.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { append } from './append.server.ts';
import { dataHashOf, leafOf, sealedColumns, type SealedRow } from './leaf.server.ts';
import { readCheckpoint } from './note.server.ts';
import { seal } from './seal.server.ts';
import { growTree, proveConsistency, proveInclusion, readHead, treeRoot } from './tree.server.ts';

const signer = newSigner();
const ORIGIN = 'log.example';

/** Events of one write, some with data and some without. */
const act = (store: Store, many: number) =>
	store.write(async (tx) => {
		for (let i = 0; i < many; i++)
			await append(tx, {
				type: 'thing.done',
				actor: 'system',
				subject: { type: 'thing', id: `thing${i}` },
				...(i % 3 ? { data: { n: i } } : {})
			});
	});
const leavesOf = async (store: Store): Promise<Buffer[]> =>
	(
		await store.read.query<SealedRow>(
			`select ${sealedColumns} from event where position is not null order by position`
		)
	).map(leafOf);

describe('the tree of the log', () => {
	let store: Store;
	let second: Store;
	beforeAll(async () => {
		store = await freshStore();
		second = await joinStore(store.url);
	});

	it('grows one by one, and proves every leaf, and each tree in the last, as the RFC says', async () => {
		for (let size = 1; size <= 70; size++) {
			await act(store, 1);
			const head = await growTree(store, signer, ORIGIN);
			expect(head.size).toBe(size);
			expect(readCheckpoint(head.checkpoint).root).toEqual(await treeRoot(store.read, size));
		}
		const leaves = await leavesOf(store);
		for (let at = 1; at <= 70; at++) {
			expect((await treeRoot(store.read, at)).equals(mth(leaves.slice(0, at)))).toBe(true);
			expect(hex(await proveInclusion(store.read, at, 70))).toEqual(hex(path(at - 1, leaves)));
			expect(hex(await proveConsistency(store.read, at, 70))).toEqual(hex(proof(at, leaves)));
		}
	});

	it('does so over many tiles, whatever the batches', async () => {
		for (const many of [300, 1, 255, 700, 2, 1500]) {
			await act(store, many);
			await growTree(store, signer, ORIGIN);
		}
		const leaves = await leavesOf(store);
		const head = await readHead(store.read);
		expect(head?.size).toBe(leaves.length);
		const sizes = [255, 256, 257, 511, 512, 513, 1000, leaves.length - 1, leaves.length];
		for (const size of sizes) {
			const some = leaves.slice(0, size);
			expect((await treeRoot(store.read, size)).equals(mth(some))).toBe(true);
			for (const at of [1, 2, 255, 256, 257, size - 1, size].filter((n) => n <= size)) {
				expect(hex(await proveInclusion(store.read, at, size))).toEqual(hex(path(at - 1, some)));
				expect(hex(await proveConsistency(store.read, at, size))).toEqual(hex(proof(at, some)));
			}
		}
	});

	it('is the same tree when many write and two servers seal at once', async () => {
		const before = (await readHead(store.read))?.size ?? 0;
		await Promise.all(
			Array.from({ length: 40 }, async (_, i) => {
				await act(i % 2 ? store : second, 1 + (i % 4));
				await growTree(i % 3 ? store : second, signer, ORIGIN);
			})
		);
		const head = await growTree(second, signer, ORIGIN);
		const leaves = await leavesOf(store);
		expect(head.size).toBe(leaves.length);
		expect(head.size).toBeGreaterThan(before);
		expect(readCheckpoint(head.checkpoint).root.equals(mth(leaves))).toBe(true);
	});

	it('never goes back, and nothing is put where somebody else was faster', async () => {
		for (let round = 0; round < 3; round++) {
			await act(store, 5);
			await seal(store);
			let overtaken = false;
			// Between what it read and what it writes, another server adds more.
			const slow: Store = {
				...store,
				async write(work, how) {
					if (!overtaken) {
						overtaken = true;
						await act(second, 3);
						await growTree(second, signer, ORIGIN);
					}
					return store.write(work, how);
				}
			};
			await growTree(slow, signer, ORIGIN);
			expect(overtaken).toBe(true);
			const leaves = await leavesOf(store);
			const head = await readHead(store.read);
			expect(head?.size).toBe(leaves.length);
			expect((await treeRoot(store.read, leaves.length)).equals(mth(leaves))).toBe(true);
		}
	});

	it('keeps its name, whatever it is called later', async () => {
		await act(store, 1);
		expect((await growTree(store, signer, 'other.example')).origin).toBe(ORIGIN);
	});

	it('proves nothing of what is not in it', async () => {
		const size = (await readHead(store.read))?.size ?? 0;
		for (const [at, of] of [
			[0, 5],
			[6, 5],
			[1, size + 1]
		] as const) {
			await expect(proveInclusion(store.read, at, of)).rejects.toMatchObject({ code: 'not_found' });
			await expect(proveConsistency(store.read, at, of)).rejects.toMatchObject({ code: 'not_found' });
		}
	});
});

describe('a log from before there was a tree', () => {
	it('is taken in whole, by however many at once, each event with a salt that stays', async () => {
		const store = await freshStore();
		const second = await joinStore(store.url);
		await act(store, 900);
		await seal(store);
		await store.write((tx) => tx.query('update event set salt = null'));
		const heads = await Promise.all([store, second, store].map((one) => growTree(one, signer, ORIGIN)));
		expect(heads.map(({ size }) => size)).toEqual([900, 900, 900]);
		const leaves = await leavesOf(store);
		expect(readCheckpoint(heads[0]?.checkpoint ?? '').root.equals(mth(leaves))).toBe(true);
	});
});

describe('data that was erased', () => {
	it('leaves its leaf, and every root and proof, as they were', async () => {
		const store = await freshStore();
		await act(store, 20);
		const head = await growTree(store, signer, ORIGIN);
		const before = await leavesOf(store);
		const [row] = await store.read.query<SealedRow>(`select ${sealedColumns} from event where position = 5`);
		if (!row?.data || !row.salt) throw new Error('This event has data.');
		const kept = dataHashOf(row);
		await store.write((tx) =>
			tx.query('update event set data = null, salt = null, data_hash = $1 where position = 5', kept)
		);
		expect(hex(await leavesOf(store))).toEqual(hex(before));
		await act(store, 5);
		const later = await growTree(store, signer, ORIGIN);
		expect(readCheckpoint(later.checkpoint).root.equals(mth(await leavesOf(store)))).toBe(true);
		expect(hex(await proveConsistency(store.read, head.size, later.size))).toEqual(
			hex(proof(head.size, await leavesOf(store)))
		);
	});
});
