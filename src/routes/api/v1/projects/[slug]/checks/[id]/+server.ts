import { endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { retireSeed } from '#lib/runtime/seed.server.ts';

export const DELETE = endpoint(
	{
		summary: 'Retire a check: it is shown to nobody any more, and what was answered stays counted',
		right: 'policy',
		answers: { 204: 'retired' }
	},
	async ({ store, actor, params: { slug = '', id = '' } }) => {
		await retireSeed(store, actor, slug, id);
		return noContent();
	}
);
