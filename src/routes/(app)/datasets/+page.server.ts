import { may } from '#lib/auth/access.ts';
import { listDatasets, makingFor } from '#lib/datasets/version/versions.server.ts';
import { page } from '#lib/http/page.server.ts';
import { namesOf } from '#lib/project/names.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

export const load = page(async ({ store, actor }) => {
	const projects = await listProjects(store, actor, 'manage');
	if (projects.length === 0 && may(actor, 'create') === null)
		throw new Refusal('forbidden', 'Datasets are made and read by those who lead a project.');
	const datasets = await listDatasets(store, actor);
	const nameOf = await namesOf(
		store.read,
		datasets.flatMap(({ versions }) => versions.map((version) => version.actor))
	);
	return {
		datasets: datasets.map(({ name, versions }) => ({
			name,
			versions: versions.map((version) => ({ ...version, by: nameOf(version.actor) }))
		})),
		making: await makingFor(store, actor),
		leads: projects.length > 0
	};
});
