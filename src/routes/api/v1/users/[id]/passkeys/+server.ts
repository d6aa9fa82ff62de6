import { authorizeInstance } from '#lib/auth/access.server.ts';
import { passkeysOf, revokeAllPasskeys } from '#lib/auth/passkeys.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{ summary: 'The passkeys of a person', answers: { 200: 'the passkeys that are not revoked' } },
	async ({ store, actor, params: { id = '' } }) => answer({ items: await passkeysOf(store, actor, id) })
);

export const DELETE = endpoint(
	{
		summary: 'Revoke all passkeys of a person who lost their device',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'how many were revoked' }
	},
	async ({ store, actor, params: { id = '' } }) =>
		answer({ revoked: await revokeAllPasskeys(store, actor, id) })
);
