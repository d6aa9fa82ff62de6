import { keyboardOf, setKeyboard } from '#lib/auth/people.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { actionsOf, views, viewTitles } from '#lib/schema/actions.ts';
import { KeyboardInput, usualKeyboard } from '#lib/schema/keyboard.ts';
import { Refusal } from '#lib/schema/refusal.ts';

/** The actions whose keys are the person's, with the usual ones. */
const changeable = views.map((view) => ({
	view,
	title: viewTitles[view],
	actions: actionsOf(view).flatMap(([name, { label, key }]) =>
		key === undefined ? [] : [{ name, field: `${view}.${name}`, label, usual: key }]
	)
}));

export const load = page(async ({ store, actor }) => {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A key has no account: sign in as a person.');
	return { groups: changeable, keyboard: await keyboardOf(store.read, actor.id) };
});

export const actions = {
	save: action(
		'save',
		async ({ store, actor, form }) => {
			const own = Object.fromEntries(
				changeable.map(({ view, actions }) => [
					view,
					// An empty field switches the key off.
					Object.fromEntries(actions.map(({ name, field }) => [name, form.get(field)?.trim() || null]))
				])
			);
			const keyboard = parseAs(KeyboardInput, { characters: form.has('characters'), own });
			await setKeyboard(store, actor, keyboard);
			return 'Saved. Pages that are open take them when they are opened anew.';
		},
		['characters', ...changeable.flatMap(({ actions }) => actions.map(({ field }) => field))]
	),
	reset: action('reset', async ({ store, actor }) => {
		await setKeyboard(store, actor, usualKeyboard);
		return 'Every key is the usual one again.';
	})
};
