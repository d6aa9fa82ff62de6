import { beforeAll, describe, expect, it } from 'vitest';
import { eventTypes, personIn, wholeLog } from '../../../test/setup/actors.ts';
import { PASSWORD } from '../../../test/setup/people.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Person } from './actor.ts';
import { openAuth, type Auth } from './auth.server.ts';
import {
	acceptInvite,
	invite,
	listInvitations,
	makeReset,
	peekLink,
	useLink,
	useReset,
	withdrawLink,
	type Link
} from './links.server.ts';
import { changePassword, changeUser, listUsers } from './people.server.ts';
import { newSetupCode, setUp } from './setup.server.ts';

const DAY = 24 * 3600 * 1000;
let store: Store;
let second: Store;
let auth: Auth;
let admin: Person;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	auth = await openAuth(store, { secure: false });
	admin = await personIn(store, 'admin@example.org', 'admin');
});

const NEW = 'another long password';
const tokenOf = ({ path }: Link) => path.split('/').at(-1) ?? '';
const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const people = async (place: Store, email: string) =>
	(await place.read.query<{ id: string }>('select id from user_account where email = $1', email)).length;
const winners = (all: PromiseSettledResult<unknown>[], loss: string) => {
	for (const one of all) if (one.status === 'rejected') expect(one.reason).toEqual(refused(loss));
	return all.filter(({ status }) => status === 'fulfilled').length;
};

describe('an invitation', () => {
	it('makes the person with the roles it names, and signs them in', async () => {
		const link = await invite(store, admin, { email: 'new@example.org', roles: ['rater', 'annotator'] });
		expect(link.path).toMatch(/^\/invite\/[0-9a-z]{32}$/);
		const signedIn = await acceptInvite(store, { token: tokenOf(link), name: 'New', password: PASSWORD });
		expect(signedIn.person).toMatchObject({
			email: 'new@example.org',
			name: 'New',
			roles: ['rater', 'annotator']
		});
		expect(await auth.bySession(signedIn.token)).not.toBeNull();
		await auth.signIn('new@example.org', PASSWORD);
	});

	it('works once, of many uses at once on two servers', async () => {
		const token = tokenOf(await invite(store, admin, { email: 'once@example.org', roles: ['rater'] }));
		const uses = await Promise.allSettled(
			Array.from({ length: 6 }, (_, i) => acceptInvite(i % 2 ? store : second, { token, password: PASSWORD }))
		);
		expect(winners(uses, 'link_expired')).toBe(1);
		expect(await people(store, 'once@example.org')).toBe(1);
	});

	it('is not in the database: its hash opens nothing', async () => {
		const link = await invite(store, admin, { email: 'hash@example.org', roles: ['rater'] });
		const rows = JSON.stringify(await store.read.query('select * from link'));
		expect(rows).not.toContain(tokenOf(link));
		await expect(acceptInvite(store, { token: link.id, password: PASSWORD })).rejects.toEqual(
			refused('link_expired')
		);
	});

	it('ends after a week', async () => {
		const token = tokenOf(await invite(store, admin, { email: 'week@example.org', roles: ['rater'] }));
		const later = Date.now() + 7 * DAY + 1;
		await expect(acceptInvite(store, { token, password: PASSWORD }, later)).rejects.toEqual(
			refused('link_expired')
		);
		await peekLink(store.read, 'invite', token, later - 60_000);
	});

	it('is voided by a newer one, and by withdrawing it', async () => {
		const first = await invite(store, admin, { email: 'again@example.org', roles: ['rater'] });
		const next = await invite(store, admin, { email: 'again@example.org', roles: ['annotator'] });
		await expect(peekLink(store.read, 'invite', tokenOf(first))).rejects.toEqual(refused('link_expired'));
		expect((await listInvitations(store, admin)).filter((i) => i.email === 'again@example.org')).toEqual([
			expect.objectContaining({ id: next.id, roles: ['annotator'] })
		]);
		await withdrawLink(store, admin, next.id);
		await expect(peekLink(store.read, 'invite', tokenOf(next))).rejects.toEqual(refused('link_expired'));
		await expect(withdrawLink(store, admin, next.id)).rejects.toEqual(refused('not_found'));
	});

	it('is not made for somebody who is here, and not used when they came in between', async () => {
		await expect(invite(store, admin, { email: 'admin@example.org', roles: ['rater'] })).rejects.toEqual(
			refused('email_taken')
		);
		const token = tokenOf(await invite(store, admin, { email: 'between@example.org', roles: ['admin'] }));
		await personIn(store, 'between@example.org', 'rater');
		await expect(acceptInvite(store, { token, password: PASSWORD })).rejects.toEqual(refused('email_taken'));
		await peekLink(store.read, 'invite', token);
	});

	it('is made, listed and withdrawn by an admin alone', async () => {
		const lead = await personIn(store, 'lead@example.org', 'researcher');
		for (const act of [
			() => invite(store, lead, { email: 'x@example.org', roles: ['admin'] }),
			() => listInvitations(store, lead),
			() => withdrawLink(store, lead, 'x'),
			() => makeReset(store, lead, { email: 'admin@example.org' }),
			() => listUsers(store, lead)
		])
			await expect(act()).rejects.toEqual(refused('forbidden'));
	});
});

