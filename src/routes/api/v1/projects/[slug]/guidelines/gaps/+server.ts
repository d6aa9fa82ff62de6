import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { listGaps } from '#lib/quality/gaps.server.ts';

export const GET = endpoint(
	{
		summary: 'What the guidelines do not settle: open gaps first, then those that a version closed',
		right: 'judge',
		answers: { 200: '{items: [{id, item_id, item_key, text, by, at, guideline_version, closed_version}]}' }
	},
	async ({ store, actor, params: { slug = '' } }) => answer({ items: await listGaps(store, actor, slug) })
);
