import { DatasetInput } from '#lib/datasets/version/recipe.ts';
import { listDatasets, requestVersion } from '#lib/datasets/version/versions.server.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{ summary: 'The datasets of which you may read a version', answers: { 200: 'a list' } },
	async ({ store, actor }) => answer({ items: await listDatasets(store, actor), next_cursor: null })
);

export const POST = endpoint(
	{
		summary: 'Make the next version of a dataset, in a job',
		body: DatasetInput,
		recheck: async ({ store, actor, body }) => {
			for (const slug of (body as DatasetInput).projects) await authorize(store, actor, 'manage', slug);
		},
		answers: { 202: 'the job that makes it, and the number that it will have' }
	},
	async ({ store, actor, body }) => answer(await requestVersion(store, actor, body), 202)
);
