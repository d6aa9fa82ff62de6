/** What the log proves of itself, for whoever may see events of it: proofs hold hashes, and say nothing of others. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { eventsAfter } from '#lib/log/follow.server.ts';
import { leafOf, sealedColumns, type SealedRow } from '#lib/log/leaf.server.ts';
import { proveConsistency, proveInclusion, readHead, treeRoot, type Head } from '#lib/log/tree.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { eventFilter } from './events.server.ts';

const Size = z.coerce.number().int().min(1);
/** `size`: of the tree that the proof is for; the latest, unless it is named. */
export const InclusionQuery = z.strictObject({ position: Size, size: Size.optional() });
export const ConsistencyQuery = z.strictObject({ from: Size, to: Size.optional() });

async function headFor(store: Store, actor: Actor): Promise<Head> {
	await eventFilter(store, actor);
	const head = await readHead(store.read);
	if (!head || head.size === 0)
		throw new Refusal('not_found', 'The log has no signed head yet: the first comes within seconds.');
	return head;
}

const base64 = (hashes: Buffer[]): string[] => hashes.map((hash) => hash.toString('base64'));

/** The latest signed tree head. @throws Refusal forbidden, not_found */
export const readSignedHead = async (store: Store, actor: Actor): Promise<string> =>
	(await headFor(store, actor)).checkpoint;

/** That an event which somebody may see is in the tree. Hashes are base64. @throws Refusal forbidden, not_found */
export async function proveEvent(
	store: Store,
	actor: Actor,
	{ position, size }: z.infer<typeof InclusionQuery>
): Promise<{
	position: number;
	size: number;
	leaf: string;
	proof: string[];
	root: string;
	checkpoint: string;
}> {
	const passes = await eventFilter(store, actor);
	const head = await headFor(store, actor);
	const [event] = await eventsAfter(store, position - 1, 1);
	if (event?.position !== position || !(await passes(event)))
		throw new Refusal('not_found', 'There is no such event.');
	const of = size ?? head.size;
	const proof = await proveInclusion(store.read, position, of);
	const [row] = await store.read.query<SealedRow>(
		`select ${sealedColumns} from event where position = $1`,
		position
	);
	if (!row) throw new Refusal('not_found', 'There is no such event.');
	return {
		position,
		size: of,
		leaf: leafOf(row).toString('base64'),
		proof: base64(proof),
		root: (await treeRoot(store.read, of)).toString('base64'),
		checkpoint: head.checkpoint
	};
}

/** That the tree of `to` events begins with that of `from`. @throws Refusal forbidden, not_found */
export async function proveGrowth(
	store: Store,
	actor: Actor,
	{ from, to }: z.infer<typeof ConsistencyQuery>
): Promise<{ from: number; to: number; proof: string[]; checkpoint: string }> {
	const head = await headFor(store, actor);
	const end = to ?? head.size;
	const proof = await proveConsistency(store.read, from, end);
	return { from, to: end, proof: base64(proof), checkpoint: head.checkpoint };
}
