/**
 * Grants: single-use permissions to run exactly one action. Made when the asking key reads the approval, good for
 * five minutes, void as soon as it reads again. The token is an HMAC of the row, so that it is stored nowhere.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { eventRow } from '#lib/log/append.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { change, insertion, listOf, rowOf, writeTogether, type RawRow } from '#lib/schema/rows.server.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { permit } from '#lib/schema/tables.ts';
import type { Action } from './action.ts';
import {
	asAgent,
	currentAction,
	foundIn,
	foundJoins,
	foundList,
	lockDecision,
	type DecisionRow,
	type Found,
	type ProjectRow,
	type RawFound
} from './decision.server.ts';
import type { ConsumeInput } from './input.ts';
import { GRANT_MS, isApproved } from './lifecycle.ts';
import { receiptFor } from './receipt.server.ts';
import { assertSigned } from './signed-run.server.ts';
import { ensureSwitches, lockSwitches } from './switches.server.ts';

type PermitRow = typeof permit.$inferSelect;
export type GrantView = { id: string; token: string; action_hash: string; expires_at: string };

const tokenOf = (secret: Buffer, { id, keyId, actionHash, expiresAt }: PermitRow): string =>
	createHmac('sha256', secret)
		.update(`grant\n${id}\n${keyId}\n${actionHash}\n${expiresAt}`)
		.digest('base64url');

const isToken = (right: string, given: string): boolean => {
	const [a, b] = [Buffer.from(right), Buffer.from(given)];
	return a.length === b.length && timingSafeEqual(a, b);
};

export const grantView = (secret: Buffer, row: PermitRow): GrantView => ({
	id: row.id,
	token: tokenOf(secret, row),
	action_hash: row.actionHash,
	expires_at: new Date(row.expiresAt).toISOString()
});

/** What may still be made for a decision: approved, not taken back, not used. */
export const isGrantable = (row: DecisionRow): boolean =>
	isApproved(row.status) && !row.reversed && row.consumedAt === null && row.erasedAt === null;

/** A grant for a decision that the caller made or locked; to be inserted in the same transaction. */
export const newPermit = (
	row: Pick<DecisionRow, 'id' | 'keyId' | 'actionHash' | 'haltEpoch'>,
	now: number
): PermitRow => ({
	id: newId(now),
	decisionId: row.id,
	keyId: row.keyId,
	actionHash: row.actionHash,
	state: 'live',
	haltEpoch: row.haltEpoch,
	expiresAt: now + GRANT_MS,
	consumedAt: null,
	consumedWith: null,
	createdAt: now
});

/**
 * A new grant for an approved decision; the one before is void.
 * @returns null when there is nothing to run
 * @throws Refusal action_mismatch where it is not what passkeys signed
 */
export async function mintGrant(
	store: Store,
	secret: Buffer,
	found: Found,
	actor: Actor,
	now: number
): Promise<GrantView | null> {
	if (!isGrantable(found.row)) return null;
	const made = await store.write(async (tx) => {
		const switches = await lockSwitches(store, tx, found.row);
		const row = await lockDecision(store, tx, found.row.id);
		// Lifting a halt revives nothing: what was approved before it gets no grant any more.
		if (switches.active > 0 || switches.epoch > row.haltEpoch || !isGrantable(row)) return null;
		await assertSigned(tx, row, found.proposed);
		await tx.query("update permit set state = 'void' where decision_id = $1 and state = 'live'", row.id);
		const fresh = newPermit(row, now);
		const act = grantAct('grant.minted', actor, found.project, fresh, row);
		await writeTogether(store, tx, insertion(permit, fresh), eventRow(act, now, newId(now)));
		return fresh;
	});
	return made && grantView(secret, made);
}

const grantAct = (type: string, actor: Actor, project: ProjectRow, row: PermitRow, of: DecisionRow) => ({
	type,
	actor: actorName(actor),
	project,
	subject: { type: 'grant', id: row.id },
	data: { agent: of.agent, decision: row.decisionId, action_hash: row.actionHash }
});

