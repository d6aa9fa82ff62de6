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
	/** events of a project; without one, of everything */
	| 'events'
	/** know that the project is there: its name, stage, guidelines and own progress */
	| 'see'
	/** runtime: see decisions and the policy */
	| 'decisions'
	/** runtime: claim, review, veto, watch; only ever a person in a session */
	| 'review'
	/** runtime: stop agents and actions of a project, and let them go on */
	| 'halt'
	/** runtime: write the policy */
	| 'policy'
	/** runtime: submit decisions, read own, consume own grants, report outcomes */
	| 'submit';

export type Standing = {
	id: string;
	stage: Stage;
	createdBy: string | null;
	/** the actor's roles in the project, or null when the project lists no members */
	listed: Role[] | null;
};

/** Instance-wide roles; an admin's swallows the others. */
const rolesOf = (actor: Actor): Role[] => {
	const roles: Role[] =
		actor.kind === 'console' ? ['admin'] : actor.kind === 'person' ? actor.roles : [actor.role];
	return roles.includes('admin') ? ['admin'] : roles;
};

/** A person's roles in a project: by creating it, by its list, or by their own role while it lists nobody. */
function rolesIn(actor: Actor, project: Standing): Role[] {
	const own = rolesOf(actor);
	// Whoever made a program's key gave it its role wherever the key reaches.
	if (actor.kind !== 'person' || own.includes('admin')) return own;
	const worker = workerOf[project.stage];
	const held = project.listed ?? own.filter((role) => role === worker);
	return own.includes('researcher') && project.createdBy === actor.id ? [...held, 'researcher'] : held;
}

/** How far a key goes, whatever its role: one project if it names one; as a person, never into runtime. */
function reaches(actor: Actor, right: Right, project: Standing | null): boolean {
	if (actor.kind === 'console') return true;
	if (actor.only !== null && actor.only !== project?.id) return false;
	if (actor.kind === 'program' && actor.role === 'agent')
		return project?.stage === 'runtime' && (right === 'submit' || right === 'events');
	if (actor.kind === 'program' || actor.via === 'session') return true;
	// Without a project only creating one is left: users, keys and everybody's events are not annotation.
	return project ? project.stage !== 'runtime' : right === 'create';
}

/** @returns the role under which the actor may, or null */
export function may(actor: Actor, right: Right, project: Standing | null = null): Role | null {
	if (!reaches(actor, right, project)) return null;
	const own = rolesOf(actor);
	const admin = own.includes('admin') ? 'admin' : null;
	if (right === 'instance') return admin;
	if (right === 'create') return admin ?? (own.includes('researcher') ? 'researcher' : null);
	if (!project) return right === 'events' ? admin : null;

	const held = rolesIn(actor, project);
	const lead = admin ?? (held.includes('researcher') ? 'researcher' : null);
	const worker = workerOf[project.stage];
	const works = held.includes(worker) ? worker : null;
	const runtime = project.stage === 'runtime';
	const agent = runtime && held.includes('agent') ? 'agent' : null;
	switch (right) {
		case 'manage':
		case 'judge':
			return lead;
		case 'work':
			// The table: a researcher works in any project, others in their own ones of their stage.
			if (actor.kind !== 'person' || runtime) return null;
			return admin ?? works ?? (own.includes('researcher') ? 'researcher' : lead);
		case 'decisions':
			return runtime ? (admin ?? works ?? lead) : null;
		case 'review':
			return runtime && actor.kind === 'person' ? (admin ?? works) : null;
		case 'halt':
			return runtime ? (admin ?? works) : null;
		case 'policy':
			return runtime ? lead : null;
		case 'submit':
			return agent;
		case 'see':
			return lead ?? works ?? may(actor, 'work', project);
		case 'events':
			return lead ?? (runtime ? (works ?? agent) : null);
	}
}
