import { may } from '#lib/auth/access.ts';
import { teaches } from '#lib/datasets/export.ts';
import { formats } from '#lib/datasets/targets/list.ts';
import { groups } from '#lib/datasets/targets/target.ts';
import { DatasetInput } from '#lib/datasets/version/recipe.ts';
import { listDatasets, makingFor, requestVersion } from '#lib/datasets/version/versions.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { stages } from '#lib/schema/values.ts';
import { splitsOf } from './splits.ts';

export const load = page(async ({ store, actor, url }) => {
	const projects = await listProjects(store, actor, 'manage');
	if (projects.length === 0 && may(actor, 'create') === null)
		throw new Refusal('forbidden', 'Datasets are made and read by those who lead a project.');
	return {
		datasets: await listDatasets(store, actor),
		making: await makingFor(store, actor),
		projects: projects.map(({ slug, name, stage }) => ({ slug, name, stage })),
		formats: formats.map(({ name, title, group, from }) => ({
			name,
			title,
			group: groups[group],
			stages: stages.filter((stage) => teaches(stage, from))
		})),
		origin: url.origin
	};
});

const kept = ['name', 'format', 'project', 'splits', 'licence', 'disagreement', 'ties', 'pairs', 'least'];

export const actions = {
	make: action(
		'make',
		async ({ store, actor, form }) => {
			const input = parseAs(DatasetInput, {
				name: form.get('name'),
				projects: form.getAll('project'),
				format: form.get('format'),
				options: {
					splits: splitsOf(form.get('splits') ?? ''),
					licence: form.get('licence') || null,
					policies: {
						disagreement: form.get('disagreement') ?? undefined,
						ties: form.get('ties') ?? undefined,
						pairs: form.get('pairs') ?? undefined,
						min_judgments: Number(form.get('least') ?? 1)
					}
				}
			});
			const { dataset, version } = await requestVersion(store, actor, input);
			return `Version ${version} of ${dataset} is being made.`;
		},
		kept
	)
};
