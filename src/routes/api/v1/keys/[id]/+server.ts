import { revokeKey } from '#lib/auth/keys.server.ts';
import { endpoint, noContent } from '#lib/http/endpoint.server.ts';

export const DELETE = endpoint(
	{ summary: 'Revoke an API key, from the next request on', answers: { 204: 'revoked' } },
	async ({ store, actor, params: { id = '' } }) => {
		await revokeKey(store, actor, id);
		return noContent();
	}
);
