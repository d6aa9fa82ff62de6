import { redirect } from '@sveltejs/kit';
import { LEAST_PASSWORD, SetupInput } from '#lib/auth/input.ts';
import { peekSetup, setUp } from '#lib/auth/setup.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { openAction, openPage } from '#lib/http/page.server.ts';
import { keepSession } from '#lib/http/session.server.ts';

export const load = openPage(async ({ locals, url }) => {
	const { store } = locals.app;
	await peekSetup(store, url.searchParams.get('code') ?? '');
	return { engine: store.dialect, least: LEAST_PASSWORD };
});

export const actions = {
	default: openAction(
		async ({ event, form }) => {
			const input = parseAs(SetupInput, {
				email: form.get('email'),
				name: form.get('name'),
				password: form.get('password')
			});
			const { store } = event.locals.app;
			keepSession(event, await setUp(store, event.url.searchParams.get('code') ?? '', input));
			redirect(303, '/');
		},
		['email', 'name']
	)
};
