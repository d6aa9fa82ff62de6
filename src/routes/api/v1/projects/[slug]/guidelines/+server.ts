import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { listGuidelines, VersionsQuery } from '#lib/project/version.server.ts';

export const GET = endpoint(
	{
		summary: 'The versions of a project’s guidelines: who wrote which, and when',
		query: VersionsQuery,
		answers: { 200: 'a list' }
	},
	async ({ store, actor, params: { slug = '' }, query }) =>
		answer(await listGuidelines(store, actor, slug, query))
);
