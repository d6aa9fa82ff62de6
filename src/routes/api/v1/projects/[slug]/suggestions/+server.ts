import { ImportQuery, importRequest } from '#lib/datasets/request.server.ts';
import { incoming } from '#lib/http/bytes.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const POST = endpoint(
	{
		summary: 'Join a model’s proposed answers to items by key',
		body: 'stream',
		query: ImportQuery,
		answers: { 200: 'what became of each row' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await importRequest(store, actor, slug, 'suggestions', incoming(event.request), query))
);
