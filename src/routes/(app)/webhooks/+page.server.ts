import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { WebhookInput } from '#lib/webhook/input.ts';
import { createWebhook, listWebhooks } from '#lib/webhook/webhooks.server.ts';

export const load = page(async ({ store, actor }) => ({
	webhooks: await listWebhooks(store, actor),
	projects: (await listProjects(store, actor)).map(({ slug, name }) => ({ slug, name }))
}));

const typedIn = (form: URLSearchParams): Record<string, string> => ({
	name: form.get('name') ?? '',
	url: form.get('url') ?? '',
	project: form.get('project') ?? '',
	kinds: form.getAll('kind').join(' ')
});

export const actions = {
	create: action(
		'create',
		async ({ event, store, actor, form }) => {
			const input = {
				name: form.get('name'),
				url: form.get('url'),
				kinds: form.getAll('kind'),
				project: form.get('project') || undefined
			};
			const { webhooks } = event.locals.app;
			const made = await createWebhook(store, webhooks, actor, parseAs(WebhookInput, input));
			return {
				done: `The secret of “${made.name}”. It is shown this once, and stored nowhere.`,
				secret: made.secret,
				id: made.id
			};
		},
		typedIn
	)
};
