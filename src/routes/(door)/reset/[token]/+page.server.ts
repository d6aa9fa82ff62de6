import { redirect } from '@sveltejs/kit';
import { LEAST_PASSWORD, LinkUse } from '#lib/auth/input.ts';
import { peekLink, useReset } from '#lib/auth/links.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { openAction, openPage } from '#lib/http/page.server.ts';
import { keepSession } from '#lib/http/session.server.ts';

export const load = openPage(async ({ locals, params: { token = '' } }) => {
	const { email } = await peekLink(locals.app.store.read, 'reset', token);
	return { email, least: LEAST_PASSWORD };
});

export const actions = {
	default: openAction(async ({ event, form }) => {
		const use = parseAs(LinkUse, { token: event.params.token, password: form.get('password') });
		keepSession(event, await useReset(event.locals.app.store, use));
		redirect(303, '/');
	})
};
