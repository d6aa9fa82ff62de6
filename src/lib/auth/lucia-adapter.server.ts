/** Lucia's seven calls over the store. What is stored is the SHA-256 of a token: a stolen database opens no session. */
import { eq, lte } from 'drizzle-orm';
import type { Adapter, DatabaseSession } from 'lucia';
import { sha256 } from '#lib/schema/digest.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { session } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';

export type SessionUser = { email: string; name: string; roles: Role[] };
/** Where sessions are kept: the store, or a transaction of it. */
export type Sessions = Pick<Store, 'read' | 'write'>;
export const inside = (tx: Tx): Sessions => ({ read: tx, write: (act) => act(tx) });

/** A session with its person; roles are JSON text. */
type Found = {
	userId: string;
	expiresAt: number;
	email: string;
	name: string;
	roles: string;
	disabledAt: number | null;
};

declare module 'lucia' {
	interface Register {
		DatabaseUserAttributes: SessionUser;
	}
}

export const adapter = ({ read, write }: Sessions): Adapter => ({
	async getSessionAndUser(token) {
		// Asked with every request of a person, so it is written out: a builder takes longer than the engine.
		const [row] = await read.query<Found>(
			`select user_id as "userId", expires_at as "expiresAt", email, name, roles, disabled_at as "disabledAt"
			from session join user_account on user_account.id = session.user_id where session.id = $1`,
			sha256(token)
		);
		if (!row) return [null, null];
		const { userId, expiresAt, email, name, disabledAt } = row;
		const roles = JSON.parse(row.roles) as Role[];
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
