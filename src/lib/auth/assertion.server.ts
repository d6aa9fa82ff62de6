/**
 * A passkey's answer: whose it is, that its person was verified by it, that it is to what was asked, and that its
 * counter went on. What is refused of a passkey that is known here stands in the log.
 */
import { and, eq, isNull, lt } from 'drizzle-orm';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { listOf, rowOf, type RawRow } from '#lib/schema/rows.server.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { passkey } from '#lib/schema/tables.ts';
import type { AssertionJson } from './passkey-input.ts';
import type { RelyingParty } from './relying-party.ts';

export type PasskeyRow = typeof passkey.$inferSelect;

/** Why an answer does not count, as the log names it. */
export type Fault = 'other_person' | 'revoked' | 'unverified' | 'challenge' | 'signature' | 'counter';

const words: Record<Fault, string> = {
	other_person: 'This is another person’s passkey. Choose one of your own.',
	revoked: 'This passkey was revoked. Use another one, or your password.',
	unverified:
		'Your device did not check that it is you. Set up a screen lock, fingerprint or PIN for this passkey, and try again.',
	challenge: 'What was signed is not what was sent. Nothing was stored; look at it again and sign anew.',
	signature: 'The signature of this passkey does not hold here.',
	counter:
		'This passkey counts fewer uses than before: there may be a copy of it. It was refused; an admin revokes it.'
};

const byCredential = `select ${listOf(passkey)} from passkey where credential_id = $1`;
const byId = `select ${listOf(passkey)} from passkey where id = $1`;

export async function passkeyById(db: ReadDb, id: string, lock = ''): Promise<PasskeyRow | null> {
	const [raw] = await db.query<RawRow>(byId + lock, id);
	return raw ? rowOf(passkey, raw) : null;
}

/** Of the authenticator data: the RP id's hash has 32 bytes, then come the flags (section 6.1 of the specification). */
const FLAGS_AT = 32;
const USER_VERIFIED = 0x04;

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** What the browser says that it was asked. @returns null when it cannot be read */
export function challengeIn(clientData: string): string | null {
	try {
		const { challenge } = JSON.parse(bytesOf(clientData).toString()) as { challenge?: unknown };
		return typeof challenge === 'string' ? challenge : null;
	} catch {
		return null;
	}
}

async function verified(
	row: PasskeyRow,
	rp: RelyingParty,
	answer: AssertionJson,
	challenge: string
): Promise<{ counter: number; backedUp: boolean } | null> {
	const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
	const { clientDataJSON, authenticatorData, signature } = answer.response;
	try {
		const { verified: holds, authenticationInfo } = await verifyAuthenticationResponse({
			response: {
				id: answer.id,
				rawId: answer.rawId,
				type: answer.type,
				clientExtensionResults: {},
				response: { clientDataJSON, authenticatorData, signature }
			},
			expectedChallenge: challenge,
			expectedOrigin: rp.origin,
			expectedRPID: rp.id,
			requireUserVerification: true,
			// The counter is compared where it is stored, so that of two answers at once one is the later.
			credential: { id: row.credentialId, publicKey: new Uint8Array(row.publicKey), counter: 0 }
		});
		return holds
			? { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
			: null;
	} catch {
		// The library throws for whatever does not hold, and for what cannot be read.
		return null;
	}
}

/** Many authenticators count nothing and stay at 0. @returns whether it went on */
async function count(
	store: Store,
	{ id }: PasskeyRow,
	{ counter, backedUp }: { counter: number; backedUp: boolean },
	now: number
): Promise<boolean> {
	const goesOn = counter === 0 ? eq(passkey.counter, 0) : lt(passkey.counter, counter);
	return store.write(async (tx) => {
		const [counted] = await tx
			.update(passkey)
			.set({ counter, backedUp, usedAt: now })
			.where(and(eq(passkey.id, id), isNull(passkey.revokedAt), goesOn))
			.returning({ id: passkey.id });
		return counted !== undefined;
	});
}

export type Wanted = {
	/** base64url, as it must have been asked */
	challenge: string;
	purpose: 'sign_in' | 'review';
	/** whose passkey it must be; null: whoever's it is signs in */
	userId: string | null;
};

/** @throws Refusal passkey_unknown, passkey_refused */
export async function checkAssertion(
	store: Store,
	rp: RelyingParty,
	answer: AssertionJson,
	{ challenge, purpose, userId }: Wanted,
	now: number
): Promise<PasskeyRow> {
	const [raw] = await store.read.query<RawRow>(byCredential, answer.id);
	if (!raw)
		throw new Refusal(
			'passkey_unknown',
			'This passkey is not known here. Use another one, or your password, and enrol it under your account.'
		);
	const row = rowOf(passkey, raw);
	const refuse = async (fault: Fault): Promise<never> => {
		const subject = { type: 'user', id: row.userId };
		const data = { passkey: row.id, purpose, fault };
		// The one who tried, where somebody is signed in.
		const actor = `user:${userId ?? row.userId}`;
		await store.write((tx) => append(tx, { type: 'passkey.refused', actor, subject, data }, now));
		throw new Refusal('passkey_refused', words[fault]);
	};
	const { authenticatorData, clientDataJSON, userHandle } = answer.response;
	const handle = userHandle ? bytesOf(userHandle).toString() : row.userId;
	if (handle !== row.userId || (userId !== null && userId !== row.userId)) return refuse('other_person');
	if (row.revokedAt !== null) return refuse('revoked');
	if (((bytesOf(authenticatorData)[FLAGS_AT] ?? 0) & USER_VERIFIED) === 0) return refuse('unverified');
	if (challengeIn(clientDataJSON) !== challenge) return refuse('challenge');
	const found = await verified(row, rp, answer, challenge);
	if (!found) return refuse('signature');
	if (!(await count(store, row, found, now))) return refuse('counter');
	return { ...row, counter: found.counter, backedUp: found.backedUp, usedAt: now };
}
