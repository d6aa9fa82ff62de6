import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { askAtDoor } from '#lib/http/session.server.ts';

export const POST = endpoint(
	{
		summary: 'Ask what a passkey must sign to sign in: once, within three minutes, in this browser',
		open: true,
		answers: { 200: 'PublicKeyCredentialRequestOptionsJSON of Web Authentication' }
	},
	async ({ event }) => answer(await askAtDoor(event))
);
