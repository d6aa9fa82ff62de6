import { keyboardOf } from '#lib/auth/people.server.ts';
import { page } from '#lib/http/page.server.ts';
import { usualKeyboard } from '#lib/schema/keyboard.ts';

export const load = page(async ({ store, actor, url }) => ({
	origin: url.origin,
	keyboard: actor.kind === 'person' ? await keyboardOf(store.read, actor.id) : usualKeyboard
}));
