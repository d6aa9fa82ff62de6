import { endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { haltFor, liftHalt } from '#lib/runtime/lift.server.ts';

export const DELETE = endpoint(
	{
		summary: 'Lift a halt; nothing of before comes back',
		recheck: ({ store, actor, params }) => haltFor(store, actor, params.id ?? ''),
		answers: { 204: 'lifted' }
	},
	async ({ store, actor, params: { id = '' } }) => {
		await liftHalt(store, actor, id);
		return noContent();
	}
);
