import { redirect } from '@sveltejs/kit';
import type { Actor, Person } from '#lib/auth/actor.ts';
import { LEAST_PASSWORD, SelfPatch } from '#lib/auth/input.ts';
import { PasskeyPatch } from '#lib/auth/passkey-input.ts';
import { ownPasskeys, renamePasskey, revokePasskey } from '#lib/auth/passkeys.server.ts';
import { changePassword, rename, signOutEverywhere } from '#lib/auth/people.server.ts';
import { whyNoPasskeys } from '#lib/auth/relying-party.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { guessed } from '#lib/http/session.server.ts';
import { projectsByPerson } from '#lib/runtime/needs-passkey.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

const assertPerson: (actor: Actor) => asserts actor is Person = (actor) => {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A key has no account: sign in as a person.');
};

export const load = page(async ({ event, store, actor }) => {
	assertPerson(actor);
	const { name, email, roles } = actor;
	const [passkeys, asking] = await Promise.all([
		ownPasskeys(store, actor),
		projectsByPerson(store.read, [actor])
	]);
	return {
		name,
		email,
		roles,
		least: LEAST_PASSWORD,
		passkeys,
		asking: asking[actor.id] ?? [],
		impossible: whyNoPasskeys(event.locals.app.secrets.issuer)
	};
});

export const actions = {
	name: action(
		'name',
		async ({ store, actor, form }) => {
			const { name = '' } = parseAs(SelfPatch, { name: form.get('name') });
			await rename(store, actor, name);
			return 'Saved.';
		},
		['name']
	),
	password: action('password', async ({ event, store, actor, form }) => {
		const asked = parseAs(SelfPatch.shape.password.unwrap(), {
			current: form.get('current'),
			password: form.get('password')
		});
		await guessed(event, () => changePassword(store, actor, asked, event.locals.session?.id ?? ''));
		return 'Changed. Your other sessions have ended; this one goes on.';
	}),
	passkey: action('passkey', async ({ store, actor, form }) => {
		const { name } = parseAs(PasskeyPatch, { name: form.get('name') });
		await renamePasskey(store, actor, form.get('id') ?? '', name);
		return 'Saved.';
	}),
	revoke: action('revoke', async ({ store, actor, form }) => {
		assertPerson(actor);
		await revokePasskey(store, actor, form.get('id') ?? '');
		return 'Revoked: it opens and signs nothing any more. What it signed stays signed.';
	}),
	everywhere: action('everywhere', async ({ store, actor }) => {
		assertPerson(actor);
		await signOutEverywhere(store, actor, actor.id);
		redirect(303, '/sign-in');
	})
};
