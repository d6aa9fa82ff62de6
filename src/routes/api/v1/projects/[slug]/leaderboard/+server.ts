import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { leaderboardOf } from '#lib/quality/board.server.ts';
import { BoardQuery } from '#lib/quality/board.ts';

export const GET = endpoint(
	{
		summary:
			'How strong models are by what people or models prefer, with intervals, ranks and who beats whom',
		query: BoardQuery,
		answers: { 200: 'the leaderboard' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await leaderboardOf(store, event.locals.app.statistics, actor, slug, query, 'GET leaderboard'))
);
