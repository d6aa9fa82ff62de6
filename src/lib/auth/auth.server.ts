/** Who somebody is: sessions by lucia, keys by their hash. Both are looked up anew, so an end is an end at once. */
import { eq } from 'drizzle-orm';
import { Lucia, TimeSpan, type Cookie } from 'lucia';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newToken } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';
import type { Person } from './actor.ts';
import { actorOfKey } from './keys.server.ts';
import { adapter, inside, type Sessions, type SessionUser } from './lucia-adapter.server.ts';
import { hashPassword, isOutdated, verifyPassword } from './password.server.ts';

export const SESSION_COOKIE = 'assent_session';
const SESSION_DAYS = 30;

const luciaOver = (sessions: Sessions, secure: boolean) =>
	new Lucia<Record<never, never>, SessionUser>(adapter(sessions), {
		sessionExpiresIn: new TimeSpan(SESSION_DAYS, 'd'),
		sessionCookie: { name: SESSION_COOKIE, attributes: { secure, sameSite: 'lax', path: '/' } },
		getUserAttributes: ({ email, name, roles }) => ({ email, name, roles })
	});

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof luciaOver>;
	}
}

export type Session = { id: string; expiresAt: number };
export type SignedIn = { token: string; expiresAt: number; person: Person };

const personOf = (row: { id: string } & SessionUser): Person => ({
	kind: 'person',
	id: row.id,
	email: row.email,
	name: row.name,
	roles: row.roles,
	via: 'session',
	only: null
});

export const wrongCredentials = () =>
	new Refusal('wrong_credentials', 'The e-mail or the password is wrong.');

/** Opens a session in the transaction that found out who it is for. */
export async function startSession(tx: Tx, row: { id: string } & SessionUser): Promise<SignedIn> {
	const made = await luciaOver(inside(tx), false).createSession(row.id, {}, { sessionId: newToken() });
	return { token: made.id, expiresAt: made.expiresAt.getTime(), person: personOf(row) };
}

export async function openAuth(store: Store, { secure }: { secure: boolean }) {
	const lucia = luciaOver(store, secure);
	await lucia.deleteExpiredSessions();

	return {
		/** @returns null when the session ended, was never there, or its person is disabled */
		async bySession(token: string): Promise<{ actor: Person; session: Session; renewed: boolean } | null> {
			const { session, user: found } = await lucia.validateSession(token);
			if (!session) return null;
			return {
				actor: personOf(found),
				session: { id: sha256(token), expiresAt: session.expiresAt.getTime() },
				renewed: session.fresh
			};
		},

		byKey: (token: string) => actorOfKey(store, token),

		/** @throws Refusal wrong_credentials, for an unknown e-mail and a wrong password alike */
		async signIn(email: string, password: string): Promise<SignedIn> {
			const [row] = await store.read.select().from(user).where(eq(user.email, email));
			const right = await verifyPassword(row?.passwordHash ?? null, password);
			if (!row?.passwordHash || !right) throw wrongCredentials();
			const { id, passwordHash } = row;
			const renewed = isOutdated(passwordHash) ? await hashPassword(password) : null;
			return store.write(async (tx) => {
				// Locked, so that a reset or a disabling under way either sees this session or refuses it.
				const [still] = await tx.query<{ id: string }>(
					`select id from user_account where id = $1 and password_hash = $2 and disabled_at is null${store.forUpdate}`,
					id,
					passwordHash
				);
				if (!still) throw wrongCredentials();
				if (renewed) await tx.update(user).set({ passwordHash: renewed }).where(eq(user.id, id));
				return startSession(tx, row);
			});
		},

		signOut: (token: string): Promise<void> => lucia.invalidateSession(token),

		cookie: (token: string): Cookie => lucia.createSessionCookie(token),
		blankCookie: (): Cookie => lucia.createBlankSessionCookie()
	};
}
export type Auth = Awaited<ReturnType<typeof openAuth>>;
