/** Who may see which events: an admin all, others those of projects where the roles table says so, an agent its own. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, projectBySlug, standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import type { LogEvent } from '#lib/log/follow.server.ts';
import { isObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';

export const eventView = (event: LogEvent) => ({
	id: event.id,
	at: new Date(event.at).toISOString(),
	type: event.type,
	actor: event.actor,
	project: event.project,
	subject: event.subject
});

/** Membership may change while somebody listens: a verdict is looked up again after this. */
const VERDICT_MS = 5_000;

/** @throws Refusal forbidden, not_found when nothing could ever pass */
export async function eventFilter(store: Store, actor: Actor, slug?: string) {
	if (slug !== undefined) await authorize(store, actor, 'events', slug);
	const seesAll = may(actor, 'events') !== null;
	if (!seesAll && slug === undefined && !(await seesAny(store, actor)))
		throw new Refusal('forbidden', 'Events are for admins and for those who lead a project.');
	const verdicts = new Map<string, { until: number; passes: boolean }>();
	const passesProject = async (name: string): Promise<boolean> => {
		const known = verdicts.get(name);
		if (known && known.until > Date.now()) return known.passes;
		const row = await projectBySlug(store.read, name);
		const passes = row !== null && may(actor, 'events', await standing(store.read, actor, row)) !== null;
		verdicts.set(name, { until: Date.now() + VERDICT_MS, passes });
		return passes;
	};
	return async (event: LogEvent): Promise<boolean> => {
		if (slug !== undefined && event.project !== slug) return false;
		if (!isOwn(actor, event)) return false;
		if (seesAll) return true;
		return event.project !== null && passesProject(event.project);
	};
}

/** The key of an AI system hears of its own decisions and grants alone; their events name the agent. */
function isOwn(actor: Actor, { subject, data }: LogEvent): boolean {
	if (actor.kind !== 'program' || actor.role !== 'agent') return true;
	const theirs = subject.type === 'decision' || subject.type === 'grant';
	return theirs && isObject(data) && data.agent === actor.name;
}

async function seesAny(store: Store, actor: Actor): Promise<boolean> {
	if (actor.kind === 'console') return true;
	const roles = actor.kind === 'program' ? [actor.role] : actor.roles;
	return (
		roles.some((role) => ['admin', 'researcher', 'operator', 'agent'].includes(role)) ||
		leadsOne(store, actor.id)
	);
}

async function leadsOne(store: Store, userId: string): Promise<boolean> {
	const rows = await store.read.query<{ roles: string }>(
		'select roles from member where user_id = $1',
		userId
	);
	return rows.some(({ roles }) => /"(researcher|operator)"/.test(roles));
}
