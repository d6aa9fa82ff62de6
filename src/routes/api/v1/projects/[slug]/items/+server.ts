import { ImportQuery, importRequest } from '#lib/datasets/request.server.ts';
import { incoming } from '#lib/http/bytes.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ItemsQuery, listItems } from '#lib/project/items.server.ts';

export const GET = endpoint(
	{
		summary:
			'The items of a project, page by page; `search` finds keys that begin with it, then looks through what items say, so far a page',
		query: ItemsQuery,
		answers: { 200: 'a list' }
	},
	async ({ store, actor, params: { slug = '' }, query }) => answer(await listItems(store, actor, slug, query))
);

export const POST = endpoint(
	{
		summary: 'Add items: a JSON list, NDJSON, CSV or Parquet; `map` reads rows of any other shape',
		body: 'stream',
		query: ImportQuery,
		answers: { 200: 'what became of each row' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await importRequest(store, actor, slug, 'items', incoming(event.request), query))
);
