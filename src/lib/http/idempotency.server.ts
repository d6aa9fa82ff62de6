/**
 * `Idempotency-Key`: scoped to actor, method and resource, kept for a day with the hash of the body. The same
 * request gets the stored answer; another body is refused.
 */
import { sha256 } from '#lib/schema/digest.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { idempotency } from '#lib/schema/tables.ts';
import { and, eq, lt } from 'drizzle-orm';

const KEPT_MS = 24 * 3600 * 1000;
/** A first request that never answered (the server was killed) may be tried again after this. */
const ABANDONED_MS = 60_000;

export type Once = { actor: string; method: string; resource: string; key: string };

/**
 * Runs `act` once for a key. `allowed` checks today's rights before a stored answer is given.
 * @throws Refusal idempotency_conflict, idempotency_pending
 */
export async function once(
	store: Store,
	scope: Once,
	body: string,
	allowed: () => Promise<unknown>,
	act: () => Promise<Response>,
	now: number = Date.now()
): Promise<Response> {
	if (scope.key.length > 200) throw new Refusal('invalid', 'An Idempotency-Key has at most 200 characters.');
	const bodyHash = sha256(body);
	const mine = and(
		eq(idempotency.actor, scope.actor),
		eq(idempotency.method, scope.method),
		eq(idempotency.resource, scope.resource),
		eq(idempotency.key, scope.key)
	);
	const stored = await store.write(async (tx) => {
		await tx.delete(idempotency).where(lt(idempotency.at, now - KEPT_MS));
		const [fresh] = await tx
			.insert(idempotency)
			.values({ ...scope, bodyHash, at: now })
			.onConflictDoNothing()
			.returning();
		if (fresh) return null;
		const [row] = await tx.select().from(idempotency).where(mine);
		if (row?.bodyHash === bodyHash && row.status === null && row.at < now - ABANDONED_MS) {
			const [taken] = await tx
				.update(idempotency)
				.set({ at: now })
				.where(and(mine, eq(idempotency.at, row.at)))
				.returning();
			if (taken) return null;
		}
		return row ?? null;
	});
	if (stored) {
		if (stored.bodyHash !== bodyHash)
			throw new Refusal(
				'idempotency_conflict',
				'This Idempotency-Key was used with another body. Use a new one.'
			);
		if (stored.status === null)
			throw new Refusal(
				'idempotency_pending',
				'The first request with this Idempotency-Key is still under way.'
			);
		await allowed();
		return new Response(stored.answer, {
			status: stored.status,
			headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' }
		});
	}
	try {
		const response = await act();
		const answer = response.status === 204 ? null : await response.clone().text();
		await store.write(async (tx) => {
			await tx.update(idempotency).set({ status: response.status, answer }).where(mine);
		});
		return response;
	} catch (error) {
		await store.write(async (tx) => {
			await tx.delete(idempotency).where(mine);
		});
		throw error;
	}
}
