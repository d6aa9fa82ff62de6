/** Leases: an assignment in somebody's hands for some minutes, taken for the first time or once more. */
import { canonical } from '#lib/schema/json.ts';
import { newId, newToken } from '#lib/schema/id.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Payload, Purpose } from '#lib/schema/values.ts';
import type { Access } from '#lib/auth/access.server.ts';
import type { Arranging, Desk } from './desk.server.ts';
import { giveBackUnlessLocked, take, toTail } from './place.server.ts';

/** Work is handed out once; what is sent back has rounds of its own, for review. */
export const ROUND = 1;

/** Whom a claim is for, on which terms. */
export type Claimer = {
	project: Access['project'];
	userId: string;
	desk: Desk;
	now: number;
	/** until when a lease that is made or renewed now lasts */
	dueAt: number;
	/** from 0 to below 1, where what comes next is drawn */
	random: () => number;
};

export type Lease = {
	id: string;
	item_id: string;
	purpose: Purpose;
	/** below 0: an attempt at the training */
	round: number;
	state: string;
	token: string;
	lease: number;
	due_at: number;
	form_version: number;
	guideline_version: number;
	/** JSON text */
	shown: string | null;
	/** where it was read already, to arrange it */
	payload?: Payload;
};

const COLUMNS =
	'id, item_id, purpose, round, state, token, lease, due_at, form_version, guideline_version, shown';

/** Only work takes a place of its item; what checks people does not. */
export const takesPlace = (purpose: Purpose): boolean => purpose === 'work';

/** More than anybody holds: ten at a time, and those that were lost and not looked at again yet. */
const MOST_MINE = 40;

/** What a person holds, then what they held and lost. */
export const leasesOf = (tx: Tx, { project, userId }: Claimer): Promise<Lease[]> =>
	tx.query<Lease>(
		`select ${COLUMNS} from assignment where project_id = $1 and user_id = $2
			and state in ('leased', 'released', 'expired')
		order by case when state = 'leased' then 0 else 1 end, id limit ${MOST_MINE}`,
		project.id,
		userId
	);

/** A claim hands out so many at the most. */
export const MOST = 10;
const tenIds = Array.from({ length: MOST }, (_, i) => `$${i + 2}`).join(', ');

/**
 * What is held is handed out again: it lasts longer, and an older page can no longer release it. One that is
 * locked is being answered at this moment; it is still held if its lease runs.
 */
export async function renewHeld(
	store: Store,
	tx: Tx,
	{ now, dueAt }: Claimer,
	held: Lease[]
): Promise<Lease[]> {
	if (held.length === 0) return [];
	const ids = Array.from({ length: MOST }, (_, i) => held[i]?.id ?? '');
	const renewed = await tx.query<{ id: string; lease: number }>(
		`update assignment set due_at = $1, lease = lease + 1 where state = 'leased' and id in
			(select id from assignment where id in (${tenIds})${store.skipLocked}) returning id, lease`,
		dueAt,
		...ids
	);
	return held.flatMap((lease) => {
		const fresh = renewed.find(({ id }) => id === lease.id);
		if (fresh) return [{ ...lease, lease: fresh.lease, due_at: dueAt }];
		return lease.due_at > now ? [lease] : [];
	});
}

/** Reclaims at most this many leases that ran out, at each claim: no sweeper is needed. */
const MOST_DUE = 8;

/** Leases that ran out give their places back. What is locked is left to whoever holds it. */
export async function expireDue(store: Store, tx: Tx, { project, now }: Claimer): Promise<void> {
	const due = await tx.query<{ id: string; item_id: string; purpose: Purpose }>(
		`select id, item_id, purpose from assignment where project_id = $1 and state = 'leased' and due_at < $2
		order by due_at, id limit ${MOST_DUE}${store.skipLocked}`,
		project.id,
		now
	);
	const reopened: string[] = [];
	for (const { id, item_id: itemId, purpose } of due) {
		const wasFull = takesPlace(purpose) && (await giveBackUnlessLocked(store, tx, itemId));
		if (wasFull === null) continue;
		await tx.query("update assignment set state = 'expired' where id = $1", id);
		if (wasFull) reopened.push(itemId);
	}
	await toTail(tx, project.id, reopened);
}

type Asked = Pick<Lease, 'item_id' | 'purpose' | 'round'>;

/**
 * Whether anybody waits for the answer to what takes no place: not of a gold item that is none any more, nor of a
 * review that ended. Belongs behind the lock on the assignment.
 */
