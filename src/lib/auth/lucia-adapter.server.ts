/** Lucia's seven calls over the store. What is stored is the SHA-256 of a token: a stolen database opens no session. */
import { eq, lte } from 'drizzle-orm';
import type { Adapter, DatabaseSession } from 'lucia';
import { sha256 } from '#lib/schema/digest.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { session, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';

export type SessionUser = { email: string; name: string; roles: Role[] };
/** Where sessions are kept: the store, or a transaction of it. */
export type Sessions = Pick<Store, 'read' | 'write'>;
export const inside = (tx: Tx): Sessions => ({ read: tx, write: (act) => act(tx) });

declare module 'lucia' {
	interface Register {
		DatabaseUserAttributes: SessionUser;
	}
}

export const adapter = ({ read, write }: Sessions): Adapter => ({
	async getSessionAndUser(token) {
		const [row] = await read
			.select({
				userId: session.userId,
				expiresAt: session.expiresAt,
				email: user.email,
				name: user.name,
				roles: user.roles,
				disabledAt: user.disabledAt
			})
			.from(session)
			.innerJoin(user, eq(user.id, session.userId))
			.where(eq(session.id, sha256(token)));
		if (!row) return [null, null];
		const { userId, expiresAt, email, name, roles, disabledAt } = row;
		const found: DatabaseSession = { id: token, userId, expiresAt: new Date(expiresAt), attributes: {} };
		// Without its user a session is removed: whoever was disabled is signed out.
		return [found, disabledAt === null ? { id: userId, attributes: { email, name, roles } } : null];
	},
	/** Their ids here are hashes: they can be shown and counted, never used. */
	async getUserSessions(userId) {
		const rows = await read.select().from(session).where(eq(session.userId, userId));
		return rows.map((row) => ({ ...row, expiresAt: new Date(row.expiresAt), attributes: {} }));
	},
	setSession: ({ id: token, userId, expiresAt }) =>
		write(async (tx) => {
			const row = { userId, createdAt: Date.now(), expiresAt: expiresAt.getTime() };
			await tx.insert(session).values({ id: sha256(token), ...row });
		}),
	updateSessionExpiration: (token, expiresAt) =>
		write(async (tx) => {
			const row = { expiresAt: expiresAt.getTime() };
			await tx
				.update(session)
				.set(row)
				.where(eq(session.id, sha256(token)));
		}),
	deleteSession: (token) =>
		write(async (tx) => {
			await tx.delete(session).where(eq(session.id, sha256(token)));
		}),
	deleteUserSessions: (userId) =>
		write(async (tx) => {
			await tx.delete(session).where(eq(session.userId, userId));
		}),
	deleteExpiredSessions: () =>
		write(async (tx) => {
			await tx.delete(session).where(lte(session.expiresAt, Date.now()));
		})
});
