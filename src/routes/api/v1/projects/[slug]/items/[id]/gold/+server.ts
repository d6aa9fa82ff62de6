import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { GoldInput, makeGold, unmakeGold } from '#lib/project/gold.server.ts';

export const PUT = endpoint(
	{
		summary: 'Say what is right of an item: it trains and checks people, and is nobody’s work any more',
		body: GoldInput,
		right: 'judge',
		answers: { 200: 'the item’s gold answers and their reason' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) =>
		answer(await makeGold(store, actor, slug, id, body))
);

export const DELETE = endpoint(
	{
		summary: 'The item is gold no more: its places open for work',
		right: 'judge',
		answers: { 200: 'the item without gold answers' }
	},
	async ({ store, actor, params: { slug = '', id = '' } }) => answer(await unmakeGold(store, actor, slug, id))
);
