import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ConsistencyQuery, proveGrowth } from '#lib/project/proofs.server.ts';

export const GET = endpoint(
	{
		summary: 'Proof that the log only grew since an earlier head (RFC 6962, section 2.1.2)',
		query: ConsistencyQuery,
		answers: { 200: 'hashes as base64' }
	},
	async ({ store, actor, query }) => answer(await proveGrowth(store, actor, query))
);
