import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { release } from '#lib/queue/assignment.server.ts';
import { Token } from '#lib/queue/input.ts';

export const POST = endpoint(
	{
		summary: 'Give an assignment back; it comes to the same person first',
		body: Token,
		answers: { 200: 'its state' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await release(store, actor, id, body))
);
