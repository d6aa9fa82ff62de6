import { authorizeInstance } from '#lib/auth/access.server.ts';
import { revokeKey } from '#lib/auth/keys.server.ts';
import { endpoint, noContent } from '#lib/http/endpoint.server.ts';

export const DELETE = endpoint(
	{
		summary: 'Revoke an API key, from the next request on',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 204: 'revoked' }
	},
	async ({ store, actor, params: { id = '' } }) => {
		await revokeKey(store, actor, id);
		return noContent();
	}
);
