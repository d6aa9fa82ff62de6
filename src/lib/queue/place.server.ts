/**
 * Places: how items enter the queue, are taken and come back. A place that opens again goes to the tail, so a
 * person's cursor never has to look behind itself; ranks become visible in rank order, since whoever takes
 * some holds the project's tail row until commit.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';

export type Entering = { id: string; priority: number };

/** Band 0 is handed out first. Priority counts only where the project orders by it. */
export const LAST_BAND = 9;
export const bandOf = (order: ProjectSettings['order'], priority: number): number =>
	order === 'priority' ? LAST_BAND - priority : LAST_BAND;

/** Rows an insert: few enough texts to stay prepared, whatever the size of a batch. */
const PIECES = [128, 64, 32, 16, 8, 4, 2, 1];
const pieceFor = (left: number): number => PIECES.find((size) => size <= left) ?? 1;

/** Takes `many` fresh ranks. Always the last lock that a write takes. @returns the first of them */
export async function takeRanks(tx: Tx, projectId: string, many: number): Promise<number> {
	const [tail] = await tx.query<{ next: number }>(
		'update tail set next = next + $2 where project_id = $1 returning next',
		projectId,
		many
	);
	if (!tail) throw new Error(`Project ${projectId} has no tail.`);
	return tail.next - many;
}

/** Fisher-Yates. */
function shuffled<T>(list: T[], random: () => number): T[] {
	const mixed = [...list];
	for (let i = mixed.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
	}
	return mixed;
}

/**
 * Gives new items their places at the tail, in the order given or, in a project that shuffles, in any order.
 * Called once in the write that inserts the items, as its last step.
 */
export async function enter(
	tx: Tx,
	project: ProjectRow,
	items: Entering[],
	random: () => number = Math.random
): Promise<void> {
	if (items.length === 0) return;
	let rank = await takeRanks(tx, project.id, items.length);
	// Read under the tail's lock: a recount waits for that lock, then sees every place that still has the old number.
	const [row] = await tx.query<{ settings: string }>(
		'select settings from project where id = $1',
		project.id
	);
	if (!row) throw new Error(`Project ${project.id} is gone.`);
	const { overlap, order } = JSON.parse(row.settings) as ProjectSettings;
	const inOrder = order === 'shuffled' ? shuffled(items, random) : items;
	for (let at = 0; at < inOrder.length;) {
		const piece = inOrder.slice(at, at + pieceFor(inOrder.length - at));
		const rows = piece.map((_, i) => {
			const n = 3 + 3 * i;
			return `($1, $2, $2, 0, 0, $${n}, $${n + 1}, $${n + 2})`;
		});
		await tx.query(
			`insert into place (project_id, open, overlap, leased, counted, item_id, band, rank) values ${rows.join(', ')}`,
			project.id,
			overlap,
			...piece.flatMap(({ id, priority }) => [id, bandOf(order, priority), rank++])
		);
		at += piece.length;
	}
}

/** Holds one place for somebody if one is open and nobody else decides over it now. Never waits. */
export async function take(store: Store, tx: Tx, itemId: string): Promise<boolean> {
	const [taken] = await tx.query(
		`update place set leased = leased + 1, open = open - 1 where item_id =
			(select item_id from place where item_id = $1 and open > 0${store.skipLocked}) returning item_id`,
		itemId
	);
	return taken !== undefined;
}

/** What `open` is after one lease less: an overlap that was lowered may leave it at 0. */
const LESS = `leased = leased - 1, open = case when overlap - counted - leased + 1 > 0
	then overlap - counted - leased + 1 else 0 end`;

/** A lease ends without an answer. @returns whether the place was full until now and must go to the tail */
export async function giveBack(tx: Tx, itemId: string): Promise<boolean> {
	const [place] = await tx.query<{ open: number }>(
		`update place set ${LESS} where item_id = $1 returning open`,
		itemId
	);
	return place?.open === 1;
}

/** As `giveBack`, but leaves a place alone that somebody else decides over now. @returns null then */
export async function giveBackUnlessLocked(store: Store, tx: Tx, itemId: string): Promise<boolean | null> {
	const [place] = await tx.query<{ open: number }>(
		`update place set ${LESS} where item_id =
			(select item_id from place where item_id = $1${store.skipLocked}) returning open`,
		itemId
	);
	return place ? place.open === 1 : null;
}

/** Sends places that opened again to the tail. */
export async function toTail(tx: Tx, projectId: string, itemIds: string[]): Promise<void> {
	if (itemIds.length === 0) return;
	let rank = await takeRanks(tx, projectId, itemIds.length);
	for (const id of itemIds) await tx.query('update place set rank = $2 where item_id = $1', id, rank++);
}

/**
 * Counts a judgment if a place is left for it: the one that the judge holds, or one that nobody holds.
 * @returns whether it counts; in both cases a held lease has ended
 */
export async function fill(tx: Tx, itemId: string, held: boolean): Promise<boolean> {
	const [counted] = await tx.query(
		held
			? `update place set counted = counted + 1, leased = leased - 1
				where item_id = $1 and counted < overlap returning item_id`
			: `update place set counted = counted + 1, open = open - 1
				where item_id = $1 and open > 0 and counted < overlap returning item_id`,
		itemId
	);
	if (counted) return true;
	if (held) await giveBack(tx, itemId);
	return false;
}
