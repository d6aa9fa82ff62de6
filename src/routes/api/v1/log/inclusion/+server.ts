import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { InclusionQuery, proveEvent } from '#lib/project/proofs.server.ts';

export const GET = endpoint(
	{
		summary: 'Proof that an event is in the log (RFC 6962, section 2.1.1)',
		query: InclusionQuery,
		answers: { 200: 'hashes as base64' }
	},
	async ({ store, actor, query }) => answer(await proveEvent(store, actor, query))
);
