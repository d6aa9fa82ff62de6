import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ResolveInput, resolveItem, takeBack } from '#lib/project/resolve.server.ts';

export const POST = endpoint(
	{
		summary: 'Give the final answer of an item, which stands for all its judgments',
		body: ResolveInput,
		right: 'judge',
		answers: { 200: 'the resolution' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) =>
		answer(await resolveItem(store, actor, slug, id, body))
);

export const DELETE = endpoint(
	{
		summary: 'Take a final answer back, by the id that giving it answered with',
		query: z.strictObject({ seen: z.string().min(1).max(64) }),
		right: 'judge',
		answers: { 200: '{item_id, resolved}: whether an earlier final answer stands again' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, query }) =>
		answer(await takeBack(store, actor, slug, id, query))
);
