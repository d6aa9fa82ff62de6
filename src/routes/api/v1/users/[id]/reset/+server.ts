import { makeReset } from '#lib/auth/links.server.ts';
import { linkView } from '#lib/auth/view.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const POST = endpoint(
	{
		summary: 'Make a link under which a person sets a new password',
		secret: true,
		answers: { 201: 'the link, this once' }
	},
	async ({ event, store, actor, params: { id = '' } }) =>
		answer(linkView(await makeReset(store, actor, { id }), event.url.origin), 201)
);
