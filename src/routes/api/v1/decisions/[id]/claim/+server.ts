import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { claim } from '#lib/runtime/reviewer.server.ts';

export const POST = endpoint(
	{
		summary: 'Take a decision in hand, or prolong what you hold',
		secret: true,
		answers: { 200: 'token, version, leased_until and the decision' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await claim(store, actor, id))
);
