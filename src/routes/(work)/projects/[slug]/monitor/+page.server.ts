import { may } from '#lib/auth/access.ts';
import { actorName } from '#lib/auth/actor.ts';
import { page } from '#lib/http/page.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { listHalts } from '#lib/runtime/halt.server.ts';
import { needsSecondPerson } from '#lib/runtime/instance.server.ts';
import { list as listDecisions } from '#lib/runtime/reviewer.server.ts';
import { whoWatches } from '#lib/runtime/watch.server.ts';

export const load = page(async ({ store, actor, slug }) => {
	const { project } = await authorizeRuntime(store, actor, 'review', slug);
	const [lines, halts, standing, second] = await Promise.all([
		listDecisions(store, actor, { project: slug, status: 'all', limit: 200 }),
		listHalts(store, actor),
		whoWatches(store, actor, slug),
		needsSecondPerson(store.read)
	]);
	return {
		project: { slug: project.slug, name: project.name },
		second,
		everything: may(actor, 'instance') !== null,
		setup: {
			slug: project.slug,
			me: actorName(actor),
			lines: lines.items,
			halts: halts.filter((halt) => halt.project === null || halt.project === slug),
			...standing
		}
	};
});
