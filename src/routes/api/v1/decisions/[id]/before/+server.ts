import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { before } from '#lib/runtime/reviewer.server.ts';

export const GET = endpoint(
	{
		summary: 'How the same action of the same agent went before',
		answers: { 200: 'counts, the latest, and numbers among the arguments' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await before(store, actor, id))
);
