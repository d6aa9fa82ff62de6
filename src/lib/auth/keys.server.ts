/**
 * API keys: shown once, kept as a hash. A key has a role of its own, or acts as a person in annotation and alignment;
 * it names one project or reaches all. Its name is the agent's name for good, so a name is never given twice.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { append } from '#lib/log/append.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId, newToken } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isTaken, type Store } from '#lib/schema/store.server.ts';
import { apiKey, project, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { authorizeInstance, projectBySlug } from './access.server.ts';
import { actorName, type Actor, type Person, type Program } from './actor.ts';
import type { KeyInput } from './input.ts';

export const KEY_PREFIX = 'as_';

type Found = {
	id: string;
	name: string;
	role: Role | null;
	only: string | null;
	/** the person that the key acts as */
	userId: string | null;
	email: string;
	person: string;
	roles: string;
	disabledAt: number | null;
};

/** @returns who a key acts as; null when it is unknown or revoked, or its person disabled */
export async function actorOfKey(store: Store, token: string): Promise<Person | Program | null> {
	if (!token.startsWith(KEY_PREFIX)) return null;
	// Asked with every request of a program, so it is written out: a builder takes longer than the engine.
	const [row] = await store.read.query<Found>(
		`select api_key.id, api_key.name, api_key.role, api_key.project_id as "only", user_account.id as "userId",
			user_account.email, user_account.name as person, user_account.roles, user_account.disabled_at as "disabledAt"
		from api_key left join user_account on user_account.id = api_key.user_id
		where api_key.hash = $1 and api_key.revoked_at is null`,
		sha256(token)
	);
	if (!row) return null;
	const { id, only, role, userId, disabledAt } = row;
	if (role !== null) return { kind: 'program', id, name: row.name, role, via: 'key', only };
	if (userId === null || disabledAt !== null) return null;
	const { email, person: name } = row;
	const roles = JSON.parse(row.roles) as Role[];
	return { kind: 'person', id: userId, email, name, roles, via: 'key', only, keyId: id };
}

export type KeyView = {
	id: string;
	name: string;
	role: Role | null;
	/** the e-mail of the person that the key acts as */
	user: string | null;
	/** a slug; null: every project */
	project: string | null;
	created_at: string;
	revoked_at: string | null;
};

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export async function listKeys(store: Store, actor: Actor): Promise<KeyView[]> {
	authorizeInstance(actor, 'instance');
	const rows = await store.read
		.select({ key: apiKey, email: user.email, slug: project.slug })
		.from(apiKey)
		.leftJoin(user, eq(user.id, apiKey.userId))
		.leftJoin(project, eq(project.id, apiKey.projectId))
		.orderBy(asc(apiKey.id));
	return rows.map(({ key, email, slug }) => ({
		id: key.id,
		name: key.name,
		role: key.role as Role | null,
		user: email,
		// A project that is gone for good leaves its keys reaching nothing.
		project: key.projectId === null ? null : (slug ?? key.projectId),
		created_at: new Date(key.createdAt).toISOString(),
		revoked_at: iso(key.revokedAt)
	}));
}

/** @returns the key itself, this once. @throws Refusal forbidden, not_found, conflict */
export async function createKey(
	store: Store,
	actor: Actor,
	input: KeyInput,
	now = Date.now()
): Promise<KeyView & { key: string }> {
	authorizeInstance(actor, 'instance');
	const [owner] = input.user
		? await store.read
				.select()
				.from(user)
				.where(and(eq(user.email, input.user), isNull(user.disabledAt)))
		: [];
	if (input.user && !owner) throw new Refusal('not_found', `Nobody here has the e-mail ${input.user}.`);
	const only = input.project ? await projectBySlug(store.read, input.project) : null;
	if (input.project && !only) throw new Refusal('not_found', `There is no project “${input.project}”.`);
	const token = KEY_PREFIX + newToken();
	const row = {
		id: newId(now),
		hash: sha256(token),
		name: input.name,
		role: input.role ?? null,
		userId: owner?.id ?? null,
		projectId: only?.id ?? null,
		createdAt: now,
		revokedAt: null
	};
	try {
		await store.write(async (tx) => {
			await tx.insert(apiKey).values(row);
			await append(
				tx,
				{
					type: 'key.created',
					actor: actorName(actor),
					subject: { type: 'key', id: row.id },
					data: { name: row.name, role: row.role, user: row.userId, project: only?.slug ?? null }
				},
				now
			);
		});
	} catch (error) {
		if (!isTaken(error)) throw error;
		throw new Refusal('conflict', `There is, or was, a key named “${input.name}”. Choose another name.`);
	}
	return {
		id: row.id,
		name: row.name,
		role: row.role,
		user: owner?.email ?? null,
		project: only?.slug ?? null,
		created_at: new Date(now).toISOString(),
		revoked_at: null,
		key: token
	};
}

/** Ends a key for good, from the next request on. @throws Refusal not_found */
export async function revokeKey(store: Store, actor: Actor, id: string, now = Date.now()): Promise<void> {
	authorizeInstance(actor, 'instance');
	await store.write(async (tx) => {
		const [row] = await tx
			.update(apiKey)
			.set({ revokedAt: now })
			.where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
			.returning();
		if (row) {
			const subject = { type: 'key', id };
			await append(
				tx,
				{ type: 'key.revoked', actor: actorName(actor), subject, data: { name: row.name } },
				now
			);
			return;
		}
		const [known] = await tx.select({ id: apiKey.id }).from(apiKey).where(eq(apiKey.id, id));
		if (!known) throw new Refusal('not_found', 'There is no such key.');
	});
}
