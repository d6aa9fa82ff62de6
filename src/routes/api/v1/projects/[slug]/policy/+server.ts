import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { readPolicy, writePolicy } from '#lib/runtime/policy.server.ts';

export const GET = endpoint(
	{ summary: 'The standing policy; version 0 is none', answers: { 200: 'the policy' } },
	async ({ store, actor, params: { slug = '' } }) => answer(await readPolicy(store, actor, slug))
);

export const PUT = endpoint(
	{
		summary: 'Write the next version of the policy',
		body: z.record(z.string(), z.json()),
		right: 'policy',
		answers: { 200: 'the policy' }
	},
	async ({ store, actor, params: { slug = '' }, body }) => answer(await writePolicy(store, actor, slug, body))
);
