import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ownPeople } from '#lib/quality/people.server.ts';

export const GET = endpoint(
	{
		summary:
			'How one does oneself: agreement with others, gold and repeats in whole steps of ten, sides, time beside the middle half of others',
		answers: { 200: 'one’s own numbers; nobody else’s' }
	},
	async ({ event, store, actor, params: { slug = '' } }) =>
		answer(await ownPeople(store, event.locals.app.statistics, actor, slug, 'api me'))
);
