/**
 * The stop button. A halt turns one switch, which waits for every permission that is being given and is seen by all
 * later ones. What was open in its scope ends for good, and its grants with it; lifting revives nothing.
 */
import { and, desc, eq, isNull, like, sql } from 'drizzle-orm';
import { authorizeInstance } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { halt, project, user } from '#lib/schema/tables.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { may } from '#lib/auth/access.ts';
import { authorizeRuntime, type ProjectRow } from './decision.server.ts';
import type { HaltInput } from './input.ts';
import { needsSecondPerson } from './instance.server.ts';
import { iso } from './show.server.ts';
import { switchName, turnSwitch } from './switches.server.ts';

type HaltRow = typeof halt.$inferSelect;
export type HaltView = {
	id: string;
	scope: HaltRow['scope'];
	project: string | null;
	agent: string | null;
	action: string | null;
	reason: string;
	/** as the log names them */
	by: string;
	/** for a person, what they are called */
	person: string | null;
	/** where a second person lifts halts, whoever made this one may not */
	needs_second_person: boolean;
	created_at: string;
	lifted_at: string | null;
};

type Seen = { slug: string | null; person: string | null; second: boolean };
const view = (row: HaltRow, { slug, person, second }: Seen): HaltView => ({
	id: row.id,
	scope: row.scope,
	project: slug,
	agent: row.agent,
	action: row.action,
	reason: row.reason,
	by: row.actor,
	person,
	needs_second_person: second,
	created_at: iso(row.createdAt),
	lifted_at: row.liftedAt === null ? null : iso(row.liftedAt)
});

/** The switch of a scope. @throws Refusal invalid for a scope that is not said in full, or says too much */
function switchFor({ scope, agent, action }: HaltInput, of: ProjectRow | null): string {
	const extra = (name: string | undefined, what: string) => {
		if (name !== undefined) throw new Refusal('invalid', `A halt of scope “${scope}” names no ${what}.`);
	};
	if (scope !== 'agent') extra(agent, 'agent');
	if (scope !== 'action') extra(action, 'action');
	if (scope === 'all') {
		if (of) extra(of.slug, 'project');
		return switchName.all();
	}
	if (scope === 'project') {
		if (!of) throw new Refusal('invalid', 'Name the project to stop.');
		return switchName.project(of.id);
	}
	const name = scope === 'agent' ? agent : action;
	if (name === undefined) throw new Refusal('invalid', `Name the ${scope} to stop.`);
	return switchName[scope](of?.id ?? null, name);
}

/** Who may turn a switch: of a project its operators, of everything an admin. @throws Refusal forbidden */
export async function assertMayHalt(
	store: Store,
	actor: Actor,
	slug: string | undefined
): Promise<ProjectRow | null> {
	if (slug !== undefined) return (await authorizeRuntime(store, actor, 'halt', slug)).project;
	authorizeInstance(actor, 'instance');
	return null;
}

/** @throws Refusal invalid, forbidden, not_found */
export async function createHalt(
	store: Store,
	actor: Actor,
	input: HaltInput,
	when?: number
): Promise<HaltView> {
	const of = await assertMayHalt(store, actor, input.project);
	const name = switchFor(input, of);
	const row = await store.write(async (tx) => {
		await turnSwitch(store, tx, name);
		// Read under the lock: all permissions that precede it are older.
		const now = when ?? Date.now();
		const id = newId(now);
		const eventId = await append(
			tx,
			{
				type: 'halt.created',
				actor: actorName(actor),
				project: of,
				subject: { type: 'halt', id },
				data: { scope: input.scope, agent: input.agent ?? null, action: input.action ?? null }
			},
			now
		);
		const made: HaltRow = {
			id,
			scope: input.scope,
			projectId: of?.id ?? null,
			agent: input.agent ?? null,
			action: input.action ?? null,
			switch: name,
			reason: input.reason,
			actor: actorName(actor),
			createdAt: now,
			liftedBy: null,
			liftedAt: null,
			eventId
		};
		await tx.insert(halt).values(made);
		return made;
	});
	return view(row, {
		slug: of?.slug ?? null,
		person: actor.kind === 'person' ? actor.name : null,
		second: await needsSecondPerson(store.read)
	});
}

/** The halts that stand, of what somebody may halt. Those of everything are for all to know. */
export async function listHalts(store: Store, actor: Actor): Promise<HaltView[]> {
	const seesAll = may(actor, 'instance') !== null;
	const mine = seesAll ? null : await listProjects(store, actor, 'decisions');
	if (mine?.length === 0)
		throw new Refusal('forbidden', 'Halts are for those who work in a runtime project.');
	const second = await needsSecondPerson(store.read);
	const rows = await store.read
		.select({ row: halt, slug: project.slug, person: user.name })
		.from(halt)
		.leftJoin(project, eq(project.id, halt.projectId))
		// A key may be called as it likes, so it is told apart by its kind; people are found by their own index.
		.leftJoin(user, and(like(halt.actor, 'user:%'), eq(user.id, sql`substr(${halt.actor}, 6)`)))
		.where(isNull(halt.liftedAt))
		.orderBy(desc(halt.id))
		.limit(500);
	return rows
		.filter(
			({ row }) => row.projectId === null || mine === null || mine.some(({ id }) => id === row.projectId)
		)
		.map(({ row, ...seen }) => view(row, { ...seen, second }));
}
