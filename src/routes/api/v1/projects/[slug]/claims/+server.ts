import { z } from 'zod';
import { authorize } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { deskOf } from '../../../desks.server.ts';

export const POST = endpoint(
	{
		summary: 'Hold so many assignments, 1 to 10: those still held first, then new ones',
		body: z.strictObject({ count: z.int().optional() }),
		right: 'work',
		answers: { 200: 'the assignments, or the reason why there are none' }
	},
	async ({ store, actor, params: { slug = '' }, body }) => {
		const access = await authorize(store, actor, 'work', slug);
		return answer(await claim(store, access, body, deskOf(access.project.stage)));
	}
);
