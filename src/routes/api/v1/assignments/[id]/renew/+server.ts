import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks, renew } from '#lib/queue/assignment.server.ts';
import { Token } from '#lib/queue/input.ts';

export const POST = endpoint(
	{
		summary: 'Hold an assignment for a further lease',
		body: Token,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: { 200: 'until when' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await renew(store, actor, id, body))
);
