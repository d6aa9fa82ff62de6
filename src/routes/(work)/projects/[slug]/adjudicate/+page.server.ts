import { page } from '#lib/http/page.server.ts';
import { adjudicationQueue, readAdjudicated } from '#lib/quality/adjudication.server.ts';
import { counted } from '#lib/quality/counted.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

/** Items that the page knows of at once; when they are done it asks again. */
const HOLD = 50;
/** It has nothing to show before. */
const LONG_MS = 600_000;

export const load = page(async ({ store, actor, slug, event, url }) => {
	const { statistics } = event.locals.app;
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'Pages are for people; a key has the API.');
	const found = adjudicationQueue(store, statistics, actor, slug, { limit: HOLD });
	const { value, problem } = await counted(found, 'adjudication', LONG_MS);
	const queue = value ?? { to_adjudicate: 0, items: [] };
	const { row } = await readProject(store, actor, slug);
	const asked = url.searchParams.get('item');
	const first = asked ?? queue.items[0]?.id ?? null;
	return {
		project: { slug: row.slug, name: row.name, stage: row.stage },
		me: { id: actor.id, email: actor.email },
		queue,
		problem,
		first: first === null ? null : await readAdjudicated(store, statistics, actor, slug, first)
	};
});
