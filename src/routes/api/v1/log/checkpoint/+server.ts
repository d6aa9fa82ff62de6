import { endpoint } from '#lib/http/endpoint.server.ts';
import { readSignedHead } from '#lib/project/proofs.server.ts';

export const GET = endpoint(
	{
		summary: 'The latest signed tree head of the log (c2sp.org/tlog-checkpoint)',
		answers: { 200: 'text/plain' }
	},
	async ({ store, actor }) =>
		new Response(await readSignedHead(store, actor), {
			headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
		})
);
