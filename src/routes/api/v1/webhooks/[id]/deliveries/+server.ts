import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { listDeliveries } from '#lib/webhook/deliveries.server.ts';
import { DeliveryQuery } from '#lib/webhook/input.ts';

export const GET = endpoint(
	{
		summary: 'Messages of a webhook: given up, failing, waiting or sent; the latest first',
		query: DeliveryQuery,
		answers: { 200: 'a page' }
	},
	async ({ store, actor, params: { id = '' }, query }) =>
		answer(await listDeliveries(store, actor, id, query))
);
