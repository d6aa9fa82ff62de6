/** What a person says of an item beside their answer: a flag for those who lead the project, or a comment. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { actorName, type Actor, type Person } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { assertStorable } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { note, user } from '#lib/schema/tables.ts';
import { lockState, ownAssignment } from './assignment.server.ts';
import { shownId } from './shown.ts';

/** `skip` is the reason of whoever skipped it */
export const noteKinds = ['flag', 'comment', 'skip'] as const;
export type NoteKind = (typeof noteKinds)[number];
export type NoteView = {
	id: string;
	item_id: string;
	kind: NoteKind;
	text: string | null;
	by: string;
	at: string;
};

type Row = { id: string; item_id: string; kind: NoteKind; text: string | null; email: string; at: number };
const noteView = ({ email, at, ...row }: Row): NoteView => ({
	...row,
	by: email,
	at: new Date(at).toISOString()
});

/** A page of items lists no more than this. */
const MOST = 2000;

/** `shown`: what the person knows the item by */
type On = { itemId: string; shown: string; project: ProjectRow; person: Person };

/** Whoever was handed the item, by their token, or one who may judge it. @throws Refusal forbidden, bad_token */
async function mayNote(store: Store, actor: Actor, id: string, token: string | undefined): Promise<On> {
	const [found] = await store.read.query<{ item_id: string; user_id: string; slug: string }>(
		`select a.item_id, a.user_id, p.slug from assignment a join project p on p.id = a.project_id where a.id = $1`,
		id
	);
	if (!found) throw new Refusal('not_found', 'There is no such assignment.');
	if (actor.kind === 'person' && found.user_id === actor.id) {
		const { access } = await ownAssignment(store, actor, id, token ?? '');
		const { project } = access;
		return { itemId: found.item_id, shown: shownId(project, id, found.item_id), project, person: actor };
	}
	const { project } = await authorize(store, actor, 'judge', found.slug);
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A flag or a comment comes from a person.');
	return { itemId: found.item_id, shown: found.item_id, project, person: actor };
}

/**
 * Saying the same again changes nothing.
 * @returns the note, and whether it is new
 * @throws Refusal not_found, forbidden, bad_token
 */
export async function addNote(
	store: Store,
	actor: Actor,
	assignmentId: string,
	kind: 'flag' | 'comment',
	input: { token?: string | undefined; text?: string | undefined },
	now: number = Date.now()
): Promise<{ note: NoteView; created: boolean }> {
	const { itemId, shown, project, person } = await mayNote(store, actor, assignmentId, input.token);
	const text = input.text?.trim() || null;
	if (kind === 'comment' && text === null) throw new Refusal('invalid', 'Write something.');
	assertStorable(text, 'text');
	return store.write(async (tx) => {
		// Under the assignment's lock the same note cannot come twice at once.
		await lockState(store, tx, assignmentId);
		const known = await tx.query<Omit<Row, 'email'>>(
			`select id, item_id, kind, text, at from note where project_id = $1 and item_id = $2 and user_id = $3
				and assignment_id = $4 and kind = $5`,
			project.id,
			itemId,
			person.id,
			assignmentId,
			kind
		);
		const same = known.find((earlier) => earlier.text === text);
		if (same) return { note: noteView({ ...same, item_id: shown, email: person.email }), created: false };
		const id = newId(now);
		const eventId = await append(
			tx,
			{
				type: kind === 'flag' ? 'item.flagged' : 'item.commented',
				actor: actorName(actor),
				project,
				subject: { type: 'item', id: itemId },
				data: { note: id }
			},
			now
		);
		await tx.query(
			`insert into note (id, project_id, item_id, assignment_id, user_id, kind, text, event_id, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id,
			project.id,
			itemId,
			assignmentId,
			person.id,
			kind,
			text,
			eventId,
			now
		);
		return {
			note: noteView({ id, item_id: shown, kind, text, email: person.email, at: now }),
			created: true
		};
	});
}

/** Why people skipped some items of a project: by the items, not by the index of all reasons, hence `coalesce`. */
async function reasonsOn(db: ReadDb, projectId: string, itemIds: string[]): Promise<Row[]> {
	const marks = itemIds.map((_, i) => `$${i + 2}`).join(', ');
	return db.query<Row>(
		`select a.id, a.item_id, 'skip' as kind, a.reason as text, u.email, coalesce((select max(at) from event
			where event.subject_id = a.id and event.type = 'assignment.skipped'), a.created_at) as at
		from assignment a join user_account u on u.id = a.user_id
		where a.project_id = $1 and a.item_id in (${marks}) and coalesce(a.reason, '') <> '' and a.state = 'skipped'`,
		projectId,
		...itemIds
	);
}

/** Notes on some items of a project, and the reasons of those who skipped them, oldest first. */
export async function notesOn(db: ReadDb, projectId: string, itemIds: string[]): Promise<NoteView[]> {
	if (itemIds.length === 0) return [];
	const rows = await db
		.select({
			id: note.id,
			item_id: note.itemId,
			kind: note.kind,
			text: note.text,
			email: user.email,
			at: note.at
		})
		.from(note)
		.innerJoin(user, eq(user.id, note.userId))
		.where(and(eq(note.projectId, projectId), inArray(note.itemId, itemIds)))
		.orderBy(asc(note.id))
		.limit(MOST);
	const reasons = await reasonsOn(db, projectId, itemIds);
	return [...rows, ...reasons].toSorted((a, b) => a.at - b.at).map(noteView);
}