describe('a reset', () => {
	it('sets a new password, ends every session and signs in', async () => {
		const owner = await personIn(store, 'owner@example.org', 'rater');
		const before = await auth.signIn('owner@example.org', PASSWORD);
		const link = await makeReset(store, admin, { id: owner.id });
		expect(await auth.bySession(before.token)).not.toBeNull();
		const after = await useReset(store, { token: tokenOf(link), password: NEW });
		expect(await auth.bySession(before.token)).toBeNull();
		expect(await auth.bySession(after.token)).not.toBeNull();
		await expect(auth.signIn('owner@example.org', PASSWORD)).rejects.toEqual(refused('wrong_credentials'));
		await auth.signIn('owner@example.org', NEW);
	});

	it('works once, of many uses at once on two servers', async () => {
		await personIn(store, 'twice@example.org', 'rater');
		const token = tokenOf(await makeReset(store, admin, { email: 'twice@example.org' }));
		const passwords = Array.from({ length: 6 }, (_, i) => `a long password, number ${i}`);
		const uses = await Promise.allSettled(
			passwords.map((password, i) => useReset(i % 2 ? store : second, { token, password }))
		);
		expect(winners(uses, 'link_expired')).toBe(1);
		const won = uses.findIndex(({ status }) => status === 'fulfilled');
		await auth.signIn('twice@example.org', passwords[won] ?? '');
	});

	it('is no invitation, nor the other way round', async () => {
		await personIn(store, 'kind@example.org', 'rater');
		const reset = tokenOf(await makeReset(store, admin, { email: 'kind@example.org' }));
		await expect(acceptInvite(store, { token: reset, password: NEW })).rejects.toEqual(
			refused('link_expired')
		);
		const invitation = tokenOf(await invite(store, admin, { email: 'kind2@example.org', roles: ['rater'] }));
		await expect(useReset(store, { token: invitation, password: NEW })).rejects.toEqual(
			refused('link_expired')
		);
		expect((await useLink(store, { token: invitation, password: NEW })).person.email).toBe(
			'kind2@example.org'
		);
		expect((await useLink(store, { token: reset, password: NEW })).person.email).toBe('kind@example.org');
		await expect(useLink(store, { token: 'unknown', password: NEW })).rejects.toEqual(
			refused('link_expired')
		);
	});

	it('ends after a day, with a changed password, and when its person is disabled', async () => {
		const person = await personIn(store, 'ends@example.org', 'rater');
		const make = async () => tokenOf(await makeReset(store, admin, { id: person.id }));
		const late = await make();
		await expect(useReset(store, { token: late, password: NEW }, Date.now() + DAY + 1)).rejects.toEqual(
			refused('link_expired')
		);
		const changed = await make();
		await changePassword(store, person, { current: PASSWORD, password: NEW }, '');
		await expect(useReset(store, { token: changed, password: NEW })).rejects.toEqual(refused('link_expired'));
		const disabled = await make();
		await changeUser(store, admin, person.id, { disabled: true });
		await expect(useReset(store, { token: disabled, password: NEW })).rejects.toEqual(
			refused('link_expired')
		);
		await expect(make()).rejects.toEqual(refused('conflict'));
	});
});

