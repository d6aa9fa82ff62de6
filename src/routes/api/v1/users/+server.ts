import { InviteInput } from '#lib/auth/input.ts';
import { invite, listInvitations } from '#lib/auth/links.server.ts';
import { listUsers } from '#lib/auth/people.server.ts';
import { linkView } from '#lib/auth/view.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{ summary: 'Everybody here, and invitations that still wait', answers: { 200: 'a list' } },
	async ({ store, actor }) => {
		const [items, invitations] = [await listUsers(store, actor), await listInvitations(store, actor)];
		return answer({ items, invitations, next_cursor: null });
	}
);

export const POST = endpoint(
	{
		summary: 'Invite somebody: the answer holds the link to send them',
		secret: true,
		body: InviteInput,
		answers: { 201: 'the link, this once' }
	},
	async ({ event, store, actor, body }) =>
		answer(linkView(await invite(store, actor, body), event.url.origin), 201)
);
