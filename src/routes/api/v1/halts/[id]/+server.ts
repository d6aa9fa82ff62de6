import { endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { liftHalt } from '#lib/runtime/halt.server.ts';

export const DELETE = endpoint(
	{ summary: 'Lift a halt; nothing of before comes back', answers: { 204: 'lifted' } },
	async ({ store, actor, params: { id = '' } }) => {
		await liftHalt(store, actor, id);
		return noContent();
	}
);
