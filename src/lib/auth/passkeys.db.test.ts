import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { algorithms, Authenticator, type Manner } from '../../../test/setup/authenticator.ts';
import { codeOf, newAgent } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { eq } from 'drizzle-orm';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { passkey, session, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { console as consoleActor, type Person } from './actor.ts';
import { CHALLENGE_MS, newNonce, takeNonce, type Asked } from './challenge.server.ts';
import { hashPassword } from './password.server.ts';
import { askSignIn, signInByPasskey } from './passkey-sign-in.server.ts';
import {
	askEnrolment,
	confirmPasskey,
	enrol,
	listPasskeys,
	ownPasskeys,
	renamePasskey,
	revokeAllPasskeys,
	revokePasskey
} from './passkeys.server.ts';
import { changeUser } from './people.server.ts';
import { relyingParty, relyingPartyOf } from './relying-party.ts';

const rp = relyingParty('http://localhost:3000');
const PASSWORD = 'a long enough password';
const DOOR = 'the-door';
type Somebody = { actor: Person; session: string };

let store: Store;
let passwordHash: string;
let admin: Somebody;
beforeAll(async () => {
	passwordHash = await hashPassword(PASSWORD);
});

async function somebody(role: Role = 'operator'): Promise<Somebody> {
	const id = newId();
	const common = { id, email: `${id}@example.org`, name: `${role} ${id.slice(-4)}`, roles: [role] };
	await store.write(async (tx) => {
		await tx.insert(user).values({ ...common, passwordHash, createdAt: Date.now(), disabledAt: null });
	});
	return { actor: { kind: 'person', ...common, via: 'session', only: null }, session: `session-${id}` };
}

beforeEach(async () => {
	store = await freshStore();
	admin = await somebody('admin');
});

/** A passkey of theirs, as their browser makes one. */
async function withPasskey(who: Somebody, key = new Authenticator(), manner: Manner = {}, name = 'laptop') {
	const options = await askEnrolment(store, rp, who.actor, who.session, PASSWORD);
	const made = await enrol(store, rp, who.actor, who.session, {
		name,
		credential: key.create(options, manner)
	});
	return { key, id: made.id };
}

async function enter(key: Authenticator, manner: Manner = {}) {
	const options = await askSignIn(store, rp, DOOR);
	return signInByPasskey(store, rp, DOOR, key.get(options, manner));
}

type Line = { type: string; actor: string; data: { [name: string]: unknown } };
async function told(who: Somebody): Promise<Line[]> {
	const rows = await store.read.query<{ type: string; actor: string; data: string }>(
		'select type, actor, data from event where subject_id = $1 order by id',
		who.actor.id
	);
	return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as Line['data'] }));
}
const typesOf = async (who: Somebody) => (await told(who)).map(({ type }) => type);

describe('a nonce', () => {
	const asked: Asked = { purpose: 'review', session: 's', subject: 'd' };

	it('is taken once, also by two at once', async () => {
		const second = await joinStore(store.url);
		for (let round = 0; round < 5; round++) {
			const { nonce } = await newNonce(store, asked, Date.now());
			const codes = await Promise.all(
				[store, second, store].map((by) => codeOf(takeNonce(by, nonce, asked, Date.now())))
			);
			expect(codes.toSorted()).toEqual(['challenge_spent', 'challenge_spent', 'ok']);
		}
	});

	it('is of one session, one purpose and one thing', async () => {
		const now = Date.now();
		for (const other of [{ session: 't' }, { purpose: 'sign_in' as const }, { subject: 'e' }]) {
			const { nonce } = await newNonce(store, asked, now);
			expect(await codeOf(takeNonce(store, nonce, { ...asked, ...other }, now))).toBe('challenge_spent');
			// Who asks for another's does not use it up.
			expect(await codeOf(takeNonce(store, nonce, asked, now))).toBe('ok');
		}
	});

	it('is good for three minutes, and void when the same is asked anew', async () => {
		const now = Date.now();
		const old = await newNonce(store, asked, now);
		expect(await codeOf(takeNonce(store, old.nonce, asked, now + CHALLENGE_MS))).toBe('challenge_spent');
		const first = await newNonce(store, asked, now);
		const other = await newNonce(store, { ...asked, subject: 'e' }, now);
		await newNonce(store, asked, now);
		expect(await codeOf(takeNonce(store, first.nonce, asked, now))).toBe('challenge_spent');
		expect(await codeOf(takeNonce(store, other.nonce, { ...asked, subject: 'e' }, now))).toBe('ok');
	});

	it('is in the database as a hash alone', async () => {
		const { nonce } = await newNonce(store, asked, Date.now());
		expect(JSON.stringify(await store.read.query('select * from challenge'))).not.toContain(nonce);
	});
});

