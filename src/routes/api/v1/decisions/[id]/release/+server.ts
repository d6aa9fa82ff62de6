import { endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { releaseDecision } from '#lib/runtime/claim.server.ts';
import { ReleaseInput } from '#lib/runtime/input.ts';

export const POST = endpoint(
	{
		summary: 'Give a decision back for others',
		body: ReleaseInput,
		secret: true,
		answers: { 204: 'given back' }
	},
	async ({ store, actor, params: { id = '' }, body }) => {
		await releaseDecision(store, actor, id, body.token);
		return noContent();
	}
);
