import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { retryLoop } from '#lib/loop/report.server.ts';

export const POST = endpoint(
	{
		summary: 'Try again what failed for a rule',
		body: z.strictObject({ rule: z.string().min(1).max(100) }),
		right: 'policy',
		answers: { 200: 'how many were tried, and opened' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer(await retryLoop(store, actor, slug, body.rule))
);
