import { PasskeyPatch } from '#lib/auth/passkey-input.ts';
import { renamePasskey, revokePasskey } from '#lib/auth/passkeys.server.ts';
import { answer, endpoint, noContent } from '#lib/http/endpoint.server.ts';

export const PATCH = endpoint(
	{
		summary: 'Name a passkey of your own',
		body: PasskeyPatch,
		secret: true,
		answers: { 200: 'the passkey' }
	},
	async ({ store, actor, params: { id = '' }, body: { name } }) =>
		answer(await renamePasskey(store, actor, id, name))
);

export const DELETE = endpoint(
	{
		summary: 'Revoke a passkey of your own, or anybody’s as an admin; what it signed stays signed',
		secret: true,
		answers: { 204: 'revoked' }
	},
	async ({ store, actor, params: { id = '' } }) => {
		await revokePasskey(store, actor, id);
		return noContent();
	}
);
