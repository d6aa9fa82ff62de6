import { redirect } from '@sveltejs/kit';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { plural } from '#lib/ui/words.ts';
import { dropDeliveries, listDeliveries, retryDeliveries } from '#lib/webhook/deliveries.server.ts';
import { DeliveryChoice, DeliveryQuery, WebhookPatch } from '#lib/webhook/input.ts';
import {
	changeWebhook,
	readWebhook,
	removeWebhook,
	rotateSecret,
	testWebhook
} from '#lib/webhook/webhooks.server.ts';

const SHOWN = 50;

export const load = page(async ({ store, actor, params: { id = '' }, url }) => {
	const cursor = url.searchParams.get('after') || undefined;
	const list = (state: string, after?: string) => {
		const query = parseAs(DeliveryQuery, { state, limit: SHOWN, cursor: after }, 'invalid_query');
		return listDeliveries(store, actor, id, query);
	};
	const [webhook, dead, failing, sent] = await Promise.all([
		readWebhook(store, actor, id),
		list('dead', cursor),
		list('failing'),
		list('sent')
	]);
	return {
		webhook,
		dead,
		failing: failing.items,
		sent: sent.items.slice(0, 10),
		paged: cursor !== undefined
	};
});

/** Those that are ticked, or all that were given up. */
function chosenIn(form: URLSearchParams): DeliveryChoice {
	if (form.get('which') === 'all') return { all: true };
	const ids = form.getAll('id');
	if (ids.length === 0) throw new Refusal('invalid', 'Tick at least one message, or choose all.');
	return parseAs(DeliveryChoice, { ids });
}

export const actions = {
	change: action(
		'change',
		async ({ event, store, actor, params: { id = '' }, form }) => {
			const patch = { name: form.get('name'), url: form.get('url'), kinds: form.getAll('kind') };
			await changeWebhook(store, event.locals.app.webhooks, actor, id, parseAs(WebhookPatch, patch));
			return 'Saved. It holds from the next event on.';
		},
		(form) => ({
			name: form.get('name') ?? '',
			url: form.get('url') ?? '',
			kinds: form.getAll('kind').join(' ')
		})
	),
	state: action('state', async ({ event, store, actor, params: { id = '' }, form }) => {
		const patch = parseAs(WebhookPatch, { state: form.get('state') });
		const { state } = await changeWebhook(store, event.locals.app.webhooks, actor, id, patch);
		return state === 'on' ? 'It is on.' : 'It is paused: what happens is kept for it.';
	}),
	rotate: action('rotate', async ({ event, store, actor, params: { id = '' } }) => {
		const { secret } = await rotateSecret(store, event.locals.app.webhooks, actor, id);
		return {
			done: 'The new secret. It is shown this once; the one before signs beside it for a day.',
			secret
		};
	}),
	test: action('test', async ({ store, actor, params: { id = '' } }) => {
		const { message } = await testWebhook(store, actor, id);
		return `${message} is on its way. How it went stands below in a moment.`;
	}),
	retry: action('messages', async ({ store, actor, params: { id = '' }, form }) => {
		const many = await retryDeliveries(store, actor, id, chosenIn(form));
		return `${plural(many, 'message')} sent again.`;
	}),
	drop: action('messages', async ({ store, actor, params: { id = '' }, form }) => {
		const many = await dropDeliveries(store, actor, id, chosenIn(form));
		return `${plural(many, 'message')} dropped: it will never be told of what they say.`;
	}),
	remove: action('remove', async ({ store, actor, params: { id = '' } }) => {
		await removeWebhook(store, actor, id);
		redirect(303, '/webhooks');
	})
};
