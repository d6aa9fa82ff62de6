/**
 * What a passkey is asked to sign holds a nonce of ours: for one session and one purpose, for some minutes, and once.
 * Stored is its hash, so that a copy of the database answers nothing.
 */
import { randomBytes } from 'node:crypto';
import { sha256 } from '#lib/schema/digest.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { challenge } from '#lib/schema/tables.ts';

export const CHALLENGE_MS = 3 * 60_000;
const NONCE_BYTES = 32;

/** What is asked for; all of it must be the same when the answer comes. */
export type Asked = {
	purpose: 'enrol' | 'sign_in' | 'review';
	/** the hash of the session, or of what the door's cookie holds */
	session: string;
	/** a person, a decision; empty at the door */
	subject: string;
};
export type Nonce = { nonce: string; expiresAt: number };

/** A newer one for the same voids it. @returns 256 bits, base64url */
export async function newNonce(
	store: Store,
	{ purpose, session, subject }: Asked,
	now: number
): Promise<Nonce> {
	const nonce = randomBytes(NONCE_BYTES).toString('base64url');
	const expiresAt = now + CHALLENGE_MS;
	await store.write(async (tx) => {
		await tx.query(
			`delete from challenge where expires_at <= $1 or (purpose = $2 and session = $3 and subject = $4)`,
			now,
			purpose,
			session,
			subject
		);
		await tx.insert(challenge).values({ id: sha256(nonce), purpose, session, subject, expiresAt });
	});
	return { nonce, expiresAt };
}

/**
 * Uses it up, whatever becomes of the answer: of two at once, one finds it.
 * @throws Refusal challenge_spent
 */
export async function takeNonce(
	store: Store,
	nonce: string,
	{ purpose, session, subject }: Asked,
	now: number
): Promise<void> {
	const taken = await store.write((tx) =>
		tx.query(
			`delete from challenge where id = $1 and purpose = $2 and session = $3 and subject = $4 and expires_at > $5
			returning id`,
			sha256(nonce),
			purpose,
			session,
			subject,
			now
		)
	);
	if (taken.length === 0)
		throw new Refusal(
			'challenge_spent',
			'This was asked of your passkey once and was answered, or it is more than three minutes old. Ask again; nothing was stored.'
		);
}
