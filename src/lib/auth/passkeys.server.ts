/**
 * The passkeys of a person: enrolled with their password, named, revoked by them or by an admin. A new one signs them
 * in at once; at gates it counts after another admin's yes, so that a stolen password alone approves nothing.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { append, type Act } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { passkey } from '#lib/schema/tables.ts';
import { authorizeInstance } from './access.server.ts';
import { actorName, type Actor } from './actor.ts';
import { challengeIn, passkeyById, type PasskeyRow } from './assertion.server.ts';
import { CHALLENGE_MS, newNonce, takeNonce } from './challenge.server.ts';
import type { EnrolmentInput } from './passkey-input.ts';
import { adminsOf, assertPassword, assertSelf } from './people.server.ts';
import { ALGORITHMS, jwkOf, thumbprintOf } from './public-key.server.ts';
import type { RelyingParty } from './relying-party.ts';
import { passkeyView, type PasskeyView } from './view.ts';

/** As many as anybody needs; a list that somebody reads. */
const MOST = 20;

/** Names stay where they can be erased: the log says which passkey of whom. */
const about = (type: string, row: PasskeyRow, actor: Actor, data: { [name: string]: Json } = {}): Act => ({
	type,
	actor: actorName(actor),
	subject: { type: 'user', id: row.userId },
	data: { passkey: row.id, ...data }
});

/** Those of a person that are not revoked. */
export const livePasskeys = (db: ReadDb, userId: string): Promise<PasskeyRow[]> =>
	db
		.select()
		.from(passkey)
		.where(and(eq(passkey.userId, userId), isNull(passkey.revokedAt)))
		.orderBy(asc(passkey.id));

/** What an authenticator must be able to do: ask who it is, and find the passkey by itself. */
const selection = { residentKey: 'required', userVerification: 'required' } as const;

/**
 * @returns PublicKeyCredentialCreationOptionsJSON
 * @throws Refusal forbidden, invalid for a wrong password, too_many
 */
export async function askEnrolment(
	store: Store,
	rp: RelyingParty,
	actor: Actor,
	session: string,
	password: string,
	now = Date.now()
) {
	assertSelf(actor);
	await assertPassword(store.read, actor, password, '/password');
	const known = await livePasskeys(store.read, actor.id);
	if (known.length >= MOST)
		throw new Refusal('too_many', `You have ${MOST} passkeys. Revoke one that you do not use.`);
	const { nonce } = await newNonce(store, { purpose: 'enrol', session, subject: actor.id }, now);
	return {
		rp: { id: rp.id, name: 'Assent' },
		user: {
			id: Buffer.from(actor.id).toString('base64url'),
			name: actor.email,
			displayName: actor.name
		},
		challenge: nonce,
		pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
		timeout: CHALLENGE_MS,
		attestation: 'none',
		authenticatorSelection: selection,
		excludeCredentials: known.map(({ credentialId, transports }) => ({
			type: 'public-key',
			id: credentialId,
			transports
		}))
	};
}

const unfit = () =>
	new Refusal(
		'invalid',
		'This passkey cannot be used here: your device must check that it is you (a screen lock, fingerprint or PIN), and sign by ES256, EdDSA or RS256.'
	);

async function registered(rp: RelyingParty, { credential }: EnrolmentInput, challenge: string) {
	const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
	const { clientDataJSON, attestationObject, transports } = credential.response;
	const made = await verifyRegistrationResponse({
		response: {
			id: credential.id,
			rawId: credential.rawId,
			type: credential.type,
			clientExtensionResults: {},
			response: { clientDataJSON, attestationObject }
		},
		expectedChallenge: challenge,
		expectedOrigin: rp.origin,
		expectedRPID: rp.id,
		requireUserVerification: true,
		supportedAlgorithmIDs: ALGORITHMS
	}).catch(() => null);
	if (!made?.verified) throw unfit();
	const { credential: key, credentialBackedUp, credentialDeviceType } = made.registrationInfo;
	const jwk = await jwkOf(key.publicKey);
	if (jwk === null) throw unfit();
	return {
		credentialId: key.id,
		publicKey: Buffer.from(key.publicKey),
		counter: key.counter,
		transports: transports ?? [],
		syncs: credentialDeviceType === 'multiDevice',
		backedUp: credentialBackedUp,
		thumbprint: thumbprintOf(jwk)
	};
}

/** @throws Refusal forbidden, challenge_spent, invalid, passkey_known */
export async function enrol(
	store: Store,
	rp: RelyingParty,
	actor: Actor,
	session: string,
	input: EnrolmentInput,
	now = Date.now()
): Promise<PasskeyView> {
	assertSelf(actor);
	const challenge = challengeIn(input.credential.response.clientDataJSON) ?? '';
	await takeNonce(store, challenge, { purpose: 'enrol', session, subject: actor.id }, now);
	const { thumbprint, ...made } = await registered(rp, input, challenge);
	return store.write(async (tx) => {
		const others = (await adminsOf(tx, store.forUpdate)).filter(({ id }) => id !== actor.id);
		const row: PasskeyRow = {
			id: newId(now),
			userId: actor.id,
			...made,
			name: input.name,
			createdAt: now,
			usedAt: null,
			// Where nobody else could say yes, there is nobody to ask.
			confirmedAt: others.length === 0 ? now : null,
			revokedAt: null,
			eventId: newId(now)
		};
		const [kept] = await tx.insert(passkey).values(row).onConflictDoNothing().returning({ id: passkey.id });
		if (!kept) throw new Refusal('passkey_known', 'This passkey is enrolled already.');
		const act = about('passkey.enrolled', row, actor, {
			key: thumbprint,
			origin: rp.origin,
			confirmed: row.confirmedAt !== null
		});
		await append(tx, act, now, row.eventId);
		return passkeyView(row);
	});
}

