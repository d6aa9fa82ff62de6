/**
 * Asking a person's passkey to sign a review, and checking what it signed. The challenge is made of what is sent: who
 * sends another verdict, other arguments or another version than was signed has no signature.
 */
import { checkAssertion } from '#lib/auth/assertion.server.ts';
import type { Actor, Person } from '#lib/auth/actor.ts';
import { CHALLENGE_MS, newNonce, takeNonce, type Asked } from '#lib/auth/challenge.server.ts';
import { livePasskeys } from '#lib/auth/passkeys.server.ts';
import type { RelyingParty } from '#lib/auth/relying-party.ts';
import { digestOf, sha256 } from '#lib/schema/digest.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Action } from './action.ts';
import type { Challenge } from './challenge.ts';
import { asPerson, assertLease } from './claim.server.ts';
import { currentAction, decisionFor, type Found } from './decision.server.ts';
import { assertFormed, formedView } from './formed.server.ts';
import type { ChallengeInput, ReviewInput } from './input.ts';
import type { Signed } from './proof.server.ts';
import { iso } from './show.server.ts';
import { challengeText, statementOf, type Statement } from './statement.ts';

const aboutReview = (session: string | null, decision: string): Asked => ({
	purpose: 'review',
	session: session ?? '',
	subject: decision
});

/** Of a review as it was sent, on the decision as it stands. */
const statementFor = ({ row, proposed }: Found, input: ChallengeInput): Promise<Statement> =>
	statementOf(
		{
			decision: row.id,
			version: input.version,
			policyVersion: row.policyVersion,
			shown: proposed as unknown as Json,
			current: currentAction(row, proposed),
			unbound: proposed.unbound,
			said: { ...input, action: input.action as Action | undefined }
		},
		sha256
	);

/** base64url. */
const challengeOf = (nonce: string, statement: Statement): string =>
	Buffer.from(sha256(challengeText(nonce, digestOf(statement))), 'hex').toString('base64url');

/**
 * What one's passkey must sign for a review that one is about to send.
 * @throws Refusal not_found, forbidden, lease_lost, passkey_required, passkey_unconfirmed, view_first
 */
export async function askSignature(
	store: Store,
	rp: RelyingParty,
	actor: Actor,
	session: string | null,
	id: string,
	input: ChallengeInput,
	now = Date.now()
): Promise<Challenge> {
	const person = asPerson(actor);
	const found = await decisionFor(store, actor, 'review', id);
	// The answer holds what was proposed.
	assertFormed(found.row, await formedView(store.read, id, person.id));
	return askAbout(store, rp, person, session, found, input, now);
}

/** The same of what somebody was found to hold, a check among them. @throws Refusal as above */
export async function askAbout(
	store: Store,
	rp: RelyingParty,
	person: Person,
	session: string | null,
	found: Found,
	input: ChallengeInput,
	now: number
): Promise<Challenge> {
	assertLease(found.row, person, input, now);
	const own = await livePasskeys(store.read, person.id);
	const counting = own.filter(({ confirmedAt }) => confirmedAt !== null);
	if (own.length === 0) throw noPasskey();
	if (counting.length === 0) throw unconfirmed();
	const statement = await statementFor(found, input);
	const { nonce, expiresAt } = await newNonce(store, aboutReview(session, found.row.id), now);
	return {
		nonce,
		statement,
		shown: found.proposed as unknown as Json,
		expires_at: iso(expiresAt),
		options: {
			challenge: challengeOf(nonce, statement),
			rpId: rp.id,
			timeout: CHALLENGE_MS,
			userVerification: 'required',
			allowCredentials: counting.map(({ credentialId, transports }) => ({
				type: 'public-key',
				id: credentialId,
				transports
			}))
		}
	};
}

export const noPasskey = () =>
	new Refusal(
		'passkey_required',
		'This gate asks for a passkey, and you have none. Enrol one under your account; an admin says yes to it.'
	);
export const unconfirmed = () =>
	new Refusal(
		'passkey_unconfirmed',
		'An admin has not said yes to your passkey yet: they do that under People. Until then it signs you in alone.'
	);

/**
 * Uses up the nonce and checks the signature against the review that it came with.
 * @returns null where none was sent
 * @throws Refusal lease_lost, challenge_spent, passkey_unknown, passkey_refused, no_passkeys
 */
export async function checkSignature(
	store: Store,
	rp: RelyingParty | null,
	person: Person,
	session: string | null,
	found: Found,
	{ signature, ...input }: ReviewInput,
	now: number
): Promise<Signed | null> {
	if (!signature) return null;
	// Whoever lost it is told so, and not that their signature is wrong.
	assertLease(found.row, person, input, now);
	if (!rp) throw new Refusal('no_passkeys', 'Nothing is signed by passkey here.');
	const { nonce, credential } = signature;
	await takeNonce(store, nonce, aboutReview(session, found.row.id), now);
	const statement = await statementFor(found, input);
	const wanted = { challenge: challengeOf(nonce, statement), purpose: 'review' as const, userId: person.id };
	const passkey = await checkAssertion(store, rp, credential, wanted, now);
	return { passkey, nonce, statement, answer: credential };
}
