import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks, skip } from '#lib/queue/assignment.server.ts';
import { Skip } from '#lib/queue/input.ts';

export const POST = endpoint(
	{
		summary: 'Leave an assignment to others; it does not come back to this person',
		body: Skip,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: { 200: 'its state' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await skip(store, actor, id, body))
);
