import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { changeStanding, listRaters, RatersQuery, StandingInput } from '#lib/project/raters.server.ts';

export const GET = endpoint(
	{
		summary:
			'How people do: accuracy by gold, agreement with themselves, training, pauses; oneself for a rater',
		query: RatersQuery,
		answers: { 200: 'a page of people' }
	},
	async ({ store, actor, params: { slug = '' }, query }) =>
		answer(await listRaters(store, actor, slug, query))
);

export const POST = endpoint(
	{
		summary: 'Pause a person, let them go on, give them one more attempt at the training, or spare them it',
		body: StandingInput,
		right: 'judge',
		answers: { 200: 'how they stand now' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer(await changeStanding(store, actor, slug, body))
);
