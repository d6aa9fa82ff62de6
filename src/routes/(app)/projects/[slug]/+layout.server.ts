import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { countsFor } from '#lib/project/stats.server.ts';

export const load = page(async ({ store, actor, slug }) => {
	const { row, role, settings, leads } = await readProject(store, actor, slug);
	const own = await standing(store.read, actor, row);
	return {
		project: {
			slug: row.slug,
			name: row.name,
			stage: row.stage,
			state: row.state,
			settings,
			formVersion: row.formVersion,
			guidelineVersion: row.guidelineVersion,
			demo: row.demo,
			createdAt: row.createdAt
		},
		role,
		rights: {
			manage: may(actor, 'manage', own) !== null,
			work: may(actor, 'work', own) !== null,
			review: may(actor, 'review', own) !== null,
			decisions: may(actor, 'decisions', own) !== null,
			policy: may(actor, 'policy', own) !== null,
			events: may(actor, 'events', own) !== null
		},
		counts: await countsFor(store, row, actor, leads)
	};
});
