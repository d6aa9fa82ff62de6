import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ImportsQuery, listImports } from '#lib/project/imports.server.ts';

export const GET = endpoint(
	{
		summary: 'What came into a project, the newest first: who brought it, when, and what became of its rows',
		query: ImportsQuery,
		answers: { 200: 'a list' }
	},
	async ({ store, actor, params: { slug = '' }, query }) =>
		answer(await listImports(store, actor, slug, query))
);
