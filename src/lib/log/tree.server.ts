/**
 * The log as a Merkle tree with a signed head. Events that have a position are added in batches, in the background;
 * tiles and head go in together, by whoever takes the head at the size that they started from. So a kill leaves the
 * tree as it was, two servers never add the same event twice, and the work follows what is new.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { logHead } from '#lib/schema/tables.ts';
import { newSalt } from './bind.server.ts';
import { leafOf, sealedColumns, type SealedRow } from './leaf.server.ts';
import { consistencyProof, inclusionProof, rootOf } from './merkle.server.ts';
import { checkpointOf, type Signer } from './note.server.ts';
import { seal } from './seal.server.ts';
import { Tiles } from './tiles.server.ts';

/** Events that are hashed between two turns of the others. */
const SLICE = 256;
/** Events that one head takes in, at most. */
const BATCH = 4_096;

export type Head = { origin: string; size: number; checkpoint: string };

export async function readHead(db: ReadDb): Promise<Head | null> {
	const [row] = await db.query<Head>('select origin, size, checkpoint from log_head where id = 1');
	return row ? { ...row, size: Number(row.size) } : null;
}

/** The head to go on from. @param origin the name of a log that has none yet */
async function headOf(store: Store, origin: string): Promise<Head> {
	const known = await readHead(store.read);
	if (known) return known;
	await store.write(async (tx) => {
		const first = { id: 1, origin, size: 0, checkpoint: '', at: Date.now() };
		await tx.insert(logHead).values(first).onConflictDoNothing();
	});
	return (await readHead(store.read)) ?? { origin, size: 0, checkpoint: '' };
}

const page = `select ${sealedColumns} from event where position > $1 and position <= $2 order by position`;

/** Events from before there was a tree have no salt: they are given theirs once, whoever is first. */
async function salted(store: Store, rows: SealedRow[]): Promise<SealedRow[]> {
	const bare = rows.filter(
		({ data, salt, data_hash }) => data !== null && salt === null && data_hash === null
	);
	const [first, last] = [rows[0], rows.at(-1)];
	if (bare.length === 0 || !first || !last) return rows;
	await store.write(async (tx) => {
		for (const { id } of bare)
			await tx.query(
				'update event set salt = $2 where id = $1 and salt is null and data_hash is null',
				id,
				newSalt()
			);
	});
	return store.read.query<SealedRow>(page, first.position - 1, last.position);
}

/** Leaves of the events after a position, at most a batch. */
async function leavesAfter(store: Store, size: number, last: number): Promise<Buffer[]> {
	const leaves: Buffer[] = [];
	const end = Math.min(last, size + BATCH);
	while (size + leaves.length < end) {
		const from = size + leaves.length;
		const rows = await salted(
			store,
			await store.read.query<SealedRow>(page, from, Math.min(end, from + SLICE))
		);
		rows.forEach((row, i) => {
			if (Number(row.position) !== from + 1 + i) throw new Error(`The log has no event at ${from + 1 + i}.`);
			leaves.push(leafOf(row));
		});
		if (rows.length === 0) throw new Error(`The log has no event at ${from + 1}.`);
		await breathe();
	}
	return leaves;
}

/** Adds a batch. @returns the head now, whoever made it */
async function growOnce(store: Store, signer: Signer, head: Head, last: number): Promise<Head> {
	const { origin, size: before } = head;
	const leaves = await leavesAfter(store, before, last);
	const tiles = new Tiles(store.read);
	await tiles.append(leaves, before);
	const size = before + leaves.length;
	const checkpoint = checkpointOf(origin, size, await rootOf(size, tiles.nodes), signer);
	const taken = await store.write(async (tx) => {
		const rows = await tx.query(
			`update log_head set size = $1, checkpoint = $2, at = $3 where id = 1 and size = $4 returning size`,
			size,
			checkpoint,
			Date.now(),
			before
		);
		if (rows.length > 0) await tiles.store(tx);
		return rows.length > 0;
	});
	return taken ? { origin, size, checkpoint } : ((await readHead(store.read)) ?? head);
}

/**
 * Brings the tree up to what is committed. Several at once are harmless.
 * @param origin what a log is called that has no name yet
 * @returns its head
 */
export async function growTree(store: Store, signer: Signer, origin: string): Promise<Head> {
	const last = await seal(store);
	let head = await headOf(store, origin);
	while (head.size < last) head = await growOnce(store, signer, head, last);
	return head;
}

const outside = (size: number): Refusal =>
	new Refusal('not_found', `The tree has ${size.toLocaleString('en')} events now.`);

/** @param position from 1, as events have it. @throws Refusal not_found for what is not in the tree of that size */
export async function proveInclusion(db: ReadDb, position: number, size: number): Promise<Buffer[]> {
	const head = await readHead(db);
	if (position < 1 || position > size || size > (head?.size ?? 0)) throw outside(head?.size ?? 0);
	return inclusionProof(position - 1, size, new Tiles(db).nodes);
}

/** Several at once, which share what they read. @throws Refusal not_found */
export async function inclusionProofs(db: ReadDb, positions: number[], size: number): Promise<Buffer[][]> {
	const { nodes } = new Tiles(db);
	if (positions.some((position) => position < 1 || position > size)) throw outside(size);
	const proofs: Buffer[][] = [];
	for (const position of positions) proofs.push(await inclusionProof(position - 1, size, nodes));
	return proofs;
}

/** @throws Refusal not_found for sizes that the tree has not had */
export async function proveConsistency(db: ReadDb, from: number, to: number): Promise<Buffer[]> {
	const head = await readHead(db);
	if (from < 1 || from > to || to > (head?.size ?? 0)) throw outside(head?.size ?? 0);
	return consistencyProof(from, to, new Tiles(db).nodes);
}

export async function treeRoot(db: ReadDb, size: number): Promise<Buffer> {
	return rootOf(size, new Tiles(db).nodes);
}
