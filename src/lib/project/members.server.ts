/** Who works in a project. It lists nobody at first, which means everybody whose role fits its stage. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { member, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import type { MembersInput } from './input.ts';

export type MemberView = { email: string; name: string; roles: Role[] };

export async function readMembers(store: Store, actor: Actor, slug: string): Promise<MemberView[]> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return store.read
		.select({ email: user.email, name: user.name, roles: member.roles })
		.from(member)
		.innerJoin(user, eq(user.id, member.userId))
		.where(eq(member.projectId, project.id))
		.orderBy(asc(user.email));
}

/** Replaces the whole list; an empty one opens the project again to everybody whose role fits. */
export async function writeMembers(
	store: Store,
	actor: Actor,
	slug: string,
	{ members }: MembersInput
): Promise<MemberView[]> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const emails = members.map((m) => m.email);
	const twice = emails.find((email, i) => emails.indexOf(email) !== i);
	if (twice) throw new Refusal('invalid', `${twice} is listed twice.`);
	await store.write(async (tx) => {
		const found = emails.length
			? await tx.select({ id: user.id, email: user.email }).from(user).where(inArray(user.email, emails))
			: [];
		const idOf = new Map(found.map((row) => [row.email, row.id]));
		const errors = members.flatMap((m, i) =>
			idOf.has(m.email)
				? []
				: [{ path: `/members/${i}/email`, message: `Nobody here has the e-mail ${m.email}.` }]
		);
		if (errors.length > 0)
			throw new Refusal('unknown_person', `${errors[0]?.message} Invite them first.`, { errors });
		await tx.delete(member).where(eq(member.projectId, project.id));
		if (members.length > 0)
			await tx.insert(member).values(
				members.flatMap((m) => {
					const userId = idOf.get(m.email);
					return userId ? [{ projectId: project.id, userId, roles: m.roles }] : [];
				})
			);
		await changed(tx, actor, project, { listed: members.length });
	});
	return readMembers(store, actor, slug);
}

const changed = (
	tx: Tx,
	actor: Actor,
	project: ProjectRow,
	data: { listed: number } | { put: string } | { removed: string }
) =>
	append(tx, {
		type: 'project.members_set',
		actor: actorName(actor),
		project,
		subject: { type: 'project', id: project.id },
		data
	});

/** Lists one person, or gives one who is listed other roles; the others stay as they are. */
export async function putMember(
	store: Store,
	actor: Actor,
	slug: string,
	{ email, roles }: MembersInput['members'][number]
): Promise<MemberView> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return store.write(async (tx) => {
		const [person] = await tx.select().from(user).where(eq(user.email, email));
		if (!person)
			throw new Refusal('unknown_person', `Nobody here has the e-mail ${email}. Invite them first.`, {
				errors: [{ path: '/email', message: `Nobody here has the e-mail ${email}.` }]
			});
		await tx
			.insert(member)
			.values({ projectId: project.id, userId: person.id, roles })
			.onConflictDoUpdate({ target: [member.projectId, member.userId], set: { roles } });
		await changed(tx, actor, project, { put: person.id });
		return { email, name: person.name, roles };
	});
}

/** @returns whether the person was listed */
export async function removeMember(
	store: Store,
	actor: Actor,
	slug: string,
	email: string
): Promise<boolean> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return store.write(async (tx) => {
		const [person] = await tx.select({ id: user.id }).from(user).where(eq(user.email, email));
		const [gone] = person
			? await tx
					.delete(member)
					.where(and(eq(member.projectId, project.id), eq(member.userId, person.id)))
					.returning({ userId: member.userId })
			: [];
		if (gone) await changed(tx, actor, project, { removed: gone.userId });
		return gone !== undefined;
	});
}
