import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventTypes, personIn } from '../../../test/setup/actors.ts';
import { PASSWORD } from '../../../test/setup/people.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { openAuth, type Auth } from './auth.server.ts';
import { console as onTheMachine, type Person } from './actor.ts';
import { hashPassword } from './password.server.ts';
import {
	changePassword,
	changeUser,
	createUser,
	keyboardOf,
	rename,
	setKeyboard,
	setPassword,
	signOutEverywhere
} from './people.server.ts';

const NEW = 'another long password';
const DAY = 24 * 3600 * 1000;
let store: Store;
let auth: Auth;
let admin: Person;
let rater: Person;
beforeAll(async () => {
	store = await freshStore();
	auth = await openAuth(store, { secure: false });
	admin = await personIn(store, 'admin@example.org', 'admin');
	rater = await personIn(store, 'rater@example.org', 'rater');
});

const count = async (sql: string, ...values: string[]): Promise<number> =>
	Number((await store.read.query<{ n: number }>(`select count(*) as n from ${sql}`, ...values))[0]?.n);
const setExpiry = (id: string, at: number) =>
	store.write(
		async (tx) => void (await tx.query('update session set expires_at = $2 where id = $1', id, at))
	);
const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });

describe('a session', () => {
	it('stands for the person who signed in, on every server of the database', async () => {
		const { token, person } = await auth.signIn('rater@example.org', PASSWORD);
		expect(person).toMatchObject({
			kind: 'person',
			email: 'rater@example.org',
			roles: ['rater'],
			via: 'session'
		});
		const elsewhere = await openAuth(await joinStore(store.url), { secure: false });
		expect(await elsewhere.bySession(token)).toMatchObject({ actor: { id: rater.id }, renewed: false });
	});

	it('is not opened by what the database holds', async () => {
		const { token } = await auth.signIn('rater@example.org', PASSWORD);
		const rows = await store.read.query<{ id: string }>('select id from session');
		expect(rows.map(({ id }) => id)).toContain(sha256(token));
		expect(JSON.stringify(rows)).not.toContain(token);
		for (const { id } of rows) expect(await auth.bySession(id)).toBeNull();
	});

	it('refuses a wrong password, an unknown e-mail and one without a password alike', async () => {
		await store.write(async (tx) => {
			await tx.query(
				`insert into user_account (id, email, name, roles, created_at) values ('x', 'x@example.org', 'X', '[]', 0)`
			);
		});
		for (const [email, password] of [
			['rater@example.org', 'not the password'],
			['nobody@example.org', PASSWORD],
			['x@example.org', PASSWORD]
		] as const)
			await expect(auth.signIn(email, password)).rejects.toEqual(refused('wrong_credentials'));
	});

	it('ends when its time is over, and is gone then', async () => {
		const { token } = await auth.signIn('rater@example.org', PASSWORD);
		await setExpiry(sha256(token), Date.now() - 1);
		expect(await auth.bySession(token)).toBeNull();
		expect(await count('session where id = $1', sha256(token))).toBe(0);
	});

	it('is prolonged while it is used, in its second half', async () => {
		const { token, expiresAt } = await auth.signIn('rater@example.org', PASSWORD);
		expect(expiresAt - Date.now()).toBeGreaterThan(29 * DAY);
		await setExpiry(sha256(token), Date.now() + 16 * DAY);
		expect(await auth.bySession(token)).toMatchObject({ renewed: false });
		await setExpiry(sha256(token), Date.now() + 14 * DAY);
		const found = await auth.bySession(token);
		expect(found?.renewed).toBe(true);
		expect(
			await count('session where id = $1 and expires_at > $2', sha256(token), String(Date.now() + 29 * DAY))
		).toBe(1);
	});

	it('ends by signing out, and no other does', async () => {
		const one = await auth.signIn('rater@example.org', PASSWORD);
		const two = await auth.signIn('rater@example.org', PASSWORD);
		await auth.signOut(one.token);
		expect(await auth.bySession(one.token)).toBeNull();
		expect(await auth.bySession(two.token)).not.toBeNull();
	});

	it('ends everywhere at once when its person says so', async () => {
		const tokens = await Promise.all([1, 2, 3].map(() => auth.signIn('rater@example.org', PASSWORD)));
		const other = await auth.signIn('admin@example.org', PASSWORD);
		expect(await signOutEverywhere(store, rater, rater.id)).toBeGreaterThanOrEqual(3);
		for (const { token } of tokens) expect(await auth.bySession(token)).toBeNull();
		expect(await auth.bySession(other.token)).not.toBeNull();
	});

	it('is ended everywhere by an admin, not by anybody else and not by a key for the person', async () => {
		const { token } = await auth.signIn('rater@example.org', PASSWORD);
		const annotator = await personIn(store, 'annotator@example.org', 'annotator');
		await expect(signOutEverywhere(store, annotator, rater.id)).rejects.toEqual(refused('forbidden'));
		await expect(signOutEverywhere(store, { ...rater, via: 'key' }, rater.id)).rejects.toEqual(
			refused('forbidden')
		);
		expect(await auth.bySession(token)).not.toBeNull();
		await signOutEverywhere(store, admin, rater.id);
		expect(await auth.bySession(token)).toBeNull();
	});

	it('ends when its person is disabled, who then cannot sign in until enabled again', async () => {
		const leaver = await personIn(store, 'leaver@example.org', 'rater');
		const { token } = await auth.signIn('leaver@example.org', PASSWORD);
		await changeUser(store, admin, leaver.id, { disabled: true });
		expect(await auth.bySession(token)).toBeNull();
		await expect(auth.signIn('leaver@example.org', PASSWORD)).rejects.toEqual(refused('wrong_credentials'));
		await changeUser(store, admin, leaver.id, { disabled: false });
		expect(await auth.bySession(token)).toBeNull();
		await auth.signIn('leaver@example.org', PASSWORD);
	});

	it('does not outlive its person, even when a row of it was left', async () => {
		const ghost = await personIn(store, 'ghost@example.org', 'rater');
		const { token } = await auth.signIn('ghost@example.org', PASSWORD);
		await store.write(
			async (tx) => void (await tx.query('update user_account set disabled_at = 1 where id = $1', ghost.id))
		);
		expect(await auth.bySession(token)).toBeNull();
		expect(await count('session where user_id = $1', ghost.id)).toBe(0);
	});

	it('carries the roles of today', async () => {
		const mover = await personIn(store, 'mover@example.org', 'rater');
		const { token } = await auth.signIn('mover@example.org', PASSWORD);
		await changeUser(store, admin, mover.id, { roles: ['annotator'] });
		expect((await auth.bySession(token))?.actor.roles).toEqual(['annotator']);
	});
});

