import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { ownRater } from '#lib/project/raters.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { runtimeStanding } from '#lib/runtime/standing.server.ts';
import { countOwn, countsFor, ownSeen, projectPeople } from '#lib/project/stats.server.ts';
import { toAdjudicate } from '../../to-adjudicate.server.ts';

export const load = page(async ({ store, actor, slug, url, event }) => {
	const { row, form, guidelines, leads: manages } = await readProject(store, actor, slug);
	const leads = may(actor, 'judge', await standing(store.read, actor, row)) !== null;
	const counts = await countsFor(store, row, actor, manages);
	const isJudged = counts.submitted + counts.imported > 0;
	return {
		counts,
		// A thread counts it: the page does not wait.
		disputed:
			leads && isJudged && row.stage !== 'runtime'
				? toAdjudicate(store, event.locals.app.statistics, actor, slug, 'overview')
				: null,
		mine: ownSeen(await countOwn(store, row.id, actor.kind === 'person' ? actor.id : '')),
		me: leads || row.stage === 'runtime' ? null : await ownRater(store, row, actor),
		people: leads ? await projectPeople(store, actor, slug) : [],
		questions: form.questions.map(({ name, type, title }) => ({
			name,
			type,
			title: title ?? (type === 'ranking' ? 'Which one is better?' : name)
		})),
		guidelines,
		runtime: row.stage === 'runtime' ? await runtimeStanding(store, actor, slug) : null,
		origin: url.origin
	};
});
