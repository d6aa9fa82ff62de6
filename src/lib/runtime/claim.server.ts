/**
 * Taking a decision into one's hands: a lease with a fence. Each claim by another person raises the version, so that
 * whoever lost the lease votes no more, however late their answer arrives. Leases write no event.
 */
import { eq } from 'drizzle-orm';
import type { Actor, Person } from '#lib/auth/actor.ts';
import { observe } from '#lib/log/observe.server.ts';
import { isOurs, tokenOf } from '#lib/queue/token.ts';
import { newToken } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { decision } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import {
	decisionFor,
	findDecision,
	gateOf,
	lockDecision,
	noDecision,
	standingOf,
	type DecisionRow
} from './decision.server.ts';
import { maySign, rolesAt } from './gate.ts';
import { levelOf } from './lifecycle.ts';
import { fresh } from './read.server.ts';
import { iso, operatorView } from './show.server.ts';
import { stillOpen } from './settle.server.ts';
import { readSwitches } from './switches.server.ts';
import type { Claimed } from './view.ts';

/** A person in a session. @throws Refusal forbidden for every key */
export function asPerson(actor: Actor): Person {
	if (actor.kind !== 'person' || actor.via !== 'session')
		throw new Refusal('forbidden', 'Only a signed-in person answers for an AI system, never a key.');
	return actor;
}

/** It ran alone, and a share of such comes back for a look. */
export const awaitsReview = (row: DecisionRow): boolean =>
	row.sampled && row.reviewedAt === null && row.status === 'auto_approved';

/** @throws Refusal forbidden when the gate asks for somebody else */
export function assertRole(row: DecisionRow, role: Role, at: number): void {
	if (awaitsReview(row)) return;
	const roles = rolesAt(gateOf(row), levelOf(standingOf(row), at));
	if (!maySign(roles, role)) throw new Refusal('forbidden', `This one asks for ${roles.join(' or ')}.`);
}

/** @throws Refusal settled for what is not waiting for anybody */
export async function assertWaiting(tx: Tx, row: DecisionRow, epoch: number, now: number): Promise<void> {
	if (awaitsReview(row)) return;
	const ended = await stillOpen(tx, row, epoch, now);
	if (ended !== null) throw new Refusal('settled', `It is ${ended} already.`);
	if (row.status === 'veto_open')
		throw new Refusal('settled', 'Its veto window is open: veto it, or let it run.');
}

/** A token as it is stored and sent; one of an earlier release has no number yet. */
function partsOf(sent: string): { token: string; lease: number } {
	const [token = '', lease = '1'] = sent.split('.');
	return { token, lease: Number(lease) };
}

/**
 * What a claim makes of a lease. One that runs is its holder's: it is handed out again under a new number and lasts
 * longer. Any of its tokens answers; only the last gives back, so that a release that comes late, or from an older
 * page, ends nothing that was taken since.
 */
export function leased(
	{ leaseToken, leasedAt, leasedUntil, version }: DecisionRow,
	ms: number,
	now: number
): { leaseToken: string; leasedAt: number | null; leasedUntil: number; version: number } {
	if (leaseToken === null || leasedUntil === null || leasedUntil <= now)
		return {
			leaseToken: tokenOf({ token: newToken(), lease: 1 }),
			leasedAt: now,
			leasedUntil: now + ms,
			version: version + 1
		};
	const { token, lease } = partsOf(leaseToken);
	return {
		leaseToken: tokenOf({ token, lease: lease + 1 }),
		leasedAt,
		leasedUntil: Math.max(now + ms, leasedUntil),
		version
	};
}

/** @throws Refusal lease_lost: nothing is stored for a stale version or a lost lease */
export function assertLease(
	row: DecisionRow,
	person: Person,
	{ token, version }: { token: string; version: number },
	now: number
): void {
	const live = row.leasedUntil !== null && row.leasedUntil > now && row.holder === person.id;
	if (!live || row.leaseToken === null || !isOurs(token, partsOf(row.leaseToken)))
		throw new Refusal('lease_lost', 'You do not hold it any more. Nothing was stored; claim it again.');
	if (row.version !== version)
		throw new Refusal(
			'lease_lost',
			`It changed since you read it. Nothing was stored; read version ${row.version}.`
		);
}

/** Claims, or prolongs what one holds. @throws Refusal not_found, forbidden, held, settled */
export async function claimDecision(
	store: Store,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<Claimed> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	await fresh(store, seen, now);
	const lease = access.project.settings.lease_minutes * 60_000;
	const held = await store.write(async (tx) => {
		const { epoch } = await readSwitches(tx, seen.row);
		const row = await lockDecision(store, tx, id);
		await assertWaiting(tx, row, epoch, now);
		assertRole(row, access.role, now);
		const live = row.leasedUntil !== null && row.leasedUntil > now;
		if (live && row.holder !== person.id) throw new Refusal('held', 'Somebody else has it in hand.');
		const next = { holder: person.id, ...leased(row, lease, now) };
		await tx.update(decision).set(next).where(eq(decision.id, id));
		return next;
	});
	if (held.leasedAt === now)
		observe({ what: 'claim', project: access.project.slug, seconds: (now - seen.row.createdAt) / 1000 });
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return {
		token: held.leaseToken,
		version: held.version,
		leased_until: iso(held.leasedUntil),
		decision: await operatorView(store.read, found, person.id, now)
	};
}

/** Gives it back for others. A lease that is gone already, or was handed out again since, is no mistake. @throws Refusal not_found, forbidden */
export async function releaseDecision(store: Store, actor: Actor, id: string, token: string): Promise<void> {
	const person = asPerson(actor);
	await decisionFor(store, actor, 'review', id);
	await store.write(async (tx) => {
		await tx.query(
			`update decision set holder = null, lease_token = null, leased_until = null
			where id = $1 and holder = $2 and lease_token = $3`,
			id,
			person.id,
			token
		);
	});
}