describe('a password', () => {
	it('that is changed ends the other sessions and keeps this one', async () => {
		const changer = await personIn(store, 'changer@example.org', 'rater');
		const here = await auth.signIn('changer@example.org', PASSWORD);
		const there = await auth.signIn('changer@example.org', PASSWORD);
		await expect(
			changePassword(store, changer, { current: 'a wrong password', password: NEW }, sha256(here.token))
		).rejects.toEqual(refused('invalid'));
		expect(await auth.bySession(there.token)).not.toBeNull();
		await changePassword(store, changer, { current: PASSWORD, password: NEW }, sha256(here.token));
		expect(await auth.bySession(here.token)).not.toBeNull();
		expect(await auth.bySession(there.token)).toBeNull();
		await expect(auth.signIn('changer@example.org', PASSWORD)).rejects.toEqual(refused('wrong_credentials'));
		await auth.signIn('changer@example.org', NEW);
	});

	it('is not changed through a key for its person', async () => {
		const through = { ...rater, via: 'key' as const };
		await expect(changePassword(store, through, { current: PASSWORD, password: NEW }, '')).rejects.toEqual(
			refused('forbidden')
		);
		await expect(rename(store, through, 'Somebody')).rejects.toEqual(refused('forbidden'));
	});

	it('that changes while somebody signs in with the old one leaves no session of the old one', async () => {
		const racer = await personIn(store, 'racer@example.org', 'rater');
		const elsewhere = await joinStore(store.url);
		const hash = await hashPassword(NEW);
		// The change is made and not yet committed when the sign-in has found the old password right.
		const changing = elsewhere.write(async (tx) => {
			await setPassword(tx, racer.id, hash);
			await sleep(700);
		});
		await sleep(20);
		await expect(auth.signIn('racer@example.org', PASSWORD)).rejects.toEqual(refused('wrong_credentials'));
		await changing;
		expect(await count('session where user_id = $1', racer.id)).toBe(0);
	});

	it('that changes and is used to sign in at once, many times over, leaves none either', async () => {
		for (let round = 0; round < 6; round++) {
			const email = `race${round}@example.org`;
			const racer = await personIn(store, email, 'rater');
			await Promise.allSettled([
				auth.signIn(email, PASSWORD),
				changePassword(store, racer, { current: PASSWORD, password: NEW }, '')
			]);
			expect(await count('session where user_id = $1', racer.id)).toBe(0);
		}
	});

	it('kept with older parameters is kept with those of today after a sign-in', async () => {
		const old = await personIn(store, 'old@example.org', 'rater');
		// The reference implementation's "password" with 64 MiB.
		const reference =
			'$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
		await store.write(
			async (tx) =>
				void (await tx.query('update user_account set password_hash = $1 where id = $2', reference, old.id))
		);
		await auth.signIn('old@example.org', 'password');
		const [row] = await store.read.query<{ hash: string }>(
			'select password_hash as hash from user_account where id = $1',
			old.id
		);
		expect(row?.hash).toContain('$m=19456,t=2,p=1$');
		await auth.signIn('old@example.org', 'password');
	});
});

