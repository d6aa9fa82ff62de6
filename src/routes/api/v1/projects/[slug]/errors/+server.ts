import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { countErrors } from '#lib/quality/errors.server.ts';

export const GET = endpoint(
	{
		summary: 'Judgments that final answers overruled, by whose they were and the kind of error',
		right: 'judge',
		answers: { 200: '{items: [{rater, kind, overruled}]}; kind is null where the lead did not say' }
	},
	async ({ store, actor, params: { slug = '' } }) => answer({ items: await countErrors(store, actor, slug) })
);
