import { redirect } from '@sveltejs/kit';
import type { Actor, Person } from '#lib/auth/actor.ts';
import { LEAST_PASSWORD, SelfPatch } from '#lib/auth/input.ts';
import { changePassword, rename, signOutEverywhere } from '#lib/auth/people.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { guessed } from '#lib/http/session.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

const assertPerson: (actor: Actor) => asserts actor is Person = (actor) => {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A key has no account: sign in as a person.');
};

export const load = page(async ({ actor }) => {
	assertPerson(actor);
	const { name, email, roles } = actor;
	return { name, email, roles, least: LEAST_PASSWORD };
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
	everywhere: action('everywhere', async ({ store, actor }) => {
		assertPerson(actor);
		await signOutEverywhere(store, actor, actor.id);
		redirect(303, '/sign-in');
	})
};
