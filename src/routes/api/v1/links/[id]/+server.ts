import { authorizeInstance } from '#lib/auth/access.server.ts';
import { withdrawLink } from '#lib/auth/links.server.ts';
import { endpoint, noContent } from '#lib/http/endpoint.server.ts';

export const DELETE = endpoint(
	{
		summary: 'Withdraw an invitation or reset that nobody used yet',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 204: 'withdrawn' }
	},
	async ({ store, actor, params: { id = '' } }) => {
		await withdrawLink(store, actor, id);
		return noContent();
	}
);
