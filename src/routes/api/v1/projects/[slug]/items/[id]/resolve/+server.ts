import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';

export const POST = endpoint(
	{
		summary: 'Give the final answer of an item, which stands for all its judgments',
		body: z.strictObject({ answers: z.record(z.string(), z.json()) }),
		right: 'judge',
		answers: { 200: 'the resolution' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) =>
		answer(await resolveItem(store, actor, slug, id, body))
);