/** One's own. @throws Refusal forbidden */
export async function ownPasskeys(store: Store, actor: Actor): Promise<PasskeyView[]> {
	assertSelf(actor);
	return (await livePasskeys(store.read, actor.id)).map(passkeyView);
}

/** Everybody's, by person, for those who manage people. @throws Refusal forbidden */
export async function listPasskeys(store: Store, actor: Actor): Promise<Record<string, PasskeyView[]>> {
	authorizeInstance(actor, 'instance');
	const rows = await store.read
		.select()
		.from(passkey)
		.where(isNull(passkey.revokedAt))
		.orderBy(asc(passkey.id));
	return Object.fromEntries(
		Object.entries(Object.groupBy(rows, ({ userId }) => userId)).map(([id, of = []]) => [
			id,
			of.map(passkeyView)
		])
	);
}

const nowhere = () => new Refusal('not_found', 'There is no such passkey, or it was revoked.');

/** The live row, locked; of one's own, or of anybody's for an admin. @throws Refusal not_found, forbidden */
async function lockPasskey(store: Store, tx: Tx, actor: Actor, id: string): Promise<PasskeyRow> {
	const row = await passkeyById(tx, id, store.forUpdate);
	const own = actor.kind === 'person' && actor.via === 'session' && row?.userId === actor.id;
	if (!own) authorizeInstance(actor, 'instance');
	if (!row || row.revokedAt !== null) throw nowhere();
	return row;
}

/** @throws Refusal forbidden, not_found */
export async function renamePasskey(
	store: Store,
	actor: Actor,
	id: string,
	name: string,
	now = Date.now()
): Promise<PasskeyView> {
	assertSelf(actor);
	return store.write(async (tx) => {
		const row = await passkeyById(tx, id, store.forUpdate);
		if (!row || row.userId !== actor.id || row.revokedAt !== null) throw nowhere();
		if (row.name !== name) {
			await tx.update(passkey).set({ name }).where(eq(passkey.id, id));
			await append(tx, about('passkey.renamed', row, actor), now);
		}
		return passkeyView({ ...row, name });
	});
}

/** It opens nothing and signs nothing from now on. @throws Refusal forbidden, not_found */
export async function revokePasskey(store: Store, actor: Actor, id: string, now = Date.now()): Promise<void> {
	await store.write(async (tx) => {
		const row = await lockPasskey(store, tx, actor, id);
		await tx.update(passkey).set({ revokedAt: now }).where(eq(passkey.id, id));
		await append(tx, about('passkey.revoked', row, actor), now);
	});
}

/**
 * A lost device: none of a person's passkeys opens or signs anything from now on. They sign in by password or by a link,
 * and enrol anew.
 * @returns how many were revoked
 * @throws Refusal forbidden
 */
export async function revokeAllPasskeys(
	store: Store,
	actor: Actor,
	userId: string,
	now = Date.now()
): Promise<number> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		const gone = await tx
			.update(passkey)
			.set({ revokedAt: now })
			.where(and(eq(passkey.userId, userId), isNull(passkey.revokedAt)))
			.returning();
		for (const row of gone) await append(tx, about('passkey.revoked', row, actor), now);
		return gone.length;
	});
}

/** One person's, for those who manage people. @throws Refusal forbidden */
export async function passkeysOf(store: Store, actor: Actor, userId: string): Promise<PasskeyView[]> {
	authorizeInstance(actor, 'instance');
	return (await livePasskeys(store.read, userId)).map(passkeyView);
}

/** Another admin's yes: from now on it counts at gates. Again is no mistake. @throws Refusal forbidden, not_found */
export async function confirmPasskey(
	store: Store,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<PasskeyView> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		const admins = await adminsOf(tx, store.forUpdate);
		const row = await passkeyById(tx, id, store.forUpdate);
		if (!row || row.revokedAt !== null) throw nowhere();
		if (row.confirmedAt !== null) return passkeyView(row);
		const isOwn = actor.kind === 'person' && actor.id === row.userId;
		if (isOwn && admins.some((admin) => admin.id !== actor.id))
			throw new Refusal('separation_of_duties', 'Another admin says yes to a passkey of yours.');
		await tx.update(passkey).set({ confirmedAt: now }).where(eq(passkey.id, id));
		await append(tx, about('passkey.confirmed', row, actor), now);
		return passkeyView({ ...row, confirmedAt: now });
	});
}