describe('people', () => {
	it('have an e-mail of their own, also when two are made at once', async () => {
		const input = { email: 'twin@example.org', name: 'Twin', roles: ['rater' as const], password: PASSWORD };
		const made = await Promise.allSettled([1, 2, 3].map(() => createUser(store, onTheMachine, input)));
		expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		for (const one of made) if (one.status === 'rejected') expect(one.reason).toEqual(refused('email_taken'));
	});

	it('are made, changed and disabled by an admin alone', async () => {
		const researcher = await personIn(store, 'researcher@example.org', 'researcher');
		const input = { email: 'new@example.org', name: 'New', roles: ['rater' as const], password: PASSWORD };
		await expect(createUser(store, researcher, input)).rejects.toEqual(refused('forbidden'));
		await expect(changeUser(store, researcher, rater.id, { disabled: true })).rejects.toEqual(
			refused('forbidden')
		);
		await expect(changeUser(store, researcher, researcher.id, { roles: ['admin'] })).rejects.toEqual(
			refused('forbidden')
		);
		await expect(changeUser(store, admin, 'nobody', { disabled: true })).rejects.toEqual(
			refused('not_found')
		);
	});

	it('always have an admin left', async () => {
		const place = await freshStore();
		const last = await personIn(place, 'last@example.org', 'admin');
		await expect(changeUser(place, last, last.id, { disabled: true })).rejects.toEqual(refused('last_admin'));
		await expect(changeUser(place, last, last.id, { roles: ['rater'] })).rejects.toEqual(
			refused('last_admin')
		);
		await changeUser(place, last, last.id, { roles: ['admin', 'rater'] });
	});

	it('have an admin left when two admins disable each other at once', async () => {
		const place = await freshStore();
		const second = await joinStore(place.url);
		for (let round = 0; round < 6; round++) {
			const [a, b] = [
				await personIn(place, `a${round}@example.org`, 'admin'),
				await personIn(place, `b${round}@example.org`, 'admin')
			];
			const ends = await Promise.allSettled([
				changeUser(place, a, b.id, { disabled: true }),
				changeUser(second, b, a.id, { roles: ['rater'] })
			]);
			expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
			for (const end of ends)
				if (end.status === 'rejected') expect(end.reason).toEqual(refused('last_admin'));
			// The next round starts without admins of this one.
			await place.write(async (tx) => void (await tx.query('update user_account set disabled_at = 1')));
		}
	});

	it('stand in the log by their id, an act a line', async () => {
		const place = await freshStore();
		const chief = await personIn(place, 'chief@example.org', 'admin');
		const one = await personIn(place, 'one@example.org', 'rater');
		await changeUser(place, chief, one.id, { roles: ['rater'] });
		await changeUser(place, chief, one.id, { roles: ['annotator'] });
		await changeUser(place, chief, one.id, { disabled: true });
		await changeUser(place, chief, one.id, { disabled: true });
		await changeUser(place, chief, one.id, { disabled: false });
		await rename(place, chief, 'The chief');
		await changePassword(place, chief, { current: PASSWORD, password: NEW }, '');
		await signOutEverywhere(place, chief, one.id);
		expect(await eventTypes(place)).toEqual([
			...['user.created', 'user.created', 'user.roles_set', 'user.disabled', 'user.enabled'],
			...['user.renamed', 'user.password_changed', 'user.signed_out_everywhere']
		]);
		const log = JSON.stringify(await place.read.query('select * from event'));
		expect(log).not.toMatch(/@example\.org|chief|password\b(?!_)|argon2/);
	});
});

describe('the keys that a person presses', () => {
	it('are kept with them, on every server, and nobody else changes them', async () => {
		const keyboard = { characters: true, own: { rank: { flag: 'q', comment: null } } };
		await setKeyboard(store, rater, keyboard);
		const elsewhere = await joinStore(store.url);
		expect(await keyboardOf(elsewhere.read, rater.id)).toEqual(keyboard);
		expect(await keyboardOf(elsewhere.read, admin.id)).toEqual({ characters: true, own: {} });
		const key: Person = { ...rater, via: 'key' };
		await expect(setKeyboard(store, key, keyboard)).rejects.toEqual(refused('forbidden'));
		await expect(setKeyboard(store, onTheMachine, keyboard)).rejects.toEqual(refused('forbidden'));
	});
});
