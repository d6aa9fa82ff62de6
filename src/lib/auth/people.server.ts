/** The people of an instance: made, listed, changed, disabled. There is always an admin who can sign in. */
import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { append, type Act } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { readKeyboard, type Keyboard } from '#lib/schema/keyboard.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { type ReadDb, type Store, type Tx } from '#lib/schema/store.server.ts';
import { link, session, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { authorizeInstance } from './access.server.ts';
import { actorName, type Actor, type Person } from './actor.ts';
import type { PasswordChange, UserInput, UserPatch } from './input.ts';
import { hashPassword, verifyPassword } from './password.server.ts';

export type UserRow = typeof user.$inferSelect;
export type UserView = {
	id: string;
	email: string;
	name: string;
	roles: Role[];
	disabled: boolean;
	created_at: string;
};

export const userView = (row: UserRow): UserView => ({
	id: row.id,
	email: row.email,
	name: row.name,
	roles: row.roles,
	disabled: row.disabledAt !== null,
	created_at: new Date(row.createdAt).toISOString()
});

export const emailTaken = (email: string) =>
	new Refusal('email_taken', `${email} is here already. Change their roles, or make them a reset link.`);

/** What the log says of a person is their id: names and addresses stay where they can be erased. */
const about = (type: string, id: string, actor: string, data: Act['data'] = null): Act => ({
	type,
	actor,
	subject: { type: 'user', id },
	data
});

/** Inserts a person and says so in the log. @throws Refusal email_taken */
export async function insertUser(
	tx: Tx,
	input: { email: string; name: string; roles: Role[]; passwordHash: string },
	how: { actor: string | null; by: string },
	now: number
): Promise<UserRow> {
	const row: UserRow = { id: newId(now), ...input, createdAt: now, disabledAt: null, keyboard: null };
	const [made] = await tx.insert(user).values(row).onConflictDoNothing().returning({ id: user.id });
	if (!made) throw emailTaken(input.email);
	const { roles } = input;
	await append(tx, about('user.created', row.id, how.actor ?? `user:${row.id}`, { roles, by: how.by }), now);
	return row;
}

/** @throws Refusal forbidden, email_taken */
export async function createUser(
	store: Store,
	actor: Actor,
	{ email, name, roles, password }: UserInput,
	now = Date.now()
): Promise<UserView> {
	authorizeInstance(actor, 'instance');
	const passwordHash = await hashPassword(password);
	const how = { actor: actorName(actor), by: actor.kind };
	return store.write(async (tx) =>
		userView(await insertUser(tx, { email, name, roles, passwordHash }, how, now))
	);
}

export async function listUsers(store: Store, actor: Actor): Promise<UserView[]> {
	authorizeInstance(actor, 'instance');
	return (await store.read.select().from(user).orderBy(asc(user.email))).map(userView);
}

const isAdmin = `disabled_at is null and roles like '%"admin"%'`;

/** Admins who can sign in, in the order of their ids. @param lock so that none comes or goes meanwhile */
export const adminsOf = (db: ReadDb, lock = ''): Promise<{ id: string }[]> =>
	db.query<{ id: string }>(`select id from user_account where ${isAdmin} order by id${lock}`);

export const hasAdmin = async (db: ReadDb): Promise<boolean> =>
	(await db.query(`select id from user_account where ${isAdmin} limit 1`)).length > 0;

/** Changes roles, disables, enables again. @throws Refusal forbidden, not_found, last_admin */
export async function changeUser(
	store: Store,
	actor: Actor,
	id: string,
	patch: UserPatch,
	now = Date.now()
): Promise<UserView> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		// All admins' rows are locked, in one order: two who take away each other's role come one after the other.
		const admins = await adminsOf(tx, store.forUpdate);
		const [row] = await tx.select().from(user).where(eq(user.id, id));
		if (!row) throw new Refusal('not_found', 'There is no such person.');
		const next: UserRow = {
			...row,
			roles: patch.roles ?? row.roles,
			disabledAt:
				patch.disabled === undefined ? row.disabledAt : patch.disabled ? (row.disabledAt ?? now) : null
		};
		const isAdminStill = next.disabledAt === null && next.roles.includes('admin');
		if (!isAdminStill && admins.length === 1 && admins[0]?.id === id)
			throw new Refusal('last_admin', 'This is the last admin. Make somebody else an admin first.');
		await tx.update(user).set({ roles: next.roles, disabledAt: next.disabledAt }).where(eq(user.id, id));
		const by = actorName(actor);
		if (patch.roles && String(row.roles) !== String(next.roles))
			await append(tx, about('user.roles_set', id, by, { from: row.roles, to: next.roles }), now);
		if (row.disabledAt === null && next.disabledAt !== null) {
			await endSessions(tx, id);
			await tx.delete(link).where(and(eq(link.userId, id), isNull(link.usedAt)));
			await append(tx, about('user.disabled', id, by), now);
		}
		if (row.disabledAt !== null && next.disabledAt === null)
			await append(tx, about('user.enabled', id, by), now);
		return userView(next);
	});
}

