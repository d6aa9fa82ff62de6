import { assertMaySignOut, signOutEverywhere } from '#lib/auth/people.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const DELETE = endpoint(
	{
		summary: 'Sign a person out everywhere: yourself, or anybody as an admin',
		recheck: ({ actor, params }) => assertMaySignOut(actor, params.id ?? ''),
		answers: { 200: 'how many ended' }
	},
	async ({ store, actor, params: { id = '' } }) =>
		answer({ ended: await signOutEverywhere(store, actor, id) })
);