async function isNeeded(tx: Tx, { item_id: itemId, purpose, round }: Asked): Promise<boolean> {
	if (purpose === 'repeat') return true;
	const [still] =
		purpose === 'review'
			? await tx.query(
					'select 1 from send_back where item_id = $1 and round = $2 and ended_at is null',
					itemId,
					round
				)
			: await tx.query('select 1 from item where id = $1 and gold is not null', itemId);
	return still !== undefined;
}

/** Whether somebody has again what they lost: its place, which is taken for them, or what takes none and is still asked for. */
export const mayHaveAgain = (store: Store, tx: Tx, mine: Asked): Promise<boolean> =>
	takesPlace(mine.purpose) ? take(store, tx, mine.item_id) : isNeeded(tx, mine);

async function isFull(tx: Tx, itemId: string): Promise<boolean> {
	const [place] = await tx.query<{ open: number }>('select open from place where item_id = $1', itemId);
	return place?.open === 0;
}

/**
 * Leases once more what this person held before. When the place is full for good or for now, the assignment is
 * passed: should the place open again, it goes to the tail and is found there.
 */
export async function regain(store: Store, tx: Tx, claimer: Claimer, id: string): Promise<Lease | null> {
	const { dueAt } = claimer;
	const [mine] = await tx.query<Lease>(
		`select ${COLUMNS} from assignment where id = $1
			and state in ('released', 'expired', 'passed')${store.skipLocked}`,
		id
	);
	if (!mine) return null;
	if (await mayHaveAgain(store, tx, mine)) {
		await tx.query(
			"update assignment set state = 'leased', due_at = $2, lease = lease + 1 where id = $1",
			id,
			dueAt
		);
		return { ...mine, state: 'leased', due_at: dueAt, lease: mine.lease + 1 };
	}
	// Open and yet not taken: somebody decides over it at this moment. It stays mine for the next claim.
	if (!takesPlace(mine.purpose) || (await isFull(tx, mine.item_id)))
		await tx.query("update assignment set state = 'passed' where id = $1", id);
	return null;
}

export async function payloadOf(tx: Pick<Tx, 'query'>, itemId: string): Promise<Payload> {
	const [item] = await tx.query<{ payload: string }>('select payload from item where id = $1', itemId);
	if (!item) throw new Error(`Item ${itemId} is gone.`);
	return JSON.parse(item.payload) as Payload;
}

/** @param first takes the turn of a response */
export async function arranged(
	tx: Tx,
	{ project, userId, desk }: Claimer,
	itemId: string,
	first: Arranging['first']
): Promise<Pick<Lease, 'shown' | 'payload'>> {
	if (!desk.arrange) return { shown: null };
	const payload = await payloadOf(tx, itemId);
	const arranging = { person: `${project.id}/${userId}`, itemId, first };
	return { shown: canonical(await desk.arrange(payload, arranging)), payload };
}

type Fresh = Pick<Lease, 'item_id' | 'purpose' | 'round' | 'shown' | 'payload'> & {
	/** how probable it was that its stratum was drawn; left out where nothing was drawn */
	probability?: number | null;
};

/** Makes an assignment. Whoever calls has seen to the place, if it takes one. */
export async function makeLease(
	tx: Tx,
	{ project, userId, now, dueAt }: Claimer,
	{ probability = null, ...fresh }: Fresh
): Promise<Lease> {
	const lease: Lease = {
		...fresh,
		id: newId(now),
		state: 'leased',
		token: newToken(),
		lease: 1,
		due_at: dueAt,
		form_version: project.formVersion,
		guideline_version: project.guidelineVersion
	};
	await tx.query(
		`insert into assignment (${COLUMNS}, project_id, user_id, created_at, probability)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		lease.id,
		lease.item_id,
		lease.purpose,
		lease.round,
		lease.state,
		lease.token,
		lease.lease,
		lease.due_at,
		lease.form_version,
		lease.guideline_version,
		lease.shown,
		project.id,
		userId,
		now,
		probability
	);
	return lease;
}

/**
 * Leases a place that this person never held.
 * @param first takes the turn of a response
 * @param probability of the draw that led to it; null where nothing was drawn
 */
export async function leaseNew(
	store: Store,
	tx: Tx,
	claimer: Claimer,
	itemId: string,
	first: Arranging['first'],
	probability: number | null
): Promise<Lease | null> {
	if (!(await take(store, tx, itemId))) return null;
	const shown = await arranged(tx, claimer, itemId, first);
	return makeLease(tx, claimer, { item_id: itemId, purpose: 'work', round: ROUND, probability, ...shown });
}
