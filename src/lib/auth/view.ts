/** What callers see of themselves and of one another. */
import type { Actor } from './actor.ts';

const iso = (at: number) => new Date(at).toISOString();

/** Who am I: a person, in person or through a key, or a program by its key's name. */
export const actorView = (actor: Actor, session: { expiresAt: number } | null) => {
	if (actor.kind === 'console') return { via: actor.via };
	if (actor.kind === 'program') return { via: actor.via, key: { name: actor.name, role: actor.role } };
	const { id, email, name, roles, via } = actor;
	return { via, user: { id, email, name, roles }, expires_at: session ? iso(session.expiresAt) : null };
};

/** A link to hand on, under the instance's own address. */
export const linkView = (link: { id: string; path: string; expiresAt: number }, origin: string) => ({
	id: link.id,
	link: origin + link.path,
	expires_at: iso(link.expiresAt)
});

export type PasskeyView = {
	id: string;
	name: string;
	created_at: string;
	used_at: string | null;
	/** whether other devices of the person hold it too */
	synced: boolean;
	/** whether it counts at gates */
	confirmed: boolean;
};

export const passkeyView = (row: {
	id: string;
	name: string;
	createdAt: number;
	usedAt: number | null;
	backedUp: boolean;
	confirmedAt: number | null;
}): PasskeyView => ({
	id: row.id,
	name: row.name,
	created_at: iso(row.createdAt),
	used_at: row.usedAt === null ? null : iso(row.usedAt),
	synced: row.backedUp,
	confirmed: row.confirmedAt !== null
});
