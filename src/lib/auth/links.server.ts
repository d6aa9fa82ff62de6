/**
 * Invitations and password resets by link. The token stands in the link alone, its hash in the database; a link
 * works once, for some days, and a newer one for the same person voids it.
 */
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { append } from '#lib/log/append.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newToken } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { link, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { authorizeInstance } from './access.server.ts';
import { actorName, type Actor } from './actor.ts';
import { startSession, type SignedIn } from './auth.server.ts';
import type { InviteInput, LinkUse } from './input.ts';
import { hashPassword } from './password.server.ts';
import { emailTaken, insertUser, setPassword } from './people.server.ts';

const DAY_MS = 24 * 3600 * 1000;
const lifetimes = { invite: 7 * DAY_MS, reset: DAY_MS };
type Purpose = keyof typeof lifetimes;
type LinkRow = typeof link.$inferSelect;

/** `path` is what follows the instance's address. */
export type Link = { id: string; path: string; expiresAt: number };
export type Invitation = { id: string; email: string; roles: Role[]; expires_at: string };

const spent = () =>
	new Refusal('link_expired', 'This link was used, replaced or has expired. Ask an admin for a new one.');

async function makeLink(
	tx: Tx,
	purpose: Purpose,
	to: { email: string; name: string | null; roles: Role[]; userId: string | null },
	now: number
): Promise<Link> {
	await tx.delete(link).where(and(eq(link.email, to.email), eq(link.purpose, purpose), isNull(link.usedAt)));
	const token = newToken();
	const row = { id: sha256(token), purpose, ...to, createdAt: now, expiresAt: now + lifetimes[purpose] };
	await tx.insert(link).values({ ...row, usedAt: null });
	return { id: row.id, path: `/${purpose}/${token}`, expiresAt: row.expiresAt };
}

/** @throws Refusal forbidden, email_taken */
export async function invite(
	store: Store,
	actor: Actor,
	{ email, name, roles }: InviteInput,
	now = Date.now()
): Promise<Link> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		const [known] = await tx.select({ id: user.id }).from(user).where(eq(user.email, email));
		if (known) throw emailTaken(email);
		const made = await makeLink(tx, 'invite', { email, name: name ?? null, roles, userId: null }, now);
		const subject = { type: 'link', id: made.id };
		await append(tx, { type: 'user.invited', actor: actorName(actor), subject, data: { roles } }, now);
		return made;
	});
}

/** A link under which a person sets a new password. @throws Refusal forbidden, not_found */
export async function makeReset(
	store: Store,
	actor: Actor,
	who: { id: string } | { email: string },
	now = Date.now()
): Promise<Link> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		const [row] = await tx
			.select()
			.from(user)
			.where('id' in who ? eq(user.id, who.id) : eq(user.email, who.email));
		if (!row) throw new Refusal('not_found', 'There is no such person here.');
		if (row.disabledAt !== null)
			throw new Refusal('conflict', 'This person is disabled. Enable them first, then make the link.');
		const made = await makeLink(
			tx,
			'reset',
			{ email: row.email, name: row.name, roles: [], userId: row.id },
			now
		);
		const subject = { type: 'user', id: row.id };
		await append(tx, { type: 'user.reset_made', actor: actorName(actor), subject }, now);
		return made;
	});
}

/** Invitations that still wait, for those who may send them. */
export async function listInvitations(store: Store, actor: Actor, now = Date.now()): Promise<Invitation[]> {
	authorizeInstance(actor, 'instance');
	const rows = await store.read
		.select()
		.from(link)
		.where(and(eq(link.purpose, 'invite'), isNull(link.usedAt), gt(link.expiresAt, now)))
		.orderBy(asc(link.email));
	return rows.map(({ id, email, roles, expiresAt }) => ({
		id,
		email,
		roles,
		expires_at: new Date(expiresAt).toISOString()
	}));
}

/** Voids an invitation or reset that nobody used yet. @throws Refusal not_found */
export async function withdrawLink(store: Store, actor: Actor, id: string, now = Date.now()): Promise<void> {
	authorizeInstance(actor, 'instance');
	await store.write(async (tx) => {
		const [gone] = await tx
			.delete(link)
			.where(and(eq(link.id, id), isNull(link.usedAt)))
			.returning();
		if (!gone) throw new Refusal('not_found', 'There is no such link, or it was used.');
		const act = { type: 'link.withdrawn', actor: actorName(actor), subject: { type: 'link', id } };
		await append(tx, act, now);
	});
}

/** What a link is for, to whoever holds its token. @throws Refusal link_expired */
export async function peekLink(
	db: ReadDb,
	purpose: Purpose,
	token: string,
	now = Date.now()
): Promise<LinkRow> {
	const [row] = await db
		.select()
		.from(link)
		.where(
			and(eq(link.id, sha256(token)), eq(link.purpose, purpose), isNull(link.usedAt), gt(link.expiresAt, now))
		);
	if (!row) throw spent();
	return row;
}

/** The one statement that decides: of two uses at once, one finds the link unused. */
async function take(tx: Tx, purpose: Purpose, token: string, now: number): Promise<LinkRow> {
	const [row] = await tx
		.update(link)
		.set({ usedAt: now })
		.where(
			and(eq(link.id, sha256(token)), eq(link.purpose, purpose), isNull(link.usedAt), gt(link.expiresAt, now))
		)
		.returning();
	if (!row) throw spent();
	return row;
}

/** Makes the invited person and signs them in. @throws Refusal link_expired, email_taken */
export async function acceptInvite(
	store: Store,
	{ token, name, password }: LinkUse,
	now = Date.now()
): Promise<SignedIn> {
	await peekLink(store.read, 'invite', token, now);
	const passwordHash = await hashPassword(password);
	return store.write(async (tx) => {
		const { email, roles, ...row } = await take(tx, 'invite', token, now);
		const chosen = name ?? row.name ?? email;
		const made = await insertUser(
			tx,
			{ email, name: chosen, roles, passwordHash },
			{ actor: null, by: 'invitation' },
			now
		);
		return startSession(tx, made);
	});
}

/** Sets the new password, ends every session and signs in. @throws Refusal link_expired */
export async function useReset(
	store: Store,
	{ token, password }: LinkUse,
	now = Date.now()
): Promise<SignedIn> {
	await peekLink(store.read, 'reset', token, now);
	const passwordHash = await hashPassword(password);
	return store.write(async (tx) => {
		const { userId } = await take(tx, 'reset', token, now);
		const [row] = await tx
			.select()
			.from(user)
			.where(eq(user.id, userId ?? ''));
		if (!row || row.disabledAt !== null) throw spent();
		await setPassword(tx, row.id, passwordHash);
		const subject = { type: 'user', id: row.id };
		await append(tx, { type: 'user.password_reset', actor: `user:${row.id}`, subject }, now);
		return startSession(tx, row);
	});
}

/** By its token alone, whatever it is for. @throws Refusal link_expired, email_taken */
export async function useLink(store: Store, use: LinkUse, now = Date.now()): Promise<SignedIn> {
	const [row] = await store.read
		.select({ purpose: link.purpose })
		.from(link)
		.where(eq(link.id, sha256(use.token)));
	return row?.purpose === 'invite' ? acceptInvite(store, use, now) : useReset(store, use, now);
}
