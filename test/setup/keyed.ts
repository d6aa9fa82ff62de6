/** Somebody with a passkey of their own, and what they do with it at a gate. */
import { eq } from 'drizzle-orm';
import { console as consoleActor } from '#lib/auth/actor.ts';
import { hashPassword } from '#lib/auth/password.server.ts';
import { askEnrolment, confirmPasskey, enrol } from '#lib/auth/passkeys.server.ts';
import { relyingParty } from '#lib/auth/relying-party.ts';
import type { Challenge } from '#lib/runtime/challenge.ts';
import { claimDecision } from '#lib/runtime/claim.server.ts';
import type { ChallengeInput, ReviewInput } from '#lib/runtime/input.ts';
import { reviewDecision } from '#lib/runtime/review.server.ts';
import { askSignature } from '#lib/runtime/signing.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';
import { Authenticator, type Algorithm, type Manner } from './authenticator.ts';
import { secrets, somebody, type Somebody } from './runtime.ts';

export const rp = relyingParty(secrets.issuer);
const PASSWORD = 'a long enough password';
let hashed: Promise<string> | null = null;

export type Keyed = Somebody & { key: Authenticator; passkey: string };
export type Saying = Omit<ChallengeInput, 'token' | 'version'>;

export async function keyed(
	store: Store,
	{ confirmed = true, algorithm = 'ES256' as Algorithm } = {}
): Promise<Keyed> {
	const who = await somebody(store);
	const passwordHash = await (hashed ??= hashPassword(PASSWORD));
	await store.write(async (tx) => {
		await tx.update(user).set({ passwordHash }).where(eq(user.id, who.actor.id));
	});
	const key = new Authenticator(algorithm, rp.origin);
	return { ...who, key, passkey: await enrolWith(store, who, key, confirmed) };
}

/** A passkey more, of somebody who has a password. @returns its id */
export async function enrolWith(
	store: Store,
	who: Somebody,
	key: Authenticator,
	confirmed: boolean
): Promise<string> {
	const options = await askEnrolment(store, rp, who.actor, who.session, PASSWORD);
	const credential = key.create(options);
	const { id } = await enrol(store, rp, who.actor, who.session, { name: 'key', credential });
	if (confirmed) await confirmPasskey(store, consoleActor, id);
	return id;
}

export const send = (store: Store, who: Somebody, id: string, input: ReviewInput, now = Date.now()) =>
	reviewDecision(store, who.actor, who.session, id, input, now, rp);

/** What somebody who holds it would send, and what their passkey was asked of it. */
export async function asked(store: Store, who: Somebody, id: string, said: Saying, now = Date.now()) {
	const { token, version } = await claimDecision(store, who.actor, id, now);
	const input: ChallengeInput = { token, version, ...said };
	const challenge = await askSignature(store, rp, who.actor, who.session, id, input, now);
	return { input, challenge };
}

export const signature = (key: Authenticator, { nonce, options }: Challenge, manner: Manner = {}) => ({
	nonce,
	credential: key.get(options, manner)
});

export async function signedReview(store: Store, who: Keyed, id: string, said: Saying, now = Date.now()) {
	const { input, challenge } = await asked(store, who, id, said, now);
	return send(store, who, id, { ...input, signature: signature(who.key, challenge) }, now);
}
