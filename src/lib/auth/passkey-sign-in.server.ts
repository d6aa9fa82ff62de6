/** Signing in by passkey: the door asks, and whoever holds it and was verified by it is let in. */
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';
import { eq } from 'drizzle-orm';
import { challengeIn, checkAssertion } from './assertion.server.ts';
import { startSession, type SignedIn } from './auth.server.ts';
import { CHALLENGE_MS, newNonce, takeNonce, type Asked } from './challenge.server.ts';
import type { AssertionJson } from './passkey-input.ts';
import type { RelyingParty } from './relying-party.ts';

const atDoor = (door: string): Asked => ({ purpose: 'sign_in', session: door, subject: '' });

/**
 * @param door the hash of what the browser that asks keeps in a cookie
 * @returns PublicKeyCredentialRequestOptionsJSON
 */
export async function askSignIn(store: Store, rp: RelyingParty, door: string, now = Date.now()) {
	const { nonce } = await newNonce(store, atDoor(door), now);
	return { challenge: nonce, rpId: rp.id, timeout: CHALLENGE_MS, userVerification: 'required' };
}

/** @throws Refusal challenge_spent, passkey_unknown, passkey_refused */
export async function signInByPasskey(
	store: Store,
	rp: RelyingParty,
	door: string,
	answer: AssertionJson,
	now = Date.now()
): Promise<SignedIn> {
	const challenge = challengeIn(answer.response.clientDataJSON) ?? '';
	await takeNonce(store, challenge, atDoor(door), now);
	const row = await checkAssertion(store, rp, answer, { challenge, purpose: 'sign_in', userId: null }, now);
	return store.write(async (tx) => {
		// Locked, so that a disabling or a revocation under way either sees this session or refuses it.
		const [still] = await tx.query<{ id: string }>(
			`select id from user_account where id = $1 and disabled_at is null${store.forUpdate}`,
			row.userId
		);
		const [live] = await tx.query(
			`select id from passkey where id = $1 and revoked_at is null${store.forUpdate}`,
			row.id
		);
		if (!still || !live)
			throw new Refusal(
				'passkey_refused',
				'This account is disabled, or the passkey was revoked. Ask an admin.'
			);
		const [person] = await tx.select().from(user).where(eq(user.id, row.userId));
		if (!person) throw new Error(`Passkey ${row.id} belongs to nobody.`);
		const subject = { type: 'user', id: person.id };
		const act = { type: 'user.signed_in', actor: `user:${person.id}`, subject, data: { passkey: row.id } };
		await append(tx, act, now);
		return startSession(tx, person);
	});
}
