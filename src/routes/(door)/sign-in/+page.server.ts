import { redirect } from '@sveltejs/kit';
import { SignInInput } from '#lib/auth/input.ts';
import { hasAdmin } from '#lib/auth/people.server.ts';
import { relyingPartyOf } from '#lib/auth/relying-party.ts';
import { localPath } from '#lib/http/address.ts';
import { parseAs } from '#lib/http/body.ts';
import { openAction, openPage } from '#lib/http/page.server.ts';
import { signIn } from '#lib/http/session.server.ts';

export const load = openPage(async ({ locals, url }) => {
	if (locals.session) redirect(303, localPath(url.searchParams.get('next')));
	return {
		hasAdmin: await hasAdmin(locals.app.store.read),
		ended: locals.refused?.code === 'session_expired',
		passkeys: relyingPartyOf(locals.app.secrets.issuer) !== null,
		next: localPath(url.searchParams.get('next'))
	};
});

export const actions = {
	default: openAction(
		async ({ event, form }) => {
			await signIn(event, parseAs(SignInInput, { email: form.get('email'), password: form.get('password') }));
			redirect(303, localPath(event.url.searchParams.get('next')));
		},
		['email']
	)
};
