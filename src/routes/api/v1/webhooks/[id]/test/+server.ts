import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { testWebhook } from '#lib/webhook/webhooks.server.ts';

export const POST = endpoint(
	{
		summary: 'Send a message that tells of nothing',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 202: 'its id; how it went is among the deliveries' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await testWebhook(store, actor, id), 202)
);