describe('the setup link', () => {
	const first = { email: 'first@example.org', name: 'First', password: PASSWORD };

	it('makes the first admin, once, of many at once on two servers', async () => {
		const place = await freshStore();
		const other = await joinStore(place.url);
		const code = (await newSetupCode(place)) ?? '';
		const uses = await Promise.allSettled(
			Array.from({ length: 6 }, (_, i) =>
				setUp(i % 2 ? place : other, code, { ...first, email: `first${i}@example.org` })
			)
		);
		expect(winners(uses, 'link_expired')).toBe(1);
		const [{ n } = { n: 0 }] = await place.read.query<{ n: number }>(
			'select count(*) as n from user_account'
		);
		expect(Number(n)).toBe(1);
		expect(await newSetupCode(place)).toBeNull();
	});

	it('is new at each start and voids the one before', async () => {
		const place = await freshStore();
		const old = (await newSetupCode(place)) ?? '';
		const now = (await newSetupCode(place)) ?? '';
		await expect(setUp(place, old, first)).rejects.toEqual(refused('link_expired'));
		expect((await setUp(place, now, first)).person.roles).toEqual(['admin']);
	});

	it('is void once there is an admin by another way', async () => {
		const place = await freshStore();
		const code = (await newSetupCode(place)) ?? '';
		await personIn(place, 'cli@example.org', 'admin');
		await expect(setUp(place, code, first)).rejects.toEqual(refused('link_expired'));
		expect(await people(place, first.email)).toBe(0);
	});

	it('stays good when the e-mail was taken', async () => {
		const place = await freshStore();
		const code = (await newSetupCode(place)) ?? '';
		await personIn(place, 'rater@example.org', 'rater');
		await expect(setUp(place, code, { ...first, email: 'rater@example.org' })).rejects.toEqual(
			refused('email_taken')
		);
		await setUp(place, code, first);
	});

	it('is not opened by what the database holds', async () => {
		const place = await freshStore();
		await newSetupCode(place);
		const rows = await place.read.query<{ value: string }>('select value from setting');
		for (const { value } of rows)
			await expect(setUp(place, JSON.parse(value) as string, first)).rejects.toEqual(refused('link_expired'));
	});
});

describe('the log', () => {
	it('has each of these acts and none of their secrets', async () => {
		const place = await freshStore();
		const code = (await newSetupCode(place)) ?? '';
		const { person } = await setUp(place, code, { email: 'a@example.org', name: 'Ada', password: PASSWORD });
		const invitation = await invite(place, person, { email: 'b@example.org', name: 'Bo', roles: ['rater'] });
		await acceptInvite(place, { token: tokenOf(invitation), password: PASSWORD });
		const reset = await makeReset(place, person, { email: 'b@example.org' });
		await useReset(place, { token: tokenOf(reset), password: NEW });
		expect(await eventTypes(place)).toEqual([
			...['user.created', 'user.invited', 'user.created', 'user.reset_made', 'user.password_reset']
		]);
		const log = await wholeLog(place);
		for (const secret of [
			code,
			tokenOf(invitation),
			tokenOf(reset),
			PASSWORD,
			NEW,
			'@example.org',
			'Ada',
			'Bo"'
		])
			expect(log).not.toContain(secret);
	});
});
