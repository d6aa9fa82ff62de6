import { previewVersion } from '#lib/datasets/draft/preview.server.ts';
import { PreviewInput } from '#lib/datasets/version/recipe.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const POST = endpoint(
	{
		summary: 'What a version of a dataset would hold if it were made now; nothing is written',
		body: PreviewInput,
		secret: true,
		answers: { 200: 'counts, what is left out and why, splits, and the first rows' }
	},
	async ({ event, store, actor, body }) =>
		answer(await previewVersion(store, event.locals.app.counting, actor, body))
);
