import { redirect } from '@sveltejs/kit';
import { LEAST_PASSWORD, LinkUse } from '#lib/auth/input.ts';
import { acceptInvite, peekLink } from '#lib/auth/links.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { openAction, openPage } from '#lib/http/page.server.ts';
import { keepSession } from '#lib/http/session.server.ts';

export const load = openPage(async ({ locals, params: { token = '' } }) => {
	const { email, name, roles } = await peekLink(locals.app.store.read, 'invite', token);
	return { email, name: name ?? '', roles, least: LEAST_PASSWORD };
});

export const actions = {
	default: openAction(
		async ({ event, form }) => {
			const { token } = event.params;
			const use = parseAs(LinkUse, { token, name: form.get('name'), password: form.get('password') });
			keepSession(event, await acceptInvite(event.locals.app.store, use));
			redirect(303, '/');
		},
		['name']
	)
};
