/** Reading a decision, at once or when something has become of it. An agent's reading of an approval makes a grant. */
import type { Actor } from '#lib/auth/actor.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import type { Log } from '#lib/log/follow.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	decisionFor,
	findDecision,
	noDecision,
	ownDecision,
	standingOf,
	type Found
} from './decision.server.ts';
import { mintGrant, type GrantView } from './grant.server.ts';
import { isOpen, nextTurn, shownStatus } from './lifecycle.ts';
import { isAsked } from './mask.ts';
import { receiptFor } from './receipt.server.ts';
import { settle } from './settle.server.ts';
import { decisionView, operatorView } from './show.server.ts';
import type { DecisionView, OperatorView } from './view.ts';
import { waitingOn } from './waiting.server.ts';

export type AgentView = DecisionView & { grant?: GrantView; receipt?: string };

/** A decision as it is at this moment, with what time has made of it written down. */
export async function fresh(store: Store, found: Found, now = Date.now()): Promise<Found> {
	if (!(await settle(store, found, now))) return found;
	const again = await findDecision(store.read, found.row.id);
	if (!again) throw noDecision();
	return again;
}

/** What the asking key reads. @throws Refusal not_found, forbidden */
export async function readOwn(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<AgentView> {
	return withGrant(store, secrets, actor, await fresh(store, await ownDecision(store, actor, id), now), now);
}

async function withGrant(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	found: Found,
	now: number
): Promise<AgentView> {
	const [grant, receipt] = await Promise.all([
		mintGrant(store, secrets.hmac, found, actor, now),
		receiptFor(store.read, secrets, found)
	]);
	return {
		...decisionView(found, now),
		...(grant === null ? {} : { grant }),
		...(receipt === null ? {} : { receipt })
	};
}

/** What a person reads. @throws Refusal not_found */
export async function readAsOperator(
	store: Store,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<OperatorView> {
	const { access, ...seen } = await decisionFor(store, actor, 'decisions', id);
	const found = await fresh(store, seen, now);
	const asked = isAsked(actor.kind, access.role);
	return operatorView(store.read, found, actor.kind === 'person' ? actor.id : '', now, asked);
}

/** A veto window asks again whether somebody watches. */
const LOOK_MS = 5_000;

/**
 * Waits until an open decision of the asking key is settled, at most so many seconds.
 * @param since the log's position from before the decision was read
 */
export async function waitForOwn(
	{ store, log, secrets }: { store: Store; log: Log; secrets: Secrets },
	actor: Actor,
	id: string,
	seconds: number,
	signal: AbortSignal
): Promise<AgentView> {
	const deadline = Date.now() + seconds * 1000;
	const room = waitingOn(log);
	for (;;) {
		// Listen before looking, so that what happens between the two is not missed.
		const listening = new AbortController();
		const limit = Math.min(deadline, Date.now() + LOOK_MS);
		const woken = room.next(id, limit, AbortSignal.any([signal, listening.signal]));
		try {
			const found = await fresh(store, await ownDecision(store, actor, id));
			const standing = standingOf(found.row);
			const now = Date.now();
			if (!isOpen(shownStatus(standing, now)) || now >= deadline || signal.aborted)
				return await withGrant(store, secrets, actor, found, now);
			const turn = nextTurn(standing, now);
			if (turn < limit) {
				const sooner = room.next(id, turn, AbortSignal.any([signal, listening.signal]));
				await Promise.race([woken, sooner]);
			} else await woken;
		} finally {
			listening.abort();
		}
	}
}
