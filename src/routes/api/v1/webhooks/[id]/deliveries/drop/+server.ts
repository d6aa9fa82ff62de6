import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { dropDeliveries } from '#lib/webhook/deliveries.server.ts';
import { DeliveryChoice } from '#lib/webhook/input.ts';

export const POST = endpoint(
	{
		summary: 'Take messages out of the outbox: some, or all that were given up',
		body: DeliveryChoice,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'how many' }
	},
	async ({ store, actor, params: { id = '' }, body }) =>
		answer({ dropped: await dropDeliveries(store, actor, id, body) })
);
