import { page } from '#lib/http/page.server.ts';
import { projectLines } from './lines.server.ts';
import { toAdjudicateIn } from './to-adjudicate.server.ts';

export const load = page(async ({ store, actor, event }) => {
	const lines = await projectLines(store, actor);
	// A thread counts it: the page does not wait.
	return { lines, disputed: toAdjudicateIn(store, event.locals.app.statistics, actor, lines, 'home') };
});