describe('enrolling', () => {
	it.each(algorithms)('takes %s, and the passkey signs in', async (algorithm) => {
		const one = await somebody();
		const { key } = await withPasskey(one, new Authenticator(algorithm));
		expect((await enter(key)).person.id).toBe(one.actor.id);
		expect(await typesOf(one)).toEqual(['passkey.enrolled', 'user.signed_in']);
	});

	it('needs the password, and a person in a session', async () => {
		const one = await somebody();
		expect(await codeOf(askEnrolment(store, rp, one.actor, one.session, 'another one'))).toBe('invalid');
		const keyed = { ...one.actor, via: 'key' as const };
		expect(await codeOf(askEnrolment(store, rp, keyed, '', PASSWORD))).toBe('forbidden');
		const agent = await newAgent(store);
		expect(await codeOf(askEnrolment(store, rp, agent, '', PASSWORD))).toBe('forbidden');
	});

	it('refuses what was not asked here, of this person, or was not verified', async () => {
		const [one, two] = [await somebody(), await somebody()];
		const ask = () => askEnrolment(store, rp, one.actor, one.session, PASSWORD);
		const take = (who: Somebody, credential: ReturnType<Authenticator['create']>) =>
			codeOf(enrol(store, rp, who.actor, who.session, { name: 'x', credential }));
		const made = async (manner: Manner = {}) => new Authenticator().create(await ask(), manner);
		expect(await take(two, await made())).toBe('challenge_spent');
		expect(await take({ ...one, session: 'another' }, await made())).toBe('challenge_spent');
		expect(await take(one, await made({ verified: false }))).toBe('invalid');
		expect(await take(one, await made({ origin: 'http://localhost:3001' }))).toBe('invalid');
		expect(await take(one, await made({ rpId: 'example.org' }))).toBe('invalid');
		const right = await made();
		expect(await take(one, right)).toBe('ok');
		expect(await take(one, right)).toBe('challenge_spent');
		expect(await ownPasskeys(store, one.actor)).toHaveLength(1);
	});

	it('takes an authenticator once, whoever’s it is', async () => {
		const { key } = await withPasskey(await somebody());
		expect(await codeOf(withPasskey(await somebody(), key))).toBe('passkey_known');
	});

	it('names what it offers by the passkeys that are there', async () => {
		const one = await somebody();
		const { key } = await withPasskey(one);
		const options = await askEnrolment(store, rp, one.actor, one.session, PASSWORD);
		expect(options.excludeCredentials).toMatchObject([{ id: key.credentialId }]);
		expect(options.authenticatorSelection.userVerification).toBe('required');
	});
});

describe('signing in by passkey', () => {
	it('refuses a replay, another browser’s question, and what was not verified', async () => {
		const one = await somebody();
		const { key } = await withPasskey(one);
		const options = await askSignIn(store, rp, DOOR);
		const answer = key.get(options);
		await signInByPasskey(store, rp, DOOR, answer);
		expect(await codeOf(signInByPasskey(store, rp, DOOR, answer))).toBe('challenge_spent');
		const other = await askSignIn(store, rp, 'another-door');
		expect(await codeOf(signInByPasskey(store, rp, DOOR, key.get(other)))).toBe('challenge_spent');
		for (const manner of [{ verified: false }, { origin: 'https://evil.example' }, { rpId: 'evil.example' }])
			expect(await codeOf(enter(key, manner))).toBe('passkey_refused');
		expect((await told(one)).slice(-3).map(({ type, data }) => [type, data.fault])).toEqual([
			['passkey.refused', 'unverified'],
			['passkey.refused', 'signature'],
			['passkey.refused', 'signature']
		]);
	});

	it('refuses an answer whose bytes were changed', async () => {
		const { key } = await withPasskey(await somebody());
		const answer = key.get(await askSignIn(store, rp, DOOR));
		const data = Buffer.from(answer.response.authenticatorData, 'base64url');
		// The counter is among what is signed.
		data.writeUInt32BE(9, 33);
		answer.response.authenticatorData = data.toString('base64url');
		expect(await codeOf(signInByPasskey(store, rp, DOOR, answer))).toBe('passkey_refused');
	});

	it('refuses a counter that does not go on, and says so in the log', async () => {
		const one = await somebody();
		const { key } = await withPasskey(one);
		await enter(key, { counter: 7 });
		for (const counter of [7, 6, 0]) expect(await codeOf(enter(key, { counter }))).toBe('passkey_refused');
		expect((await told(one)).at(-1)?.data.fault).toBe('counter');
		expect(await codeOf(enter(key, { counter: 8 }))).toBe('ok');
		// One that counts nothing may say 0 for ever.
		const still = await withPasskey(one, new Authenticator());
		for (let use = 0; use < 2; use++) expect(await codeOf(enter(still.key, { counter: 0 }))).toBe('ok');
	});

	it('refuses another’s handle, an unknown passkey, and whoever is disabled', async () => {
		const [one, two] = [await somebody(), await somebody()];
		const { key } = await withPasskey(one);
		const handle = Buffer.from(two.actor.id).toString('base64url');
		expect(await codeOf(enter(key, { userHandle: handle }))).toBe('passkey_refused');
		expect(await codeOf(enter(new Authenticator(), { userHandle: null }))).toBe('passkey_unknown');
		await changeUser(store, consoleActor, one.actor.id, { disabled: true });
		expect(await codeOf(enter(key))).toBe('passkey_refused');
		const [opened] = await store.read.select().from(session).where(eq(session.userId, one.actor.id));
		expect(opened).toBeUndefined();
	});
});

