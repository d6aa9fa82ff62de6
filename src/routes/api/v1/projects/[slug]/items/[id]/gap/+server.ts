import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { GapInput, noteGap } from '#lib/quality/gaps.server.ts';

export const POST = endpoint(
	{
		summary: 'Say that the guidelines do not settle an item',
		body: GapInput,
		right: 'judge',
		answers: { 200: 'it was said already; the words are the new ones', 201: 'the gap' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) => {
		const { gap, created } = await noteGap(store, actor, slug, id, body);
		return answer(gap, created ? 201 : 200);
	}
);
