/** Projects as home and the list show them: counts from imports and seats, and what one may do in each. */
import { standings, type ProjectRow } from '#lib/auth/access.server.ts';
import { may, type Standing } from '#lib/auth/access.ts';
import type { Actor } from '#lib/auth/actor.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { countOwn, countProject, countsSeen, ownSeen } from '#lib/project/stats.server.ts';
import type { Store } from '#lib/schema/store.server.ts';

async function lineOf(store: Store, actor: Actor, row: ProjectRow, own: Standing | undefined) {
	const [counts, mine] = await Promise.all([
		countProject(store, row),
		countOwn(store, row.id, actor.kind === 'person' ? actor.id : '')
	]);
	const leads = may(actor, 'manage', own) !== null;
	return {
		slug: row.slug,
		name: row.name,
		stage: row.stage,
		state: row.state,
		demo: row.demo,
		counts: leads ? counts : countsSeen(counts, mine),
		mine: leads ? mine : ownSeen(mine),
		leads,
		works: may(actor, 'work', own) !== null
	};
}
export type ProjectLine = Awaited<ReturnType<typeof lineOf>>;

export async function projectLines(
	store: Store,
	actor: Actor,
	options: { archived?: boolean } = {}
): Promise<ProjectLine[]> {
	const rows = await listProjects(store, actor, 'see', options);
	const own = await standings(store.read, actor, rows);
	return Promise.all(rows.map((row, i) => lineOf(store, actor, row, own[i])));
}
