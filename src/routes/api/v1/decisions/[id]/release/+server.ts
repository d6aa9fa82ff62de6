import { endpoint, noContent } from '#lib/http/endpoint.server.ts';

import { ReleaseInput } from '#lib/runtime/input.ts';
import { release } from '#lib/runtime/reviewer.server.ts';

export const POST = endpoint(
	{
		summary:
			'Give a decision back for others, with the last token that you were handed; an older one ends nothing',
		body: ReleaseInput,
		secret: true,
		answers: { 204: 'given back' }
	},
	async ({ store, actor, params: { id = '' }, body }) => {
		await release(store, actor, id, body.token);
		return noContent();
	}
);
