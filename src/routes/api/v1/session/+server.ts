import { SignInInput } from '#lib/auth/input.ts';
import { actorView } from '#lib/auth/view.ts';
import { answer, endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { signIn, signOut } from '#lib/http/session.server.ts';

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

export const DELETE = endpoint(
	{ summary: 'Sign out', open: true, answers: { 204: 'the session is over' } },
	async ({ event }) => {
		await signOut(event);
		return noContent();
	}
);
