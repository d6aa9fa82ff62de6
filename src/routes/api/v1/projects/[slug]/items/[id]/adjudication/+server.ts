import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { readAdjudicated } from '#lib/quality/adjudication.server.ts';

export const GET = endpoint(
	{
		summary: 'All that was said of an item, equal answers together, and what its consensus is',
		right: 'judge',
		answers: { 200: 'the item, its form, answers with who gave them, and the consensus with how sure it is' }
	},
	async ({ event, store, actor, params: { slug = '', id = '' } }) =>
		answer(await readAdjudicated(store, event.locals.app.statistics, actor, slug, id))
);
