import { readVersion } from '#lib/datasets/version/versions.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{
		summary: 'A version of a dataset, by its number or `latest`',
		answers: { 200: 'its recipe, manifest and files' }
	},
	async ({ store, actor, params: { name = '', version = '' } }) =>
		answer(await readVersion(store, actor, name, version))
);
