import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { AgreementQuery } from '#lib/quality/agreement.ts';
import { agreement } from '#lib/quality/agreement.server.ts';

export const GET = endpoint(
	{
		summary:
			'How much people agree on each question: measures with intervals, confusion, people, weeks, models beside',
		query: AgreementQuery,
		right: 'judge',
		answers: { 200: 'numbers, or the reason why there is none' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await agreement(store, event.locals.app.statistics, actor, slug, query, 'api'))
);
