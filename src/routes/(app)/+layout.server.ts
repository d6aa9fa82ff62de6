import { may } from '#lib/auth/access.ts';
import { keyboardOf } from '#lib/auth/people.server.ts';
import { page } from '#lib/http/page.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { workerOf } from '#lib/schema/values.ts';

/** The stages that have something to show. */
const stages = ['annotation', 'alignment', 'runtime'] as const;

export const load = page(async ({ store, actor }) => {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'Pages are for people; a key has the API.');
	const { id, name, email, roles } = actor;
	const create = may(actor, 'create') !== null;
	const seen = new Set((await listProjects(store, actor)).map(({ stage }) => stage));
	const events = may(actor, 'events') !== null || (await listProjects(store, actor, 'events')).length > 0;
	const leads = (await listProjects(store, actor, 'manage')).length > 0;
	const { characters } = await keyboardOf(store.read, actor.id);
	return {
		me: { id, name, email, roles },
		characters,
		can: { create, instance: may(actor, 'instance') !== null, events, datasets: create || leads },
		stages: stages.filter((stage) => create || seen.has(stage) || roles.includes(workerOf[stage]))
	};
});
