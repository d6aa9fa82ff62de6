import { redirect } from '@sveltejs/kit';
import { may } from '#lib/auth/access.ts';
import { previewVersion } from '#lib/datasets/draft/preview.server.ts';
import type { Preview } from '#lib/datasets/preview-view.ts';
import { showOf } from '#lib/datasets/shown.ts';
import { formats, targetOf, targets } from '#lib/datasets/targets/list.ts';
import { DatasetInput, DatasetOptions, PreviewInput } from '#lib/datasets/version/recipe.ts';
import { listDatasets, readVersion, requestVersion } from '#lib/datasets/version/versions.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { refusable } from '#lib/http/form.server.ts';
import { action, page, type PageCall } from '#lib/http/page.server.ts';
import type { Problem } from '#lib/http/problem.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { choiceOf } from '../choices.ts';
import { askedBy, draftFrom, draftOf, searchOf, type Asked } from './draft.ts';
import { sourcesFor } from './sources.server.ts';

type Counted = { view: Preview; problem: null } | { view: null; problem: Problem };

function askedIn(params: URLSearchParams): Asked {
	const draft = draftOf(params);
	return askedBy(draft, choiceOf(targetOf(draft.format) ?? targets[0]));
}

/** What comes of an address, for those who have no scripts to ask for it. */
async function countedFor({ store, actor, url, event }: PageCall): Promise<Counted> {
	const { name: _name, ...asked } = askedIn(url.searchParams);
	const show = showOf(url.searchParams.get('show') ?? '');
	const counted = await refusable(async () => ({
		view: await previewVersion(
			store,
			event.locals.app.counting,
			actor,
			parseAs(PreviewInput, { ...asked, show })
		)
	}));
	return 'view' in counted ? { ...counted, problem: null } : { view: null, problem: counted.data.problem };
}

export const load = page(async (call) => {
	const { store, actor, url } = call;
	const from = url.searchParams.get('from');
	if (from !== null) {
		const { recipe } = await readVersion(store, actor, from, url.searchParams.get('version') ?? 'latest');
		// What could be said later than it was made is as usual in it.
		const whole = { ...recipe, options: DatasetOptions.parse(recipe.options) };
		redirect(303, `/datasets/new?${searchOf(draftFrom(whole))}`);
	}
	const projects = await listProjects(store, actor, 'manage');
	if (projects.length === 0 && may(actor, 'create') === null)
		throw new Refusal('forbidden', 'Datasets are made and read by those who lead a project.');
	// The page asks as soon as it is there.
	call.event.locals.app.counting.wake();
	const [sources, datasets] = await Promise.all([sourcesFor(store, projects), listDatasets(store, actor)]);
	return {
		sources,
		choices: formats.map(choiceOf),
		/** what is offered where an address names none that there is */
		usual: choiceOf(targets[0]),
		datasets: datasets.map(({ name, versions, next_version }) => ({
			name,
			next: next_version,
			latest: versions[0]?.version ?? 0,
			rows: versions[0]?.rows ?? 0
		})),
		// Else the page asks by itself, and what is chosen makes no new page.
		counted: url.searchParams.has('count') ? await countedFor(call) : null,
		origin: url.origin
	};
});

export const actions = {
	make: action(
		'make',
		async ({ store, actor, form }) => {
			const { dataset } = await requestVersion(store, actor, parseAs(DatasetInput, askedIn(form)));
			redirect(303, `/datasets#${dataset}`);
		},
		(form) => ({ search: searchOf(draftOf(form)) })
	)
};
