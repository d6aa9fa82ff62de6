/** The roles table, once, as a pure function. What is not listed is refused. */
import { workerOf, type Role, type Stage } from '#lib/schema/values.ts';
import type { Actor } from './actor.ts';

/** What the table distinguishes. */
export type Right =
	/** users, keys, instance settings */
	| 'instance'
	/** create a project */
	| 'create'
	/** settings, forms, members, items, exports, statistics of a project */
	| 'manage'
	/** claim, submit, revise own, guidelines, own statistics */
	| 'work'
	/** others' judgments, agreement, gold; adjudicate, send back */
	| 'judge'
	/** events of a project */
	| 'events'
	/** know that the project is there: its name, stage and own progress */
	| 'see';

export type Standing = {
	id: string;
	stage: Stage;
	createdBy: string | null;
	/** the actor's roles in the project, or null when the project lists no members */
	listed: Role[] | null;
};

const rolesOf = (actor: Actor): Role[] =>
	actor.kind === 'console' ? ['admin'] : actor.kind === 'person' ? actor.roles : [actor.role];

/** The roles that an actor holds in a project: an admin everywhere, others by membership. */
export function rolesIn(actor: Actor, project: Standing): Role[] {
	const own = rolesOf(actor);
	if (own.includes('admin')) return ['admin'];
	if (actor.kind !== 'console' && actor.only !== null && actor.only !== project.id) return [];
	if (actor.kind === 'program') return [actor.role];
	const held = new Set<Role>();
	const createdIt = actor.kind === 'person' && project.createdBy === actor.id;
	if (own.includes('researcher') && createdIt) held.add('researcher');
	const worker = workerOf[project.stage];
	if (project.listed === null) {
		if (own.includes(worker)) held.add(worker);
	} else for (const role of project.listed) held.add(role);
	return [...held];
}

/** @returns the role under which the actor may, or null */
export function may(actor: Actor, right: Right, project: Standing | null = null): Role | null {
	const own = rolesOf(actor);
	if (actor.kind === 'program' && actor.role === 'agent') return null;
	// A key made for a person acts as them in annotation and alignment only.
	if (
		actor.kind === 'person' &&
		actor.via === 'key' &&
		(right === 'instance' || project?.stage === 'runtime')
	)
		return null;
	if (own.includes('admin')) {
		// A key never votes as itself: only a key made for a person does.
		if (right === 'work' && actor.kind === 'program') return null;
		return keyReaches(actor, project) ? 'admin' : null;
	}
	if (right === 'instance') return null;
	if (right === 'create') return own.includes('researcher') && isUnbound(actor) ? 'researcher' : null;
	if (!project) return null;
	const held = rolesIn(actor, project);
	const worker = workerOf[project.stage];
	const has = (role: Role) => (held.includes(role) ? role : null);
	switch (right) {
		case 'manage':
		case 'judge':
			return has('researcher');
		case 'work':
			if (actor.kind !== 'person' || project.stage === 'runtime') return null;
			// The table: a researcher may work anywhere, a worker in own projects of the stage.
			return has(worker) ?? has('researcher') ?? (own.includes('researcher') ? 'researcher' : null);
		case 'see':
			return has('researcher') ?? has(worker);
		case 'events':
			return has('researcher') ?? (project.stage === 'runtime' ? has('operator') : null);
	}
}

const isUnbound = (actor: Actor) => actor.kind === 'console' || actor.only === null;
const keyReaches = (actor: Actor, project: Standing | null) =>
	isUnbound(actor) || (project !== null && actor.kind !== 'console' && actor.only === project.id);
