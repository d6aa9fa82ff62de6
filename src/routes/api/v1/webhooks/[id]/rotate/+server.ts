import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { rotateSecret } from '#lib/webhook/webhooks.server.ts';

export const POST = endpoint(
	{
		summary: 'Give a webhook another secret; the one before signs beside it for a day',
		secret: true,
		answers: { 200: 'the webhook, with its new secret, this once' }
	},
	async ({ event, store, actor, params: { id = '' } }) =>
		answer(await rotateSecret(store, event.locals.app.webhooks, actor, id))
);
