/**
 * A person's own assignment: renewed while the page lives, skipped, given back. Each verb decides under the lock
 * on the assignment's row, then changes the place, the seat and, last of all, the tail.
 */
import type { Actor, Person } from '#lib/auth/actor.ts';
import { actorName } from '#lib/auth/actor.ts';
import { authorize, type Access } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Purpose } from '#lib/schema/values.ts';
import { mayHaveAgain, takesPlace } from './lease.server.ts';
import { giveBack, toTail } from './place.server.ts';
import { endRoundIfDone, lockHanded } from './review.server.ts';
import { credit } from './seat.server.ts';
import { isLatest, isOurs } from './token.ts';

const noneThere = () =>
	new Refusal(
		'not_found',
		'There is no such assignment. If it was yours, its item was withdrawn by whoever leads the project.'
	);

export type Own = {
	id: string;
	project_id: string;
	slug: string;
	item_id: string;
	user_id: string;
	purpose: Purpose;
	/** below 0: an attempt at the training */
	round: number;
	token: string;
	lease: number;
	form_version: number;
	guideline_version: number;
	shown: string | null;
	/** of the draw that led to it; null where nothing was drawn */
	probability: number | null;
	payload: string;
};
export type Held = { own: Own; access: Access & { actor: Person } };
type State = 'leased' | 'released' | 'expired' | 'passed' | 'skipped' | 'submitted';

/** What a repeated request is asked before it gets its stored answer. @throws Refusal forbidden */
export async function assertStillWorks(store: Store, actor: Actor, id: string): Promise<void> {
	const [found] = await store.read.query<{ slug: string }>(
		'select p.slug from assignment a join project p on p.id = a.project_id where a.id = $1',
		id
	);
	if (found) await authorize(store, actor, 'work', found.slug);
}

/**
 * The assignment if it is the actor's own, they may still work in its project, and the token was once theirs.
 * @throws Refusal not_found, forbidden, bad_token
 */
export async function ownAssignment(store: Store, actor: Actor, id: string, token: string): Promise<Held> {
	const [own] = await store.read.query<Own>(
		`select a.id, a.project_id, p.slug, a.item_id, a.user_id, a.purpose, a.round, a.token, a.lease, a.form_version,
			a.guideline_version, a.shown, a.probability, i.payload
		from assignment a join project p on p.id = a.project_id join item i on i.id = a.item_id where a.id = $1`,
		id
	);
	if (!own) throw noneThere();
	if (actor.kind !== 'person' || own.user_id !== actor.id)
		throw new Refusal('forbidden', 'This assignment is another person’s. Claim one of your own.');
	const access = await authorize(store, actor, 'work', own.slug);
	if (!isOurs(token, own))
		throw new Refusal('bad_token', 'This token does not belong to the assignment. Claim again to get it.');
	return { own, access: { ...access, actor } };
}

/** Whoever looks again decides over all that was handed out of the item; anybody else over their own assignment. */
const lockOwn = async (store: Store, tx: Tx, own: Own) => {
	if (own.purpose === 'review') await lockHanded(store, tx, own.item_id);
	return lockState(store, tx, own.id);
};

export async function lockState(
	store: Store,
	tx: Tx,
	id: string
): Promise<{ state: State; lease: number; token: string; judgment_id: string | null }> {
	const [row] = await tx.query<{ state: State; lease: number; token: string; judgment_id: string | null }>(
		`select state, lease, token, judgment_id from assignment where id = $1${store.forUpdate}`,
		id
	);
	if (!row) throw noneThere();
	return row;
}

const setState = (tx: Tx, id: string, state: State) =>
	tx.query('update assignment set state = $2 where id = $1', id, state);

const answered = () =>
	new Refusal('conflict', 'This assignment is answered. Submit again to change the answer.');

/** Gold among the work is refused in the words of work. */
const lapsed = (purpose: Purpose) =>
	new Refusal(
		'lease_lost',
		purpose === 'review'
			? 'Nobody waits for this second look any more. Submit all the same: the answer is kept.'
			: 'The lease ran out and somebody else has the place. Submit all the same: the answer is kept.'
	);

/**
 * Keeps what is held for a further lease, and takes back what ran out meanwhile if its place is still open.
 * @throws Refusal lease_lost when somebody else has the place or nobody waits for it; the answer can still be submitted
 */
export async function renew(
	store: Store,
	actor: Actor,
	id: string,
	{ token }: { token: string },
	now: number = Date.now()
): Promise<{ id: string; leased_until: string }> {
	const { own, access } = await ownAssignment(store, actor, id, token);
	const dueAt = Math.round(now + access.project.settings.lease_minutes * 60_000);
	await store.write(async (tx) => {
		const { state } = await lockState(store, tx, id);
		if (state === 'submitted' || state === 'skipped') throw answered();
		const lost = state !== 'leased' && !(await mayHaveAgain(store, tx, own));
		if (lost) throw lapsed(own.purpose);
		await tx.query("update assignment set state = 'leased', due_at = $2 where id = $1", id, dueAt);
	});
	return { id, leased_until: new Date(dueAt).toISOString() };
}

/** Frees the place for others; this person is not handed the item again. Saying it twice changes nothing. */
export async function skip(
	store: Store,
	actor: Actor,
	id: string,
	{ token, reason }: { token: string; reason?: string | undefined },
	now: number = Date.now()
): Promise<{ id: string; state: 'skipped' }> {
	const { own, access } = await ownAssignment(store, actor, id, token);
	if (own.round < 0)
		throw new Refusal(
			'training',
			'Nothing is skipped in training: answer as well as you can, the right answer follows.'
		);
	await store.write(async (tx) => {
		const { state } = await lockOwn(store, tx, own);
		if (state === 'skipped') return;
		if (state === 'submitted') throw answered();
		await tx.query("update assignment set state = 'skipped', reason = $2 where id = $1", id, reason ?? null);
		const held = state === 'leased' && takesPlace(own.purpose);
		const reopened = held && (await giveBack(tx, own.item_id));
		await credit(tx, own.project_id, own.user_id, { skipped: 1 });
		await append(
			tx,
			{
				type: 'assignment.skipped',
				actor: actorName(actor),
				project: access.project,
				subject: { type: 'assignment', id }
			},
			now
		);
		if (own.purpose === 'review') await endRoundIfDone(tx, { own, access }, now);
		if (reopened) await toTail(tx, own.project_id, [own.item_id]);
	});
	return { id, state: 'skipped' };
}

/**
 * Gives the place back, as when a page closes. What is not held any more stays as it is.
 * @throws Refusal bad_token when the assignment was handed out again since, to a newer page of the same person
 */
export async function release(
	store: Store,
	actor: Actor,
	id: string,
	{ token }: { token: string }
): Promise<{ id: string; state: string }> {
	const { own } = await ownAssignment(store, actor, id, token);
	const state = await store.write(async (tx): Promise<State> => {
		const row = await lockState(store, tx, id);
		if (row.state !== 'leased') return row.state;
		if (!isLatest(token, row))
			throw new Refusal('bad_token', 'A newer page of yours holds this assignment: it stays with that one.');
		await setState(tx, id, 'released');
		if (takesPlace(own.purpose) && (await giveBack(tx, own.item_id)))
			await toTail(tx, own.project_id, [own.item_id]);
		return 'released';
	});
	return { id, state };
}
