import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { WebhookInput } from '#lib/webhook/input.ts';
import { createWebhook, listWebhooks } from '#lib/webhook/webhooks.server.ts';

export const GET = endpoint(
	{ summary: 'All webhooks, without their secrets', answers: { 200: 'a list' } },
	async ({ store, actor }) => answer({ items: await listWebhooks(store, actor), next_cursor: null })
);

export const POST = endpoint(
	{
		summary: 'Make a webhook, which is told of what happens from now on',
		secret: true,
		body: WebhookInput,
		answers: { 201: 'the webhook, with its secret, this once' }
	},
	async ({ event, store, actor, body }) =>
		answer(await createWebhook(store, event.locals.app.webhooks, actor, body), 201)
);