/** @param but the session that stays */
export async function endSessions(tx: Tx, userId: string, but = ''): Promise<number> {
	const gone = await tx
		.delete(session)
		.where(and(eq(session.userId, userId), ne(session.id, but)))
		.returning({ id: session.id });
	return gone.length;
}

/** @throws Refusal forbidden */
export function assertMaySignOut(actor: Actor, userId: string): void {
	if (!isSelf(actor, userId)) authorizeInstance(actor, 'instance');
}

/** Ends every session of a person: their own, or anybody's by an admin. @returns how many ended */
export async function signOutEverywhere(
	store: Store,
	actor: Actor,
	userId: string,
	now = Date.now()
): Promise<number> {
	assertMaySignOut(actor, userId);
	return store.write(async (tx) => {
		const ended = await endSessions(tx, userId);
		await append(tx, about('user.signed_out_everywhere', userId, actorName(actor), { sessions: ended }), now);
		return ended;
	});
}

/** A key made for a person judges as them; it does not manage their account. */
const isSelf = (actor: Actor, userId: string) =>
	actor.kind === 'person' && actor.via === 'session' && actor.id === userId;

/** @throws Refusal forbidden for everybody but a signed-in person */
export function assertSelf(actor: Actor): asserts actor is Person {
	if (actor.kind !== 'person' || !isSelf(actor, actor.id))
		throw new Refusal('forbidden', 'Sign in as the person whose account it is.');
}

/** Changes one's own name. @throws Refusal forbidden */
export async function rename(store: Store, actor: Actor, name: string, now = Date.now()): Promise<void> {
	assertSelf(actor);
	await store.write(async (tx) => {
		const renamed = and(eq(user.id, actor.id), ne(user.name, name));
		const [changed] = await tx.update(user).set({ name }).where(renamed).returning({ id: user.id });
		if (changed) await append(tx, about('user.renamed', actor.id, actorName(actor)), now);
	});
}

/** The keys that a person presses. */
export async function keyboardOf(db: ReadDb, id: string): Promise<Keyboard> {
	const [row] = await db.select({ keyboard: user.keyboard }).from(user).where(eq(user.id, id));
	return readKeyboard(row?.keyboard);
}

/** Changes one's own keys; no judgment depends on them, so the log has no line of it. @throws Refusal forbidden */
export async function setKeyboard(store: Store, actor: Actor, keyboard: Keyboard): Promise<void> {
	assertSelf(actor);
	await store.write(async (tx) => {
		await tx.update(user).set({ keyboard }).where(eq(user.id, actor.id));
	});
}

/** @param path where it was typed. @throws Refusal invalid when it is not the person's password of today */
export async function assertPassword(
	db: ReadDb,
	{ id }: Person,
	password: string,
	path: string
): Promise<void> {
	const [row] = await db.select({ hash: user.passwordHash }).from(user).where(eq(user.id, id));
	if (await verifyPassword(row?.hash ?? null, password)) return;
	const message = 'This is not the password that you have now.';
	throw new Refusal('invalid', message, { errors: [{ path, message }] });
}

/**
 * Changes one's own password, voids reset links and ends the other sessions.
 * @param keep the session that stays
 * @throws Refusal forbidden, invalid when `current` is not the password of today
 */
export async function changePassword(
	store: Store,
	actor: Actor,
	{ current, password }: PasswordChange,
	keep: string,
	now = Date.now()
): Promise<void> {
	assertSelf(actor);
	await assertPassword(store.read, actor, current, '/current');
	const passwordHash = await hashPassword(password);
	await store.write(async (tx) => {
		await setPassword(tx, actor.id, passwordHash, keep);
		await append(tx, about('user.password_changed', actor.id, actorName(actor)), now);
	});
}

/** The row is written first and so locked: a sign-in with the old password is either seen here or refused. */
export async function setPassword(tx: Tx, userId: string, passwordHash: string, keep = ''): Promise<void> {
	await tx.update(user).set({ passwordHash }).where(eq(user.id, userId));
	await endSessions(tx, userId, keep);
	await tx.delete(link).where(and(eq(link.userId, userId), isNull(link.usedAt)));
}
