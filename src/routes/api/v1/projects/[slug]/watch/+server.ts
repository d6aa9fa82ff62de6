import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { WatchInput } from '#lib/runtime/input.ts';
import { signOfLife, whoWatches } from '#lib/runtime/watch.server.ts';

export const GET = endpoint(
	{ summary: 'Who watches now, and how many grants can still be used', answers: { 200: 'both' } },
	async ({ store, actor, params: { slug = '' } }) => answer(await whoWatches(store, actor, slug))
);

export const POST = endpoint(
	{
		summary: 'A sign of life from a visible monitor, good for 30 seconds',
		body: WatchInput,
		secret: true,
		answers: { 200: 'until when you count as watching' }
	},
	async ({ event, store, actor, params: { slug = '' }, body }) =>
		answer(await signOfLife(store, actor, event.locals.session?.id ?? null, slug, body))
);
