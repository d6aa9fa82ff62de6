import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { Seen, seeGuidelines } from '#lib/project/version.server.ts';

export const PUT = endpoint(
	{
		summary: 'Say which version of the guidelines you have read; of a later one you are told',
		body: Seen,
		right: 'work',
		answers: { 200: 'the version' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer(await seeGuidelines(store, actor, slug, body))
);
