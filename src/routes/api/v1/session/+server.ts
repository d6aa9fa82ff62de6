import { SelfPatch, SignInInput } from '#lib/auth/input.ts';
import { changePassword, rename, setKeyboard } from '#lib/auth/people.server.ts';
import { actorView } from '#lib/auth/view.ts';
import { answer, endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { guessed, signIn, signOut } from '#lib/http/session.server.ts';

export const GET = endpoint(
	{ summary: 'Who you are here', answers: { 200: 'a person or a key' } },
	async ({ event, actor }) => answer(actorView(actor, event.locals.session))
);

export const POST = endpoint(
	{
		summary: 'Sign in as a person; the answer sets the session cookie',
		open: true,
		secret: true,
		body: SignInInput,
		answers: { 200: 'who you are now' }
	},
	async ({ event, body }) => {
		const signedIn = await signIn(event, body);
		return answer(actorView(signedIn.person, signedIn));
	}
);

export const PATCH = endpoint(
	{
		summary: 'Change your own name, your keys, or your password, which ends your other sessions',
		secret: true,
		body: SelfPatch,
		answers: { 204: 'changed' }
	},
	async ({ event, store, actor, body: { name, password, keyboard } }) => {
		if (password)
			await guessed(event, () => changePassword(store, actor, password, event.locals.session?.id ?? ''));
		if (name !== undefined) await rename(store, actor, name);
		if (keyboard !== undefined) await setKeyboard(store, actor, keyboard);
		return noContent();
	}
);

export const DELETE = endpoint(
	{ summary: 'Sign out', open: true, answers: { 204: 'the session is over' } },
	async ({ event }) => {
		await signOut(event);
		return noContent();
	}
);
