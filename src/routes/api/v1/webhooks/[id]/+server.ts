import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { WebhookPatch } from '#lib/webhook/input.ts';
import { changeWebhook, readWebhook, removeWebhook } from '#lib/webhook/webhooks.server.ts';

export const GET = endpoint(
	{ summary: 'A webhook and its counts', answers: { 200: 'the webhook' } },
	async ({ store, actor, params: { id = '' } }) => answer(await readWebhook(store, actor, id))
);

export const PATCH = endpoint(
	{
		summary: 'Change a webhook; pause it, or let it go on',
		body: WebhookPatch,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'the webhook' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) =>
		answer(await changeWebhook(store, event.locals.app.webhooks, actor, id, body))
);

export const DELETE = endpoint(
	{
		summary: 'Take a webhook away, with all that waits for it',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 204: 'gone' }
	},
	async ({ store, actor, params: { id = '' } }) => {
		await removeWebhook(store, actor, id);
		return noContent();
	}
);
