import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { eraseItem, ItemErasure } from '#lib/project/erase.server.ts';

export const POST = endpoint(
	{
		summary: 'Erase what an item held; what was chosen of it, by whom and when, stays',
		body: ItemErasure,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'when it was erased, and which versions were made of its project' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) =>
		answer(await eraseItem(store, actor, slug, id, body))
);
