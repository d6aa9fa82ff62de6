import { jwksOf } from '#lib/auth/signing.server.ts';
import { endpoint } from '#lib/http/endpoint.server.ts';

/** Public by nature: who was given a receipt checks it with these. */
export const GET = endpoint(
	{
		summary: 'The public keys that receipts, checkpoints and dossiers are signed with (RFC 7517)',
		open: true,
		answers: { 200: 'a JWK set, the key that signs now first' }
	},
	async ({ store }) =>
		Response.json(await jwksOf(store.read), {
			headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=60' }
		})
);
