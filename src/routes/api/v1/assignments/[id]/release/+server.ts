import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks, release } from '#lib/queue/assignment.server.ts';
import { Token } from '#lib/queue/input.ts';

export const POST = endpoint(
	{
		summary: 'Give an assignment back; it comes to the same person first',
		body: Token,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: { 200: 'its state' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await release(store, actor, id, body))
);
