/**
 * What a new decision rests on, read by one statement under the lock of its switches: halts, the standing version of
 * the policy, and whether a person has just rejected the same action of the same agent.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { REPEAT_MS } from './lifecycle.ts';
import { lockingWith, type Scopes, type Switches } from './switches.server.ts';

/** The asking key and the hash of its action. */
export type Subject = { projectId: string; keyId: string; hash: string };
export type Basis = { switches: Switches; version: number; rejected: boolean };

const rejection = (project: string, key: string, hash: string, since: string): string =>
	`select id from decision where project_id = ${project} and key_id = ${key} and action_hash = ${hash}
	and status = 'rejected' and settled_at > ${since} limit 1`;

const lock = lockingWith<{ version: number; rejected: string | null }>({
	version: 'select coalesce(max(version), 0) from policy where project_id = $7',
	rejected: rejection('$7', '$8', '$9', '$10')
});

export async function lockBasis(
	store: Store,
	tx: Tx,
	scopes: Scopes,
	{ projectId, keyId, hash }: Subject,
	now: number
): Promise<Basis> {
	const values = [projectId, keyId, hash, now - REPEAT_MS];
	const { switches, version, rejected } = await lock(store, tx, scopes, ...values);
	return { switches, version, rejected: rejected !== null };
}

const rejecting = rejection('$1', '$2', '$3', '$4');

/** For a hash that was not known before the policy was. */
export async function wasRejected(
	tx: Tx,
	{ projectId, keyId, hash }: Subject,
	now: number
): Promise<boolean> {
	return (await tx.query(rejecting, projectId, keyId, hash, now - REPEAT_MS)).length > 0;
}
