import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { PeopleQuery } from '#lib/quality/people-view.ts';
import { people } from '#lib/quality/people.server.ts';

export const GET = endpoint(
	{
		summary:
			'How people judge: agreement with others, gold, agreement with themselves, sides with z, ties, time, by week, each with its interval and what stands out of all',
		query: PeopleQuery,
		answers: { 200: 'everybody who judged, by name' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await people(store, event.locals.app.statistics, actor, slug, query, 'api people'))
);
