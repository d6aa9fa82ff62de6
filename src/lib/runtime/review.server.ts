/**
 * A person's verdict on a decision. It counts only under a live lease, at the version that was read, from somebody
 * whom the gate asks; an edit is judged by policy anew and can never widen; a quorum counts different people.
 */
import type { Actor } from '#lib/auth/actor.ts';
import type { RelyingParty } from '#lib/auth/relying-party.ts';
import { observe } from '#lib/log/observe.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Action } from './action.ts';
import { lookAfterwards } from './afterwards.server.ts';
import { assertAssurance } from './assurance.server.ts';
import { asPerson, assertLease, assertRole, assertWaiting, awaitsReview } from './claim.server.ts';
import {
	currentAction,
	decisionFor,
	findDecision,
	gateOf,
	lockDecision,
	noDecision,
	type DecisionRow
} from './decision.server.ts';
import { judgeEdit } from './edit.server.ts';
import { assertFormed, assertRead, formedView, shownFrom } from './formed.server.ts';
import { maySign } from './gate.ts';
import type { ReviewInput } from './input.ts';
import { standingPolicy } from './policy.server.ts';
import { fresh } from './read.server.ts';
import { operatorView } from './show.server.ts';
import { sign } from './sign.server.ts';
import { checkSignature } from './signing.server.ts';
import { lockSwitches } from './switches.server.ts';
import { answersOf, conclude, type Case, type Signer } from './verdict.server.ts';
import type { OperatorView } from './view.ts';

async function decideOpen(store: Store, tx: Tx, of: Case, signer: Signer, input: ReviewInput): Promise<void> {
	const { row, proposed, now } = of;
	const gate = gateOf(row);
	if (!proposed.allowed.includes(input.verdict))
		throw new Refusal(
			'not_offered',
			`The agent cannot use “${input.verdict}”: ${proposed.allowed.join(', ')}.`
		);
	switch (input.verdict) {
		case 'approve':
			assertRead(gate, shownFrom(row, of.first ?? null, now), now);
			await assertAssurance(store, tx, gate, signer, row, now);
			return sign(tx, of, signer, currentAction(row, proposed), gate, input);
		case 'edit': {
			const edited = input.action as Action;
			const next = judgeEdit(of, edited);
			if (!maySign(next.roles, signer.role))
				throw new Refusal('forbidden', `What you made of it asks for ${next.roles.join(' or ')}.`);
			assertRead(next, shownFrom(row, of.first ?? null, now), now);
			await assertAssurance(store, tx, next, signer, row, now);
			return sign(tx, of, signer, edited, next, input);
		}
		case 'reject':
		case 'respond': {
			const rejects = input.verdict === 'reject';
			const set: Partial<DecisionRow> = {
				status: rejects ? 'rejected' : 'responded',
				verdict: rejects ? 'rejected' : 'responded',
				reason: (input.reason ?? (rejects ? { code: 'rejected', text: '' } : null)) as Json,
				response: input.response ?? null
			};
			const type = rejects ? 'decision.rejected' : 'decision.responded';
			await conclude(tx, of, signer, { type, set }, answersOf(input, null, row), input.dwell_ms ?? null);
		}
	}
}

/**
 * @param session the session's id, for gates that ask for a fresh password or a passkey
 * @param rp the name that passkeys are asked for under; null: none is taken
 * @throws Refusal not_found, forbidden, settled, lease_lost, not_offered, reauth_required, passkey_required,
 *   passkey_refused, passkey_unknown, passkey_unconfirmed, challenge_spent, separation_of_duties, already_signed,
 *   edit_widens, invalid_args, halted, view_first, too_soon
 */
export async function reviewDecision(
	store: Store,
	actor: Actor,
	session: string | null,
	id: string,
	input: ReviewInput,
	now = Date.now(),
	rp: RelyingParty | null = null
): Promise<OperatorView> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	await fresh(store, seen, now);
	const signed = await checkSignature(store, rp, person, session, seen, input, now);
	const standing = await standingPolicy(store.read, seen.project.id);
	const takenAt = await store.write(async (tx) => {
		const switches = await lockSwitches(store, tx, seen.row);
		const row = await lockDecision(store, tx, id);
		await assertWaiting(tx, row, switches.epoch, now);
		if (switches.active > 0) throw new Refusal('halted', 'A halt stands: nothing can be approved.');
		assertLease(row, person, input, now);
		// The level at which it was taken in hand counts, so nobody loses it while they read.
		assertRole(row, access.role, row.leasedAt ?? now);
		const first = await formedView(tx, id, person.id);
		assertFormed(row, first);
		const of: Case = { row, proposed: seen.proposed, project: seen.project, standing, now, first };
		const signer: Signer = { person, role: access.role, session, signed };
		await (awaitsReview(row)
			? lookAfterwards(tx, of, signer, input)
			: decideOpen(store, tx, of, signer, input));
		return row.leasedAt;
	});
	if (takenAt !== null)
		observe({ what: 'handling', project: access.project.slug, seconds: (now - takenAt) / 1000 });
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return operatorView(store.read, found, person.id, now);
}