describe('a passkey', () => {
	it('is named and revoked by its person', async () => {
		const [one, two] = [await somebody(), await somebody()];
		const { key, id } = await withPasskey(one);
		expect(await renamePasskey(store, one.actor, id, 'key on my ring')).toMatchObject({
			name: 'key on my ring'
		});
		expect(await codeOf(renamePasskey(store, two.actor, id, 'mine'))).toBe('not_found');
		expect(await codeOf(renamePasskey(store, admin.actor, id, 'mine'))).toBe('not_found');
		expect(await codeOf(revokePasskey(store, two.actor, id))).toBe('forbidden');
		await revokePasskey(store, one.actor, id);
		expect(await codeOf(revokePasskey(store, one.actor, id))).toBe('not_found');
		expect(await ownPasskeys(store, one.actor)).toEqual([]);
		expect(await codeOf(enter(key))).toBe('passkey_refused');
		expect(await told(one)).toMatchObject([
			{ type: 'passkey.enrolled', data: { passkey: id } },
			{ type: 'passkey.renamed' },
			{ type: 'passkey.revoked', actor: `user:${one.actor.id}` },
			{ type: 'passkey.refused', data: { fault: 'revoked' } }
		]);
		// What somebody calls it is theirs, not the log's.
		expect(JSON.stringify(await told(one))).not.toContain('ring');
	});

	it('counts at gates after another admin’s yes, and at once where there is none to ask', async () => {
		const alone = await withPasskey(admin);
		const confirmed = async (who: Somebody) =>
			(await ownPasskeys(store, who.actor)).map((one) => one.confirmed);
		expect(await confirmed(admin)).toEqual([true]);
		const one = await somebody();
		const { id } = await withPasskey(one);
		expect(await confirmed(one)).toEqual([false]);
		expect(await codeOf(confirmPasskey(store, one.actor, id))).toBe('forbidden');
		await confirmPasskey(store, admin.actor, id);
		await confirmPasskey(store, admin.actor, id);
		expect(await confirmed(one)).toEqual([true]);
		expect((await typesOf(one)).filter((type) => type === 'passkey.confirmed')).toHaveLength(1);
		const other = await somebody('admin');
		const own = await withPasskey(other);
		expect(await codeOf(confirmPasskey(store, other.actor, own.id))).toBe('separation_of_duties');
		await confirmPasskey(store, admin.actor, own.id);
		expect(await confirmed(other)).toEqual([true]);
		expect(alone.id).not.toBe(own.id);
	});

	it('that is lost is revoked with all others by an admin, and the person enrols anew', async () => {
		const one = await somebody();
		const lost = [await withPasskey(one), await withPasskey(one, new Authenticator('EdDSA'))];
		expect(await codeOf(revokeAllPasskeys(store, one.actor, one.actor.id))).toBe('forbidden');
		expect(await revokeAllPasskeys(store, admin.actor, one.actor.id)).toBe(2);
		for (const { key } of lost) expect(await codeOf(enter(key))).toBe('passkey_refused');
		expect(await listPasskeys(store, admin.actor)).toEqual({});
		const { id, key } = await withPasskey(one);
		expect(await codeOf(enter(key))).toBe('ok');
		expect(await listPasskeys(store, admin.actor)).toMatchObject({ [one.actor.id]: [{ id }] });
		const [row] = await store.read
			.select()
			.from(passkey)
			.where(eq(passkey.id, lost[0]?.id ?? ''));
		expect(row?.revokedAt).not.toBeNull();
	});
});

describe('the name that passkeys are made for', () => {
	it('is a host with encryption, or localhost', () => {
		expect(relyingPartyOf('https://assent.example.org:8443/')).toEqual({
			id: 'assent.example.org',
			origin: 'https://assent.example.org:8443'
		});
		expect(relyingPartyOf('http://localhost:3000')?.id).toBe('localhost');
		for (const address of ['http://127.0.0.1:3000', 'http://assent.example.org', 'https://[::1]:3000'])
			expect(() => relyingParty(address)).toThrow(/set ORIGIN|sets ORIGIN/);
	});
});
