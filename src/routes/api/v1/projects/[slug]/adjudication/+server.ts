import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { adjudicationQueue, QueueQuery } from '#lib/quality/adjudication.server.ts';

export const GET = endpoint(
	{
		summary: 'Items that need a lead, the most disputed first, and how many there are',
		query: QueueQuery,
		right: 'judge',
		answers: { 200: '{to_adjudicate, items: [{id, key, reasons, agreement, questions}]}' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await adjudicationQueue(store, event.locals.app.statistics, actor, slug, query))
);
