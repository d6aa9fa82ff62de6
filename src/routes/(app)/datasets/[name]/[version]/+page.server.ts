import { targetOf } from '#lib/datasets/targets/list.ts';
import { DatasetOptions } from '#lib/datasets/version/recipe.ts';
import { listDatasets, readVersion } from '#lib/datasets/version/versions.server.ts';
import { page } from '#lib/http/page.server.ts';
import { namesOf } from '#lib/project/names.server.ts';
import { choiceOf } from '../../choices.ts';

export const load = page(async ({ store, actor, params: { name = '', version = '' }, url }) => {
	const view = await readVersion(store, actor, name, version);
	const datasets = await listDatasets(store, actor);
	const nameOf = await namesOf(store.read, [view.actor]);
	const target = targetOf(view.format);
	return {
		version: view,
		/** what could be said later than it was made is as usual in it */
		options: DatasetOptions.parse(view.recipe.options),
		by: nameOf(view.actor),
		choice: target && choiceOf(target),
		/** those of the same dataset, the newest first */
		others: (datasets.find((dataset) => dataset.name === view.dataset)?.versions ?? []).map((other) => ({
			version: other.version,
			rows: other.rows,
			format: other.format
		})),
		origin: url.origin
	};
});