export type Consumed = {
	id: string;
	decision: string;
	action: Action;
	action_hash: string;
	consumed_at: string;
	/** of the answer that it rests on */
	receipt?: string;
};

const onePermit = `select ${listOf(permit)} from permit where id = $1`;

async function permitOf(db: ReadDb, id: string): Promise<PermitRow | null> {
	const [raw] = await db.query<RawRow>(onePermit, id);
	return raw ? rowOf(permit, raw) : null;
}

const grantedBy = `select ${listOf(permit)}, ${foundList} from permit
	join decision on decision.id = permit.decision_id ${foundJoins} where permit.id = $1`;

const noGrant = () => new Refusal('not_found', 'There is no such grant.');

/** The one update that uses a grant up. @returns whether it was there to be used */
async function use(tx: Tx, id: string, now: number, usedWith: string | null): Promise<boolean> {
	const rows = await tx.query(
		`update permit set state = 'consumed', consumed_at = $2, consumed_with = $3
		where id = $1 and state = 'live' and expires_at > $2 returning id`,
		id,
		now,
		usedWith
	);
	return rows.length > 0;
}

/** Why a grant could not be used. @returns when it was, for the same Idempotency-Key. @throws Refusal */
async function usedBefore(tx: Tx, id: string, now: number, usedWith: string | null): Promise<number> {
	const grant = await permitOf(tx, id);
	if (!grant) throw noGrant();
	if (grant.state === 'consumed') {
		if (usedWith !== null && grant.consumedWith === usedWith) return grant.consumedAt ?? now;
		throw new Refusal('grant_consumed', 'This grant was used. It is good for one run.');
	}
	if (grant.state === 'void') throw new Refusal('grant_expired', 'A later reading replaced this grant.');
	if (now >= grant.expiresAt)
		throw new Refusal('grant_expired', 'This grant ran out after 5 minutes. Read the decision again.');
	throw new Refusal('grant_expired', 'This approval was used or taken back.');
}

/**
 * Uses a grant up, once. The same `Idempotency-Key` gets the same answer again, unless a halt came between.
 * @throws Refusal not_found, bad_token, action_mismatch, halted, grant_consumed, grant_expired
 */
export async function consumeGrant(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	id: string,
	input: ConsumeInput,
	idempotencyKey: string | null = null,
	now = Date.now()
): Promise<Consumed> {
	const agent = asAgent(actor);
	const [raw] = await store.read.query<RawFound>(grantedBy, id);
	if (!raw) throw noGrant();
	const known = rowOf(permit, raw);
	const found = foundIn(raw);
	if (known.keyId !== agent.id) throw noGrant();
	if (!isToken(tokenOf(secrets.hmac, known), input.token))
		throw new Refusal('bad_token', 'This is not the token of this grant.');
	if (input.action_hash !== known.actionHash)
		throw new Refusal('action_mismatch', 'The approval is for another action. Run nothing.');
	const usedWith = idempotencyKey === null ? null : sha256(idempotencyKey);
	await ensureSwitches(store, found.row);
	const used = await store.write(async (tx) => {
		const switches = await lockSwitches(store, tx, found.row);
		if (switches.active > 0 || switches.epoch > known.haltEpoch)
			throw new Refusal('halted', 'This was stopped. Run nothing; nothing of before comes back.');
		const row = await lockDecision(store, tx, found.row.id);
		await assertSigned(tx, row, found.proposed);
		const consumed = (at: number): Consumed => ({
			id,
			decision: row.id,
			action: currentAction(row, found.proposed),
			action_hash: known.actionHash,
			consumed_at: new Date(at).toISOString()
		});
		const fresh = isGrantable(row) && (await use(tx, id, now, usedWith));
		if (!fresh) return consumed(await usedBefore(tx, id, now, usedWith));
		await writeTogether(
			store,
			tx,
			change('update decision set consumed_at = $2 where id = $1', row.id, now),
			eventRow(grantAct('grant.consumed', actor, found.project, known, row), now, newId(now))
		);
		return consumed(now);
	});
	const receipt = await receiptFor(store.read, secrets, found);
	return receipt === null ? used : { ...used, receipt };
}
