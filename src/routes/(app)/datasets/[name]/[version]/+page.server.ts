import { targetOf } from '#lib/datasets/targets/list.ts';
import { DatasetOptions } from '#lib/datasets/version/recipe.ts';
import { itemsBehind } from '#lib/datasets/version/behind.server.ts';
import { erasedRows } from '#lib/datasets/version/erased.server.ts';
import { findVersion, listDatasets, versionView } from '#lib/datasets/version/versions.server.ts';
import { page } from '#lib/http/page.server.ts';
import { report } from '#lib/http/report.server.ts';
import { namesOf } from '#lib/project/names.server.ts';
import { choiceOf } from '../../choices.ts';

export const load = page(async ({ store, actor, params: { name = '', version = '' }, url }) => {
	const row = await findVersion(store, actor, name, version);
	const view = versionView(row);
	const project = url.searchParams.get('project');
	// Where something was erased, finding its rows reads the sidecars: the page does not wait for it.
	const erased = erasedRows(store.read, row).catch((error: unknown) => {
		report(error, 'version page');
		return [];
	});
	const datasets = await listDatasets(store, actor);
	const nameOf = await namesOf(store.read, [view.actor]);
	const target = targetOf(view.format);
	return {
		version: view,
		erased,
		/** whose rows are asked about, and the items that they are of */
		project,
		behind: project === null ? [] : await itemsBehind(store.read, row, project),
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
