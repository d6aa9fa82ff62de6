import { LinkUse } from '#lib/auth/input.ts';
import { useLink } from '#lib/auth/links.server.ts';
import { actorView } from '#lib/auth/view.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { keepSession } from '#lib/http/session.server.ts';

export const POST = endpoint(
	{
		summary: 'Use an invitation or a reset by its token; the answer sets the session cookie',
		open: true,
		secret: true,
		body: LinkUse,
		answers: { 200: 'who you are now' }
	},
	async ({ event, store, body }) => {
		const signedIn = await useLink(store, body);
		keepSession(event, signedIn);
		return answer(actorView(signedIn.person, signedIn));
	}
);
