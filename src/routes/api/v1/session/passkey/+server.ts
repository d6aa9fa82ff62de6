import { PasskeySignIn } from '#lib/auth/passkey-input.ts';
import { actorView } from '#lib/auth/view.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { passAtDoor } from '#lib/http/session.server.ts';

export const POST = endpoint(
	{
		summary: 'Sign in by passkey; the answer sets the session cookie',
		open: true,
		secret: true,
		body: PasskeySignIn,
		answers: { 200: 'who you are now' }
	},
	async ({ event, body: { credential } }) => {
		const signedIn = await passAtDoor(event, credential);
		return answer(actorView(signedIn.person, signedIn));
	}
);
