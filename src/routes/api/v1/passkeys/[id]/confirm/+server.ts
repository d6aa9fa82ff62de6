import { authorizeInstance } from '#lib/auth/access.server.ts';
import { confirmPasskey } from '#lib/auth/passkeys.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const POST = endpoint(
	{
		summary: 'Say yes, as an admin, to a passkey of somebody else: from now on it counts at gates',
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'the passkey' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await confirmPasskey(store, actor, id))
);
