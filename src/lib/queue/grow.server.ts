/**
 * An item gets one place more while the answers that fill its places disagree, up to the project's cap; a revision that
 * brings them together closes one that nobody filled. All in the write of the answer, behind the lock on the place: of
 * two who answer or revise at once the later one sees what the earlier one said.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers, ProjectSettings } from '#lib/schema/values.ts';
import type { Desk } from './desk.server.ts';
import { grows, placesOf } from './overlap.ts';
import { setPlaces } from './place.server.ts';

export type Standing = { counted: number; overlap: number; open: number };

/** Behind this lock nobody else fills, opens or closes a place of the item. */
export async function lockPlace(store: Store, tx: Tx, itemId: string): Promise<Standing | null> {
	const [place] = await tx.query<Standing>(
		`select counted, overlap, open from place where item_id = $1${store.forUpdate}`,
		itemId
	);
	return place ?? null;
}

/** What fills places, as it stands: a revision fills the place of what it revises. */
export const FILLS = `j.purpose in ('work', 'review') and j.assignment_id is not null and j.counted
	and not exists (select 1 from judgment later where later.supersedes = j.id)`;

/**
 * Brings the places of an item in line with what people say, where they are filled. Belongs behind `lockPlace`, or after
 * the place was filled, when the answer is written.
 * @param project.id whose settings are read anew: a recount that follows a change of them waits for this place
 * @returns whether a place opened and must go to the tail
 */
export async function growOrClose(
	store: Store,
	tx: Tx,
	project: { id: string },
	itemId: string,
	desk: Desk
): Promise<boolean> {
	const [row] = await tx.query<{ settings: string; form_version: number }>(
		'select settings, form_version from project where id = $1',
		project.id
	);
	if (!row) return false;
	const settings = JSON.parse(row.settings) as ProjectSettings;
	if (!grows(settings)) return false;
	const place = await lockPlace(store, tx, itemId);
	// Gold has no place to fill.
	if (!place || place.overlap === 0 || place.counted < settings.overlap) return false;
	const given = await tx.query<{ answers: string }>(
		`select j.answers from judgment j where j.project_id = $1 and j.item_id = $2 and ${FILLS} order by j.id`,
		project.id,
		itemId
	);
	const under = { projectId: project.id, formVersion: row.form_version };
	const answers = given.map(({ answers: text }) => JSON.parse(text) as Answers);
	const places = placesOf(settings, place.counted, await desk.disputed(tx, under, answers));
	if (places === place.overlap) return false;
	return (await setPlaces(tx, itemId, places)) && place.open === 0;
}
