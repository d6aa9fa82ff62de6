import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { loopReport } from '#lib/loop/report.server.ts';
import { readLoop } from '#lib/loop/rules.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { listDecisions } from '#lib/runtime/inbox.server.ts';
import type { Target } from './draft.ts';

/** The latest decisions, for the names of arguments that there are. */
const LOOKED = 50;

export const load = page(async ({ store, actor, slug }) => {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [loop, report, own, projects, latest] = await Promise.all([
		readLoop(store, actor, slug),
		loopReport(store, actor, slug),
		standing(store.read, actor, project),
		listProjects(store, actor, 'manage'),
		listDecisions(store, actor, { project: slug, status: 'all', limit: LOOKED })
	]);
	const targets = await Promise.all(
		projects
			.filter(({ stage }) => stage !== 'runtime')
			.map(async (row): Promise<Target> => ({
				slug: row.slug,
				name: row.name,
				stage: row.stage === 'alignment' ? 'alignment' : 'annotation',
				fields:
					row.stage === 'annotation' ? (await formOf(store.read, row)).fields.map(({ name }) => name) : []
			}))
	);
	return {
		loop,
		report,
		targets,
		args: [...new Set(latest.items.flatMap(({ action }) => Object.keys(action.args)))].sort(),
		outputField: project.settings.output_field,
		mayWrite: may(actor, 'policy', own) !== null
	};
});
