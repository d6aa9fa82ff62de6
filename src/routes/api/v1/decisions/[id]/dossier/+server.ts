import { endpoint } from '#lib/http/endpoint.server.ts';
import { dossier } from '#lib/runtime/reviewer.server.ts';
import { canonical } from '#lib/schema/json.ts';

/** Canonical JSON, so that each byte of the file counts when it is checked. */
export const GET = endpoint(
	{
		summary:
			'All that is known of a decision with its proofs, as one file; scripts/verify-dossier.mjs checks it',
		answers: { 200: 'the dossier, as canonical JSON (RFC 8785)' }
	},
	async ({ event, store, actor, params: { id = '' } }) =>
		new Response(canonical(await dossier(store, event.locals.app.secrets, actor, id)), {
			headers: {
				'content-type': 'application/json; charset=utf-8',
				'content-disposition': `attachment; filename="dossier-${id}.json"`,
				'cache-control': 'no-store'
			}
		})
);
