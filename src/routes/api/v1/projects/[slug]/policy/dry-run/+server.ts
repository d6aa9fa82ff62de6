import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { dryRun } from '#lib/runtime/dry-run.server.ts';

export const POST = endpoint(
	{
		summary: 'Where a policy would have sent the latest decisions; nothing is stored',
		body: z.strictObject({
			policy: z.record(z.string(), z.json()),
			limit: z.int().min(1).max(1000).default(200)
		}),
		right: 'decisions',
		answers: { 200: 'counts, and what would have gone another way' }
	},
	async ({ store, actor, params: { slug = '' }, body: { policy, limit } }) =>
		answer(await dryRun(store, actor, slug, policy, limit))
);
